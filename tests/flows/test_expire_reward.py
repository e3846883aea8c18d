"""A reward that is over is closed by an entry, from the studio's own midnight on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.dates import start_of_day
from chalicelib.domain.reward import State
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.entry import entries_of
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.flows import endings, nights
from tests.flows.endings import noon
from tests.flows.nights import NOW, Night

LAST = date(2026, 12, 31)
LONG_AGO = date(2024, 1, 1)
ZONES = (
    *("Pacific/Pago_Pago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "UTC"),
    *("Europe/Dublin", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Pacific/Kiritimati"),
)


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    nights.client("ann", NOW)
    return Night()


def live_in(zone: str) -> ZoneInfo:
    assert studio_table.save_preferences(replace(studio_table.load().preferences, zone=zone))
    return ZoneInfo(zone)


def closed(client_id: str = "ann") -> list[str]:
    return [each.entry_id for each in entries_of(client_id) if each.kind == "expire"]


def closes(night: Night, at: datetime) -> int:
    """How many rewards the night at this instant closes."""
    night.now = at
    return int(night.by_hand(only="expiry").figures["expiry"].get("rewards", 0))


@pytest.mark.parametrize("name", ZONES)
def test_in_each_zone_it_is_closed_after_the_last_minute_of_its_day(night: Night, name: str) -> None:
    zone = live_in(name)
    endings.give("ann", "k", on=LONG_AGO, through=LAST, zone=zone)
    midnight = datetime(2027, 1, 1, tzinfo=zone).astimezone(UTC)
    assert endings.standing("ann", "manual:k").expires_at == midnight
    assert closes(night, midnight - timedelta(minutes=1)) == 0
    assert closes(night, midnight) == 1
    assert closed() == ["expire:manual:k:1"]
    assert Account.read("ann").balance_cents == 0


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("America/New_York", date(2026, 3, 8)),  # 23 hours long,
        ("America/New_York", date(2026, 3, 7)),  # the day before it,
        ("America/New_York", date(2026, 11, 1)),  # and 25.
        ("Australia/Lord_Howe", date(2026, 4, 5)),  # Half an hour.
        ("America/Sao_Paulo", date(2018, 11, 3)),  # The midnight behind it does not exist,
        ("Asia/Beirut", date(2026, 3, 28)),  # nor does this one.
        ("Pacific/Apia", date(2011, 12, 29)),  # The day behind it does not exist.
        ("America/New_York", date(2028, 2, 29)),
        ("America/New_York", date(2027, 2, 28)),
        ("Europe/Dublin", date(2026, 12, 31)),
    ],
)
def test_odd_days_end_when_the_next_one_begins(night: Night, name: str, last: date) -> None:
    zone = live_in(name)
    endings.give("ann", "k", on=date(2010, 1, 1), through=last, zone=zone)
    ends = endings.standing("ann", "manual:k").expires_at
    assert ends is not None
    assert (ends - timedelta(minutes=1)).astimezone(zone).date() == last
    assert ends.astimezone(zone).date() > last
    assert closes(night, ends - timedelta(minutes=1)) == 0
    assert closes(night, ends) == 1


def test_a_zone_that_is_changed_after_issue_moves_no_end(night: Night) -> None:
    """Issued in New York; by the clocks of Kiritimati the day is over 19 hours earlier."""
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    ends = endings.standing("ann", "manual:k").expires_at
    assert ends == datetime(2027, 1, 1, 5, tzinfo=UTC)
    zone = live_in("Pacific/Kiritimati")
    assert closes(night, start_of_day(date(2027, 1, 1), zone)) == 0
    assert endings.standing("ann", "manual:k").expires_at == ends
    # Nobody can redeem it from its end on; the entry follows with the studio's next day.
    assert endings.standing("ann", "manual:k").state(ends) is State.EXPIRED
    assert closes(night, ends) == 0
    assert closes(night, start_of_day(date(2027, 1, 2), zone)) == 1


def test_one_that_was_extended_since_the_page_was_listed_stays(night: Night) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    after = noon(date(2027, 1, 1))
    endings.extend("ann", reward_id, date(2027, 2, 1), now=after)
    assert expire_reward("ann", reward_id, over_at=after, run_id="r", now=after) == 0
    assert closed() == []
    assert closes(night, noon(date(2027, 2, 2))) == 1
    assert closed() == ["expire:manual:k:2"]


def test_what_is_going_over_to_another_client_expires_there(night: Night) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    after = noon(date(2027, 1, 1))
    Account("ann").update([Account.merged_into.set("bea")])
    assert expire_reward("ann", reward_id, over_at=after, run_id="r", now=after) == 0
    assert closed() == []
    assert endings.standing("ann", reward_id).remaining_cents == 2_500


def test_used_void_and_endless_ones_are_not_closed(night: Night) -> None:
    used = endings.give("ann", "used", on=LONG_AGO, through=LAST)
    endings.give("ann", "endless", on=LONG_AGO, through=None)
    endings.take("ann", used, 2_500, now=NOW)
    void = endings.give("ann", "void", on=LONG_AGO, through=LAST)
    Reward("ann", void).update([Reward.voided.set(True)])
    assert closes(night, noon(date(2027, 1, 2))) == 0
    assert closed() == []


def test_nights_that_were_missed_are_made_up_for(night: Night) -> None:
    for days in range(3):
        endings.give("ann", f"k{days}", on=LONG_AGO, through=LAST + timedelta(days=days))
    assert closes(night, noon(date(2027, 1, 10))) == 3
