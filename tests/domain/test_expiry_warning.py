from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.dates import expires_at
from chalicelib.domain.expiry_warning import (
    Settled,
    days_left,
    distances,
    due,
    settled_of,
    was_just_told,
    window,
)
from chalicelib.domain.studio import Preferences

ENDS = datetime(2027, 1, 1, 5, tzinfo=UTC)
BOTH = frozenset({30, 7})
ZONES = (
    *("Pacific/Pago_Pago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "UTC"),
    *("Europe/Dublin", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Pacific/Kiritimati"),
)


def settled(days: int) -> Settled:
    return Settled(expires_at=ENDS, days=days, run_id="night-2026-12-02")


@pytest.mark.parametrize(
    ("left", "told", "ahead", "expected"),
    [
        (31, None, BOTH, None),
        (30, None, BOTH, 30),
        (29, None, BOTH, 30),
        (8, None, BOTH, 30),
        (7, None, BOTH, 7),
        (0, None, BOTH, 7),
        (-1, None, BOTH, None),
        (30, 30, BOTH, None),
        (8, 30, BOTH, None),
        (7, 30, BOTH, 7),
        (3, 7, BOTH, None),
        (30, None, {7}, None),
        (7, None, {7}, 7),
        (7, None, {30}, 30),
        (7, 30, {30}, None),
        (25, 7, BOTH, None),
        (7, None, set(), None),
    ],
)
def test_the_nearest_distance_that_was_passed_is_told_once(
    left: int, told: int | None, ahead: frozenset[int], expected: int | None
) -> None:
    assert due(left, settled(told) if told else None, ahead) == expected


def test_what_was_settled_of_one_end_says_nothing_of_another() -> None:
    assert settled_of(settled(30).text, ENDS) == settled(30)
    assert settled_of(settled(30).text, ENDS + timedelta(days=1)) is None
    assert settled_of(None, ENDS) is None


def test_each_distance_has_its_switch_and_before_the_studio_is_live_there_is_none() -> None:
    live = Preferences(live=True)
    assert distances(live) == BOTH
    assert distances(replace(live, warn_30_days=False)) == {7}
    assert distances(replace(live, warn_7_days=False)) == {30}
    assert distances(Preferences()) == frozenset()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "last",
    [
        date(2026, 3, 7),  # Before clocks go forward in New York,
        date(2026, 3, 8),  # on that day,
        date(2026, 11, 1),  # and when they go back.
        date(2028, 2, 29),
        date(2026, 12, 31),
    ],
)
def test_days_are_the_studios_in_every_zone_and_over_both_changes_of_the_clocks(
    zone: str, last: date
) -> None:
    local = ZoneInfo(zone)
    ends = expires_at(last, local)
    for days in (30, 7, 1, 0):
        assert days_left(ends, last - timedelta(days=days), local) == days
    after, through = window(last - timedelta(days=30), 30, local)
    assert after < ends <= through
    after, through = window(last - timedelta(days=31), 30, local)
    assert ends > through
    after, _ = window(last + timedelta(days=1), 30, local)
    assert ends <= after


@pytest.mark.parametrize(
    ("span", "told_at_30", "told_at_7"),
    [(31, False, False), (30, True, False), (8, True, False), (7, True, True), (0, True, True)],
)
def test_a_short_reward_was_told_of_by_the_letter_that_brought_it(
    span: int, told_at_30: bool, told_at_7: bool
) -> None:
    zone = ZoneInfo("America/New_York")
    for hour in (5, 27):  # The first minute of the day there, and the last hour.
        issued = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hour)
        ends = expires_at(date(2026, 11, 1) + timedelta(days=span), zone)
        assert was_just_told(ends, issued, 30, zone) is told_at_30
        assert was_just_told(ends, issued, 7, zone) is told_at_7
