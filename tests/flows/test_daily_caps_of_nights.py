"""What nights may issue in a day: strict however many pages run at once, and whoever is over it waits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.dates import local_date
from chalicelib.domain.loyalty_cap import Amount, caps_of
from chalicelib.domain.money import Cents
from chalicelib.models import studio as studio_table
from chalicelib.models.covered import Covered
from chalicelib.models.day_share import give_back, left_of, take
from chalicelib.models.run import Run
from tests.conftest import engine
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import NOW, Night

EARLIER = NOW - timedelta(days=1)
TODAY = "loyalty:2026-11-22"


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    return Night()


def cap(*, cents: int | None = None, rewards: int | None = None, **more: Any) -> None:
    preferences = studio_table.load().preferences
    capped = replace(
        preferences,
        loyalty_cents_per_day_max=None if cents is None else Cents(cents),
        loyalty_rewards_per_day_max=rewards,
        **more,
    )
    assert studio_table.save_preferences(capped)


def sell(number: int, cents: int = 10_000) -> None:
    """So many clients with a sale each; every 100.00 earns 10.00."""
    for each in range(number):
        nights.client(f"c{each:02d}", EARLIER)
        nights.invoice(f"c{each:02d}", f"i{each}", cents, NOW)


def issued(day: str | None = None, zone: str = "America/New_York") -> list[int]:
    """What loyalty issued, on one of the studio's days where it is named."""
    found = [row for row in engine().rows("ledger") if row["kind"] == "issue"]
    local = {
        row["entry_id"] + row["client_id"]: local_date(datetime.fromisoformat(row["at"]), ZoneInfo(zone))
        for row in found
    }
    return [
        row["cents"]
        for row in found
        if day is None or local[row["entry_id"] + row["client_id"]].isoformat() == day
    ]


def reasons(night: Night, run: Run) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in night.report(run):
        found[row[5]] = found.get(row[5], 0) + 1
    return found


@pytest.mark.parametrize(
    ("cents", "rewards", "paid"),
    [
        (None, None, 5),
        (5_000, None, 5),
        (4_999, None, 4),
        (3_000, None, 3),
        (None, 2, 2),
        (3_000, 2, 2),
        (2_000, 3, 2),
        (1_000, 5, 1),
    ],
)
def test_over_either_cap_the_rest_waits(
    night: Night, cents: int | None, rewards: int | None, paid: int
) -> None:
    sell(5)
    cap(cents=cents, rewards=rewards)
    (run,) = night.by_clock()
    assert issued() == [1_000] * paid
    assert reasons(night, run) == {"rewarded": paid} | ({"daily_cap": 5 - paid} if paid < 5 else {})
    assert run.figures["loyalty"].get("waiting_cents", 0) == 1_000 * (5 - paid)


def test_what_waits_is_paid_by_the_next_nights_until_nobody_waits(night: Night) -> None:
    sell(5)
    cap(rewards=2)
    for paid in (2, 4, 5):
        night.by_clock()
        assert len(issued()) == paid
        assert (Covered.read().started_at is None) is (paid < 5)
        night.pass_time(days=1)
    (run,) = night.by_clock()
    assert (len(issued()), run.reach) == (5, "changed")


def test_a_second_night_of_the_same_day_has_what_the_first_left(night: Night) -> None:
    sell(3)
    cap(rewards=4)
    night.by_clock()
    for number in range(3):
        nights.invoice(f"c{number:02d}", f"j{number}", 10_000, night.now)
    night.by_hand()
    assert issued(TODAY.removeprefix("loyalty:")) == [1_000] * 4


def test_a_reward_that_no_day_can_give_waits_for_a_person_and_others_go_on(night: Night) -> None:
    sell(3)
    nights.invoice("c00", "big", 90_000, NOW)
    cap(cents=5_000)
    (run,) = night.by_clock()
    assert reasons(night, run) == {"above_daily_cap": 1, "rewarded": 2}
    assert run.figures["loyalty"]["waiting_cents"] == 10_000
    cap(cents=20_000)
    night.by_hand()
    assert sorted(issued()) == [1_000, 1_000, 10_000]


def test_a_dry_run_tells_of_everybody_and_takes_nothing_of_the_day(night: Night) -> None:
    sell(5)
    cap(rewards=2)
    run = night.by_hand(dry_run=True)
    assert reasons(night, run) == {"rewarded": 5}
    assert left_of(TODAY) == Amount()


def test_without_caps_nothing_is_counted(night: Night) -> None:
    sell(2)
    night.by_clock()
    assert engine().rows("counters") == []


def test_what_a_page_took_and_did_not_need_goes_back(night: Night) -> None:
    sell(3)
    nights.client("gone", EARLIER, status_id="regular")
    nights.invoice("gone", "void", 10_000, NOW)
    cap(rewards=50)
    assert night.by_clock()[0].is_finished
    assert left_of(TODAY) == Amount(4_000, 4)
    shares = [row for row in engine().rows("counters") if row["counter"] != TODAY]
    assert [(row["cents"], row["rewards"]) for row in shares] == [(0, 0)]


def test_pages_of_sixteen_workers_never_give_more_than_the_day(tables: Engine) -> None:
    nights.studio()
    night = Night(fan_out_clients=2)
    sell(16)
    cap(cents=7_000, rewards=9)
    (run,) = night.by_clock()
    messages = list(night.queue.take())
    assert len(messages) == 8
    with ThreadPoolExecutor(16) as pool:
        # Each page is delivered twice, at once.
        list(pool.map(night.deliver, messages * 2))
    night.work()
    assert sum(issued()) <= 7_000
    done = Run.find(run.run_id)
    assert done is not None
    assert done.is_finished
    # What one page had taken while another asked is there for the next run.
    night.by_hand(wait=True)
    assert issued() == [1_000] * 7
    assert left_of(TODAY) == Amount(7_000, 7)


def test_sixteen_who_take_at_once_get_what_there_is(tables: Engine) -> None:
    nights.studio()
    cap(cents=50_000, rewards=20)
    caps = caps_of(studio_table.load().preferences, NOW)
    assert caps is not None
    begin = threading.Barrier(16)

    def taker(number: int) -> Amount:
        begin.wait(timeout=30)
        mine = Amount()
        for turn in range(2):
            mine += take(
                caps, f"{caps.counter}:run:{number}-{turn}", Amount(1_000, 1), least=Amount(1_000, 1)
            )
        return mine

    with ThreadPoolExecutor(16) as pool:
        taken = sum(pool.map(taker, range(16)), Amount())
    assert taken == Amount(20_000, 20) == left_of(caps.counter)


def test_less_than_is_wanted_is_taken_where_no_more_is_left_and_nothing_below_the_least(
    tables: Engine,
) -> None:
    nights.studio()
    cap(cents=2_500)
    caps = caps_of(studio_table.load().preferences, NOW)
    assert caps is not None
    assert take(caps, "loyalty:x", Amount(9_000, 9), least=Amount(1_000, 1)) == Amount(2_500, 9)
    assert take(caps, "loyalty:y", Amount(9_000, 9), least=Amount(1_000, 1)) == Amount()
    give_back(caps, "loyalty:x")
    give_back(caps, "loyalty:x")
    assert left_of(caps.counter) == Amount()


def day_of(instant: str, zone: str) -> str:
    """The local day of the caps at this instant."""
    preferences = replace(nights.PREFERENCES, zone=zone, loyalty_rewards_per_day_max=1)
    caps = caps_of(preferences, datetime.fromisoformat(instant))
    assert caps is not None
    assert caps.ends_at > datetime.fromisoformat(instant)
    return caps.day.isoformat()


@pytest.mark.parametrize(
    ("zone", "last", "first", "day"),
    [
        ("America/New_York", "2026-11-22T04:59:59+00:00", "2026-11-22T05:00:00+00:00", "2026-11-22"),
        ("America/New_York", "2026-03-09T03:59:59+00:00", "2026-03-09T04:00:00+00:00", "2026-03-09"),
        ("America/New_York", "2026-11-02T04:59:59+00:00", "2026-11-02T05:00:00+00:00", "2026-11-02"),
        ("Pacific/Kiritimati", "2026-11-21T09:59:59+00:00", "2026-11-21T10:00:00+00:00", "2026-11-22"),
        ("Pacific/Pago_Pago", "2026-11-22T10:59:59+00:00", "2026-11-22T11:00:00+00:00", "2026-11-22"),
        ("Asia/Kathmandu", "2026-11-21T18:14:59+00:00", "2026-11-21T18:15:00+00:00", "2026-11-22"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59+00:00", "2018-11-04T03:00:00+00:00", "2018-11-04"),
        ("Australia/Lord_Howe", "2026-04-04T12:59:59+00:00", "2026-04-04T13:00:00+00:00", "2026-04-05"),
    ],
)
def test_a_day_of_the_caps_is_one_of_the_studios_clocks(zone: str, last: str, first: str, day: str) -> None:
    assert (day_of(last, zone) < day, day_of(first, zone)) == (True, day)


@pytest.mark.parametrize("at", ["2026-03-08T05:05:00+00:00", "2026-11-01T04:05:00+00:00"])
def test_the_days_of_both_changes_of_the_clocks_give_one_days_worth(tables: Engine, at: str) -> None:
    nights.studio()
    night = Night(now=datetime.fromisoformat(at))
    sell(5)
    cap(rewards=1)
    for hour in range(0, 26, 5):
        night.by_hand(only="loyalty") if hour else night.by_clock()
        night.pass_time(hours=5)
    on = sorted(
        {
            local_date(datetime.fromisoformat(row["at"]), ZoneInfo("America/New_York"))
            for row in engine().rows("ledger")
        }
    )
    assert len(issued()) == len(on) == 2


@pytest.mark.parametrize(("before", "after", "paid"), [(2, 3, 3), (3, 2, 3), (2, None, 5), (2, 1, 2)])
def test_changed_caps_hold_from_the_next_page_on(
    night: Night, before: int, after: int | None, paid: int
) -> None:
    sell(5)
    cap(rewards=before)
    night.by_clock()
    cap(rewards=after)
    night.by_hand()
    assert len(issued()) == paid


def test_switched_off_nothing_is_issued_and_nothing_taken(night: Night) -> None:
    sell(2)
    cap(rewards=5, loyalty_active=False)
    night.by_clock()
    assert (issued(), engine().rows("counters")) == ([], [])
