"""What may be done with a reward in which state, and by whom."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain import dates
from chalicelib.domain.actor import Role
from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import State, expiry, state
from chalicelib.domain.reward_act import (
    Refusal,
    Standing,
    day_refusal,
    extend_refusal,
    is_later,
    settled_cents,
    void_refusal,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SOON, OVER = NOW + timedelta(days=1), NOW - timedelta(days=1)
OPERATOR, MANAGER = Role.OPERATOR, Role.MANAGER


@pytest.mark.parametrize(
    ("remaining", "voided", "expires_at", "ended_by", "expected"),
    [
        (1000, False, None, None, State.OPEN),
        (400, False, None, None, State.PARTLY_USED),
        (0, False, None, Kind.REDEEM, State.USED),
        (0, False, None, Kind.SETTLE, State.USED),
        (1000, False, NOW, None, State.EXPIRED),
        (1000, False, NOW + timedelta(microseconds=1), None, State.OPEN),
        (0, False, OVER, Kind.EXPIRE, State.EXPIRED),
        (0, False, OVER, None, State.EXPIRED),
        # Precedence: void > used > expired > partly used > open.
        (400, False, OVER, None, State.EXPIRED),
        (0, False, OVER, Kind.REDEEM, State.USED),
        (0, True, OVER, Kind.EXPIRE, State.VOID),
        (0, True, None, Kind.VOID, State.VOID),
        (400, True, OVER, None, State.VOID),
    ],
)
def test_a_state_is_the_first_that_holds(
    remaining: int, voided: bool, expires_at: datetime | None, ended_by: Kind | None, expected: State
) -> None:
    found = state(
        face_cents=1000,
        remaining_cents=remaining,
        voided=voided,
        expires_at=expires_at,
        ended_by=ended_by,
        now=NOW,
    )
    assert found is expected


@pytest.mark.parametrize(
    ("standing", "cents", "expires_at", "role", "why"),
    [
        (State.OPEN, (1000, 0), SOON, OPERATOR, None),
        (State.PARTLY_USED, (400, 0), SOON, OPERATOR, None),
        (State.OPEN, (1000, 0), None, MANAGER, Refusal.NOT_LATER),
        (State.EXPIRED, (1000, 0), OVER, OPERATOR, Refusal.MANAGER_NEEDED),
        (State.EXPIRED, (1000, 0), OVER, MANAGER, None),
        (State.EXPIRED, (0, 1000), OVER, OPERATOR, Refusal.MANAGER_NEEDED),
        (State.EXPIRED, (0, 1000), OVER, MANAGER, None),
        (State.EXPIRED, (0, 0), OVER, MANAGER, Refusal.USED),
        (State.USED, (0, 0), SOON, MANAGER, Refusal.USED),
        (State.VOID, (0, 1000), OVER, MANAGER, Refusal.VOID),
    ],
)
def test_who_may_extend_what(
    standing: State, cents: tuple[int, int], expires_at: datetime | None, role: Role, why: Refusal
) -> None:
    """`cents` are what is left, and what would come back."""
    stands = Standing(
        state=standing,
        remaining_cents=Cents(cents[0]),
        expires_at=expires_at,
        returned_cents=Cents(cents[1]),
    )
    assert extend_refusal(stands, role) is why


@pytest.mark.parametrize(
    ("standing", "remaining", "role", "why"),
    [
        (State.OPEN, 1000, MANAGER, None),
        (State.PARTLY_USED, 1, MANAGER, None),
        (State.EXPIRED, 1000, MANAGER, None),
        (State.OPEN, 1000, OPERATOR, Refusal.MANAGER_NEEDED),
        (State.USED, 0, MANAGER, Refusal.USED),
        (State.EXPIRED, 0, MANAGER, Refusal.USED),
        (State.VOID, 0, OPERATOR, Refusal.VOID),
    ],
)
def test_who_may_void_what(standing: State, remaining: int, role: Role, why: Refusal | None) -> None:
    stands = Standing(state=standing, remaining_cents=Cents(remaining), expires_at=None)
    assert void_refusal(stands, role) is why


@pytest.mark.parametrize(
    ("then", "than", "later"),
    [(SOON, OVER, True), (SOON, SOON, False), (OVER, SOON, False), (None, SOON, True), (SOON, None, False)],
)
def test_a_last_day_only_ever_moves_later(then: datetime | None, than: datetime | None, later: bool) -> None:
    assert is_later(then, than) is later


def test_a_last_day_may_be_today_but_not_over() -> None:
    today = date(2028, 2, 29)
    assert day_refusal(today, today) is None
    assert day_refusal(None, today) is None
    assert day_refusal(date(2028, 2, 28), today) is Refusal.PAST_DAY


@pytest.mark.parametrize(("cents", "owed", "settled"), [(1000, 0, 0), (1000, 400, 400), (1000, 4000, 1000)])
def test_what_is_owed_is_settled_first(cents: int, owed: int, settled: int) -> None:
    assert settled_cents(Cents(cents), Cents(owed)) == settled


@pytest.mark.parametrize(
    ("zone", "now", "days", "last"),
    [
        # 23:30 in New York is the next day in UTC already.
        ("America/New_York", datetime(2026, 11, 23, 4, 30, tzinfo=UTC), 1, date(2026, 11, 23)),
        ("Pacific/Auckland", datetime(2026, 12, 31, 11, 30, tzinfo=UTC), 1, date(2027, 1, 2)),
        ("UTC", datetime(2028, 2, 28, 12, 0, tzinfo=UTC), 1, date(2028, 2, 29)),
        ("UTC", datetime(2027, 2, 28, 12, 0, tzinfo=UTC), 1, date(2027, 3, 1)),
        ("UTC", datetime(2028, 2, 29, 12, 0, tzinfo=UTC), 365, date(2029, 2, 28)),
        ("America/New_York", datetime(2026, 12, 31, 12, 0, tzinfo=UTC), 1, date(2027, 1, 1)),
        # Over both changes of daylight saving: calendar days, whatever hours they have.
        ("America/New_York", datetime(2027, 3, 13, 12, 0, tzinfo=UTC), 1, date(2027, 3, 14)),
        ("America/New_York", datetime(2026, 10, 31, 12, 0, tzinfo=UTC), 1, date(2026, 11, 1)),
    ],
)
def test_days_are_counted_by_the_studios_calendar(zone: str, now: datetime, days: int, last: date) -> None:
    local = ZoneInfo(zone)
    on, at = expiry(now, local, after_days=days)
    assert on == last
    assert at is not None
    assert dates.local_date(at - timedelta(microseconds=1), local) == last
    assert dates.local_date(at, local) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 14), 23), (date(2026, 11, 1), 25), (date(2026, 11, 22), 24)]
)
def test_a_reward_that_ends_today_lasts_all_of_today(day: date, hours: int) -> None:
    zone = ZoneInfo("America/New_York")
    begins = dates.start_of_day(day, zone)
    _, over_at = expiry(begins, zone, on=day)
    assert over_at == begins + timedelta(hours=hours)
    lives = {"face_cents": 100, "remaining_cents": 100, "voided": False, "expires_at": over_at}
    assert state(**lives, now=over_at - timedelta(microseconds=1)) is State.OPEN  # type: ignore[arg-type]
    assert state(**lives, now=over_at) is State.EXPIRED  # type: ignore[arg-type]
