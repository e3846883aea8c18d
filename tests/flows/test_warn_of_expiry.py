"""Rewards that end soon: each client is told 30 and 7 days before, once, whatever nights there are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.flows.warn_of_expiry import expiring_letter, warn_of_expiry
from chalicelib.models import studio as studio_table
from chalicelib.models.letter import head_put
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import transact
from tests.conftest import engine
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.flows import endings, nights
from tests.flows.endings import noon
from tests.flows.nights import NOW, Night

LONG_AGO = date(2026, 6, 1)
LAST = date(2026, 12, 31)


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    nights.client("ann", NOW)
    return Night()


def prefer(**values: Any) -> None:
    assert studio_table.save_preferences(replace(studio_table.load().preferences, **values))


def told(night: Night, day: date) -> list[tuple[str, str, str]]:
    """Code's owner, amount and last day of each letter that this night queues."""
    before = {row["notice_id"] for row in engine().rows("notices")}
    night.now = noon(day)
    run = night.by_hand(only="warnings")
    new = [row for row in engine().rows("notices") if row["notice_id"] not in before]
    assert {row["kind"] for row in new} <= {"expiring"}
    assert run.figures["warnings"].get("warned", 0) == len(new)
    return sorted((row["client_id"], row["values"]["amount"], row["values"]["expires"]) for row in new)


SAID = [("ann", "$25.00", "December 31, 2026")]


def test_a_client_is_told_30_and_7_days_before_and_never_twice(night: Night) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    nearby = (31, 30, 29, 8, 7, 6, 1, 0, -1)
    letters = {day: told(night, day) for day in (LAST - timedelta(days=left) for left in nearby)}
    assert {day for day, found in letters.items() if found} == {date(2026, 12, 1), date(2026, 12, 24)}
    assert letters[date(2026, 12, 1)] == letters[date(2026, 12, 24)] == SAID
    (first, _) = sorted(engine().rows("notices"), key=lambda row: row["queued_at"])
    assert first["values"]["code"] == endings.standing("ann", "manual:k").code
    assert (first["form"], first["purpose"], first.get("letter_id")) == ("email", "service", None)


def test_two_nights_of_one_day_tell_once(night: Night) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    assert told(night, date(2026, 12, 1)) == SAID
    assert told(night, date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("nights_of", "expected"),
    [
        ([date(2026, 12, 5)], [date(2026, 12, 5)]),
        ([date(2026, 12, 20), date(2026, 12, 24)], [date(2026, 12, 20), date(2026, 12, 24)]),
        ([date(2026, 12, 26), date(2026, 12, 27)], [date(2026, 12, 26)]),
        ([date(2026, 12, 31)], [date(2026, 12, 31)]),
        ([date(2027, 1, 1)], []),
    ],
)
def test_missed_nights_are_made_up_for_while_the_reward_can_be_used(
    night: Night, nights_of: list[date], expected: list[date]
) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    assert [day for day in nights_of if told(night, day)] == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(31, [30, 7]), (30, [7]), (29, [7]), (8, [7]), (7, []), (1, []), (0, [])]
)
def test_what_the_reward_letter_has_just_said_is_not_said_again(
    night: Night, days: int, expected: list[int]
) -> None:
    endings.give("ann", "k", on=LAST - timedelta(days=days), through=LAST)
    ahead = sorted({days, days - 1, 30, 8, 7, 6, 0, -1}, reverse=True)
    assert [left for left in ahead if left <= days and told(night, LAST - timedelta(days=left))] == expected


def test_an_extension_begins_anew_however_near_the_new_day_is(night: Night) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    assert told(night, date(2026, 12, 24)) == SAID
    endings.extend("ann", reward_id, date(2027, 1, 20), now=noon(date(2026, 12, 25)))
    assert told(night, date(2026, 12, 25)) == [("ann", "$25.00", "January 20, 2027")]
    assert told(night, date(2027, 1, 12)) == []
    assert told(night, date(2027, 1, 13)) == [("ann", "$25.00", "January 20, 2027")]


def test_a_day_that_was_told_before_is_not_told_again_after_going_to_and_fro(night: Night) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    assert told(night, date(2026, 12, 1)) == SAID
    endings.extend("ann", reward_id, date(2027, 6, 1), now=night.now)
    endings.extend("ann", reward_id, LAST, now=night.now)
    assert told(night, date(2026, 12, 2)) == []
    assert told(night, date(2026, 12, 24)) == SAID


def test_what_is_left_is_told_and_nothing_of_what_is_used_void_or_endless(night: Night) -> None:
    part = endings.give("ann", "part", on=LONG_AGO, through=LAST)
    used = endings.give("ann", "used", on=LONG_AGO, through=LAST)
    endings.give("ann", "endless", on=LONG_AGO, through=None)
    void = endings.give("ann", "void", on=LONG_AGO, through=LAST)
    endings.take("ann", part, 1_250, now=NOW)
    endings.take("ann", used, 2_500, now=NOW)
    Reward("ann", void).update([Reward.voided.set(True)])
    assert told(night, date(2026, 12, 1)) == [("ann", "$12.50", "December 31, 2026")]


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ({"warn_30_days": False}, [7]),
        ({"warn_7_days": False}, [30]),
        ({"warn_30_days": False, "warn_7_days": False}, []),
        ({"live": False}, []),
    ],
)
def test_each_warning_can_be_switched_off(
    night: Night, switches: dict[str, bool], expected: list[int]
) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    prefer(**switches)
    assert [left for left in (31, 30, 8, 7, 6) if told(night, LAST - timedelta(days=left))] == expected


def test_a_dry_run_says_how_many_and_writes_nothing(night: Night) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    before = engine().rows("rewards")
    night.now = noon(date(2026, 12, 1))
    assert night.by_hand(dry_run=True, only="warnings").figures["warnings"] == {"warned": 1}
    assert engine().rows("rewards") == before
    assert engine().rows("notices") == []
    assert told(night, date(2026, 12, 1)) == SAID


@pytest.mark.parametrize("form", list(LetterForm))
def test_the_studios_own_letter_goes_in_its_form(night: Night, form: LetterForm) -> None:
    endings.give("ann", "k", on=LONG_AGO, through=LAST)
    head = LetterHead(
        letter_id="ours",
        kind=Kind.EXPIRING,
        form=form,
        description="Ends",
        latest=3,
        changed_at=NOW,
        version=0,
    )
    assert transact([head_put(head)]).stands
    prefer(expiring_letter_id="ours")
    assert told(night, date(2026, 12, 1)) == SAID
    (row,) = engine().rows("notices")
    assert (row["letter_id"], row["letter_version"], row["form"]) == ("ours", 3, form.value)


def test_a_zone_that_was_changed_after_issue_moves_no_end(night: Night) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    prefer(zone="Pacific/Kiritimati")
    ends = endings.standing("ann", reward_id).expires_at
    assert told(night, date(2026, 12, 1)) == SAID
    assert endings.standing("ann", reward_id).expires_at == ends
    assert ends == datetime(2027, 1, 1, 5, tzinfo=UTC)


def test_a_reward_that_went_over_to_another_client_is_not_told_of_twice(night: Night) -> None:
    """Its old row was marked in the moment in which it left."""
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    nights.client("bea", NOW)
    old = endings.standing("ann", reward_id)
    moved = old.attribute_values | {"client_id": "bea", "reward_id": f"transfer:ann:{reward_id}"}
    assert told(night, date(2026, 12, 1)) == SAID
    Reward(**moved, transferred_from=f"ann {reward_id}").save()
    Reward("ann", reward_id).update([Reward.remaining_cents.set(Cents(0)), Reward.open_bucket.remove()])
    assert told(night, date(2026, 12, 2)) == []
    assert [who for who, *_ in told(night, date(2026, 12, 24))] == ["bea"]


def test_those_that_were_told_cost_no_call_of_their_own(night: Night) -> None:
    def calls(count: int) -> list[str]:
        for number in range(count):
            endings.give("ann", f"{count}-{number}", on=LONG_AGO, through=LAST)
        told(night, date(2026, 12, 1))
        INJECTOR.arm(None)
        told(night, date(2026, 12, 2))
        found = [str(call) for call in INJECTOR.calls]
        INJECTOR.disarm()
        return found

    assert calls(1) == calls(12)


def test_a_night_over_twelve_zones_tells_on_the_studios_own_day(night: Night) -> None:
    """Just after the studio's midnight, wherever it is."""
    for number, name in enumerate(("Pacific/Pago_Pago", "Australia/Lord_Howe", "Pacific/Kiritimati")):
        prefer(zone=name)
        zone = studio_table.load().preferences.local_zone()
        endings.give("ann", f"z{number}", on=LONG_AGO, through=LAST, zone=zone)
        midnight = datetime(2026, 12, 1, tzinfo=zone).astimezone(UTC)
        for moment, expected in ((midnight - timedelta(minutes=1), 0), (midnight, 1)):
            night.now = moment
            assert night.by_hand(only="warnings").figures["warnings"].get("warned", 0) == expected
        endings.take("ann", f"manual:z{number}", 2_500, now=night.now)


@pytest.mark.parametrize("again", [True, False])
def test_a_page_that_comes_twice_counts_what_it_told(night: Night, again: bool) -> None:
    reward_id = endings.give("ann", "k", on=LONG_AGO, through=LAST)
    preferences = studio_table.load().preferences

    def warn(run_id: str) -> bool:
        return warn_of_expiry(
            "ann",
            reward_id,
            letter=expiring_letter(preferences),
            preferences=preferences,
            as_of=date(2026, 12, 1),
            run_id=run_id,
            now=noon(date(2026, 12, 1)),
        )

    assert warn("run-1")
    assert warn("run-1" if again else "run-2") is again
    assert len(engine().rows("notices")) == 1
