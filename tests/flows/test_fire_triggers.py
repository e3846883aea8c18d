"""What is due goes once: letter, enrollment and the firing's end together, or the reason why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.flows.fire_triggers import fire as fire_one
from chalicelib.handlers import triggers as door
from chalicelib.models import studio as studio_table
from chalicelib.models import trigger as table
from chalicelib.models.client import Client
from chalicelib.models.firing import Firing
from chalicelib.models.invoice import Invoice
from chalicelib.models.letter import HEAD, Letter
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward, new_row
from chalicelib.models.session import Session
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.triggering import (
    ANNA,
    BERT,
    RITA,
    Context,
    active,
    at,
    bring,
    client,
    fire,
    firings,
    letters,
)

LATER = timedelta(days=10)


@pytest.fixture(autouse=True)
def _studio(tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.studio()
    at(monkeypatch, now)


def completed(tables: Engine, now: datetime, ref: str = "S-1", client_id: str = ANNA) -> None:
    """A session of today was completed, and the stream brought it."""
    scenes.session(client_id, ref, "completed", now)
    Session(client_id, ref).update([Session.starts_at.set(now)])
    bring(tables, "sessions")


def change(trigger: Trigger, **settings: Any) -> None:
    wanted = replace(trigger, version=trigger.version + 1, **settings)
    assert transact([table.trigger_put(wanted)]).stands


def test_ten_days_after_a_session_the_invitation_goes_and_enrolls(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now, days=10, program_id="friends")
    client("anna", now)
    completed(tables, now)
    # The session was on the 21st in New York.
    due = datetime.fromisoformat("2026-12-01T15:00:00+00:00")

    assert fire(due - timedelta(seconds=1)) == {"noted": 0, "missed": []}
    assert letters(tables) == []
    assert fire(due) == {"noted": 0, "sent": 1, "missed": []}
    assert fire(due + timedelta(minutes=15)) == {"noted": 0, "missed": []}

    (letter,) = letters(tables)
    assert (letter["kind"], letter["client_id"], letter["cause"]) == ("invitation", ANNA, "trigger:t1:S-1")
    (enrollment,) = tables.rows("enrollments")
    assert (enrollment["program_id"], enrollment["source"]) == ("friends", "trigger")
    (firing,) = tables.rows("firings")
    assert (firing["state"], firing["log"], "due_bucket" in firing) == ("sent", "t1#sent", False)


def test_a_record_fires_once_for_ever_and_each_trigger_for_itself(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now)
    active(Event.SESSION_COMPLETED, now, trigger_id="t2", kind=Kind.REMINDER)
    client("anna", now)
    for _ in range(2):
        completed(tables, now)
        fire(now + LATER / 2)
    assert sorted(letter["kind"] for letter in letters(tables)) == ["invitation", "reminder"]


def _not_mailed(now: datetime) -> None:
    Client(ANNA).update([Client.allow_email_marketing.set(False)])


def _no_address(now: datetime) -> None:
    Client(ANNA).update([Client.emails.set([])])


def _erased(now: datetime) -> None:
    Client(ANNA).update([Client.erased_at.set(now)])


def _elsewhere(now: datetime) -> None:
    other = Program(program_id="brides", description="Brides", terms=scenes.TERMS)
    studio_table.save_item(other)
    scenes.enroll(ANNA, now)


def _inactive_program(now: datetime) -> None:
    studio_table.save_item(
        Program(program_id="brides", description="Brides", terms=scenes.TERMS, inactive=True)
    )


@pytest.mark.parametrize(
    ("happens", "settings", "reason"),
    [
        (_not_mailed, {}, "no_consent"),
        (_no_address, {}, "no_address"),
        (_erased, {}, "client_gone"),
        (_elsewhere, {"program_id": "brides", "skip_enrolled": True}, "enrolled_elsewhere"),
        (_inactive_program, {"program_id": "brides"}, "no_program"),
        (_no_address, {"form": LetterForm.TEXT}, "no_number"),
        (_no_address, {"letter_id": "gone"}, "no_letter"),
    ],
)
def test_whoever_gets_nothing_is_not_enrolled_and_the_reason_is_kept(
    tables: Engine, now: datetime, happens: Callable[[datetime], None], settings: dict[str, Any], reason: str
) -> None:
    active(Event.SESSION_COMPLETED, now, **settings)
    client("anna", now)
    completed(tables, now)
    happens(now)
    fire(now + timedelta(days=1))
    assert firings(tables) == {"S-1": ("skipped", reason)}
    assert letters(tables) == []
    assert [row for row in tables.rows("enrollments") if row["source"] == "trigger"] == []


def test_who_is_enrolled_elsewhere_is_moved_unless_the_trigger_leaves_them_out(
    tables: Engine, now: datetime
) -> None:
    studio_table.save_item(Program(program_id="brides", description="Brides", terms=scenes.TERMS))
    active(Event.SESSION_COMPLETED, now, program_id="brides")
    client("anna", now)
    scenes.enroll(ANNA, now)
    completed(tables, now)
    fire(now + timedelta(days=1))
    (standing,) = [row for row in tables.rows("enrollments") if row["enrollment_id"] == "open"]
    assert (standing["program_id"], standing["replaced_count"]) == ("brides", 1)


def test_a_studios_own_letter_goes_in_its_latest_version(tables: Engine, now: datetime) -> None:
    Letter(
        "l1", HEAD, kind="note", form="print", description="Thanks", latest=3, changes=1, changed_at=now
    ).save()
    active(
        Event.SESSION_COMPLETED,
        now,
        kind=Kind.NOTE,
        form=LetterForm.PRINT,
        letter_id="l1",
    )
    client("anna", now, address="1 Lake Road")
    completed(tables, now)
    fire(now + timedelta(days=1))
    (letter,) = letters(tables)
    assert (letter["letter_id"], letter["letter_version"], letter["form"]) == ("l1", 3, "print")


# What was noted is looked at again when it is due.


def _moved_on(now: datetime) -> None:
    Client(ANNA).update([Client.status_id.set("active")])


def _set_again(now: datetime) -> None:
    Client(ANNA).update([Client.status_set_on.set(date(2026, 11, 23))])


@pytest.mark.parametrize("happens", [_moved_on, _set_again])
def test_a_status_that_was_set_again_is_no_longer_that(
    tables: Engine, now: datetime, happens: Callable[[datetime], None]
) -> None:
    active(Event.STATUS_SET, now, status_id="welcomed", days=3)
    client("anna", now, status_id="welcomed", status_set_on=date(2026, 11, 21))
    bring(tables, "clients")
    happens(now)
    fire(now + LATER / 2)
    assert list(firings(tables).values()) == [("skipped", "status_moved")]


@pytest.mark.parametrize(
    ("event", "states", "outcome"),
    [
        (Event.SESSION_BOOKED, ("booked", "completed"), ("sent", "")),
        (Event.SESSION_BOOKED, ("booked", "cancelled"), ("skipped", "session_cancelled")),
        (Event.SESSION_STARTS, ("booked", "completed"), ("skipped", "session_moved")),
        (Event.SESSION_STARTS, ("booked", "cancelled"), ("skipped", "session_cancelled")),
        (Event.SESSION_COMPLETED, ("completed", "booked"), ("skipped", "session_moved")),
        (Event.SESSION_CANCELLED, ("cancelled", "cancelled"), ("sent", "")),
        (Event.SESSION_CANCELLED, ("cancelled", "booked"), ("skipped", "session_moved")),
    ],
)
def test_a_session_is_looked_at_again_even_where_no_stream_told(
    tables: Engine, now: datetime, event: Event, states: tuple[str, str], outcome: tuple[str, str]
) -> None:
    active(event, now, before=event is Event.SESSION_STARTS, days=2)
    client("anna", now)
    scenes.session(ANNA, "S-1", states[0], now)
    bring(tables, "sessions")
    Session(ANNA, "S-1").update([Session.state.set(states[1])])
    fire(now + timedelta(days=5))
    assert firings(tables) == {"S-1": outcome}


def test_a_session_that_was_put_off_waits_for_its_new_day(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_STARTS, now, before=True, days=2)
    client("anna", now)
    scenes.session(ANNA, "S-1", "booked", now)
    bring(tables, "sessions")
    Session(ANNA, "S-1").update([Session.starts_at.set(now + timedelta(days=20))])

    assert fire(now + timedelta(days=5, hours=14))["waiting"] == 1
    (row,) = tables.rows("firings")
    assert (row["falls_on"], row["due_at"][:10], row["log_at"][:10]) == (
        "2026-12-11",
        "2026-12-09",
        "2026-12-09",
    )
    assert fire(now + timedelta(days=18))["sent"] == 1


def _void_invoice(now: datetime) -> None:
    Invoice(ANNA, "I-1").update([Invoice.voided_on.set(now.date())])


def _nothing(now: datetime) -> None:
    del now


@pytest.mark.parametrize(
    ("happens", "state"), [(_nothing, ("sent", "")), (_void_invoice, ("skipped", "sale_undone"))]
)
def test_a_sale_that_was_made_void_is_not_thanked_for(
    tables: Engine, now: datetime, happens: Callable[[datetime], None], state: tuple[str, str]
) -> None:
    active(Event.SALE_PAID, now, days=1)
    client("anna", now)
    scenes.invoice(ANNA, "I-1", 10_000, now)
    bring(tables, "invoices")
    happens(now)
    fire(now + timedelta(days=3))
    assert firings(tables) == {"I-1": state}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"state": "rewarded"}, "referral_moved"),
        ({"referrer_id": RITA}, "referral_moved"),
    ],
)
def test_a_referral_that_waits_no_more_is_not_reminded_of(
    tables: Engine, now: datetime, changed: dict[str, str], reason: str | None
) -> None:
    active(Event.REFERRAL_PENDING, now, days=10, kind=Kind.REMINDER)
    client("anna", now)
    client("bert", now)
    scenes.referral(BERT, ANNA, now)
    bring(tables, "referrals")
    Referral(BERT).update(
        [getattr(Referral, name).set(value) for name, value in changed.items()] or [Referral.version.set(2)]
    )
    fire(now + timedelta(days=11))
    assert list(firings(tables).values()) == [("skipped", reason) if reason else ("sent", "")]


def reward(now: datetime, **more: Any) -> None:
    expires_on, expires_at = expiry(now, scenes.PREFERENCES.local_zone(), after_days=7)
    new = NewReward(
        reward_id="loyalty:1",
        cents=Cents(2_500),
        source=Source.LOYALTY,
        created_by="night",
        expires_on=expires_on,
        expires_at=expires_at,
    )
    new_row(ANNA, new, "LR-7K3Q-X9MD", Cents(2_000), now).save()


def _used(now: datetime) -> None:
    Reward(ANNA, "loyalty:1").update([Reward.remaining_cents.set(Cents(0))])


def _void(now: datetime) -> None:
    Reward(ANNA, "loyalty:1").update([Reward.voided.set(True)])


def _extended(now: datetime) -> None:
    later = now + timedelta(days=60)
    Reward(ANNA, "loyalty:1").update([Reward.expires_at.set(later), Reward.expires_on.set(later.date())])


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(_nothing, None), (_used, "reward_spent"), (_void, "reward_spent"), (_extended, "date_moved")],
)
def test_a_reward_is_warned_of_before_it_expires_with_what_is_left(
    tables: Engine, now: datetime, happens: Callable[[datetime], None], reason: str | None
) -> None:
    """Service, not marketing: it goes to who wants no marketing as well."""
    active(Event.REWARD_EXPIRES, now, days=7, before=True, kind=Kind.EXPIRING, hour=22, since=now)
    client("anna", now, allow_marketing=False)
    reward(now)
    assert fire(now) == {"noted": 1, "missed": []}
    happens(now)
    fire(now + timedelta(hours=2))
    assert list(firings(tables).values()) == [("skipped", reason) if reason else ("sent", "")]
    if reason is None:
        (letter,) = letters(tables)
        assert letter["values"] == {
            "amount": "$20.00",
            "code": "LR-7K3Q-X9MD",
            "expires": "November 28, 2026",
        }


def test_a_reward_that_was_made_void_is_not_told_of(tables: Engine, now: datetime) -> None:
    active(Event.REWARD_EARNED, now, days=1)
    client("anna", now)
    client("bert", now)
    reward(now)
    bring(tables, "rewards")
    _void(now)
    fire(now + timedelta(days=2))
    assert list(firings(tables).values()) == [("skipped", "reward_spent")]


# The trigger itself may be another one by then.


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"active": False}, "switched_off"),
        ({"event": Event.SESSION_BOOKED}, "trigger_changed"),
        ({"since": timedelta(days=1)}, "trigger_changed"),
    ],
)
def test_a_trigger_that_was_switched_off_or_changed_lets_go_of_what_waited(
    tables: Engine, now: datetime, settings: dict[str, Any], reason: str
) -> None:
    trigger = active(Event.SESSION_COMPLETED, now, days=2)
    client("anna", now)
    completed(tables, now)
    if "since" in settings:
        settings = {"since": now + settings["since"]}
    change(trigger, **settings)
    fire(now + timedelta(days=3))
    assert firings(tables) == {"S-1": ("skipped", reason)}


@pytest.mark.parametrize(
    ("event", "changed", "reason"),
    [
        (Event.STATUS_SET, {"status_id": "booked"}, "trigger_changed"),
        (Event.SESSION_COMPLETED, {"session_type": "Newborn"}, "session_moved"),
        (Event.SALE_PAID, {"sale_min_cents": Cents(1_000_00)}, "sale_undone"),
    ],
)
def test_a_trigger_that_waits_for_something_narrower_by_now_lets_go_of_the_rest(
    tables: Engine, now: datetime, event: Event, changed: dict[str, Any], reason: str
) -> None:
    trigger = active(event, now, days=2, status_id="welcomed" if event is Event.STATUS_SET else None)
    client("anna", now, status_id="welcomed", status_set_on=date(2026, 11, 21))
    bring(tables, "clients")
    completed(tables, now)
    scenes.invoice(ANNA, "I-1", 500_00, now)
    bring(tables, "invoices")
    assert [state for state, _ in firings(tables).values()] == ["waiting"]
    change(trigger, **changed)
    fire(now + timedelta(days=3))
    assert list(firings(tables).values()) == [("skipped", reason)]


def test_a_trigger_with_more_days_by_now_lets_what_waits_wait_for_them(tables: Engine, now: datetime) -> None:
    trigger = active(Event.SESSION_COMPLETED, now, days=2)
    client("anna", now)
    completed(tables, now)
    change(trigger, days=30)
    assert fire(now + timedelta(days=3))["waiting"] == 1
    assert letters(tables) == []
    assert fire(now + timedelta(days=31))["sent"] == 1


def test_a_trigger_with_fewer_days_by_now_still_sends_to_those_who_waited(
    tables: Engine, now: datetime
) -> None:
    trigger = active(Event.SESSION_COMPLETED, now, days=30)
    client("anna", now)
    completed(tables, now)
    change(trigger, days=1)
    assert fire(now + timedelta(days=31))["sent"] == 1


def test_a_trigger_that_is_gone_lets_go_of_what_waited(tables: Engine, now: datetime) -> None:
    trigger = active(Event.SESSION_COMPLETED, now, days=2)
    client("anna", now)
    completed(tables, now)
    assert transact([table.trigger_delete(replace(trigger, version=1))]).stands
    fire(now + timedelta(days=3))
    assert firings(tables) == {"S-1": ("skipped", "trigger_gone")}


def test_what_lay_for_more_than_a_week_does_not_go(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now, days=2)
    client("anna", now)
    completed(tables, now)
    fire(now + timedelta(days=12))
    assert firings(tables) == {"S-1": ("skipped", "too_late")}


def test_a_record_that_was_joined_is_followed_to_the_other(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now)
    active(Event.STATUS_SET, now, trigger_id="t2", status_id="welcomed")
    client("anna", now, status_id="welcomed", status_set_on=date(2026, 11, 21))
    client("bert", now)
    bring(tables, "clients")
    completed(tables, now)
    Client(ANNA).update([Client.merged_into.set(BERT)])
    fire(now + timedelta(days=1))
    # Of status and dates the other record has its own.
    assert set(firings(tables).values()) == {("sent", ""), ("skipped", "client_gone")}


# The clock.


def test_one_that_fails_does_not_hold_up_the_others_and_goes_later(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    active(Event.SESSION_COMPLETED, now)
    for name, ref in (("anna", "S-1"), ("bert", "S-2")):
        client(name, now)
        completed(tables, now, ref, ANNA if name == "anna" else BERT)

    def failing(trigger_id: str, record: str, **more: Any) -> Any:
        if record == "S-1":
            raise RuntimeError("not now")
        return fire_one(trigger_id, record, **more)

    monkeypatch.setattr(door, "fire", failing)
    with pytest.raises(door.FiringsFailed, match="1 firings failed"):
        fire(now + timedelta(days=1))
    assert firings(tables) == {"S-1": ("waiting", ""), "S-2": ("sent", "")}
    monkeypatch.setattr(door, "fire", fire_one)
    assert fire(now + timedelta(days=1, minutes=15))["sent"] == 1


def test_when_the_time_is_up_the_next_quarter_of_an_hour_goes_on(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now)
    for name in ("anna", "bert", "carl"):
        completed(tables, now, f"S-{name}", client(name, now))
    then = now + timedelta(days=1)
    assert [fire(then, looks=2).get("sent", 0), fire(then).get("sent", 0)] == [2, 1]


def test_before_the_studio_is_live_nothing_goes(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_COMPLETED, now)
    client("anna", now)
    completed(tables, now)
    scenes.studio(replace(scenes.PREFERENCES, version=1, live=False))
    assert fire(now + timedelta(days=1)) == {"live": False}
    assert firings(tables) == {"S-1": ("waiting", "")}


@pytest.mark.parametrize("told", ["noon", "2026-11-22T15:00:00", 5])
def test_an_instant_that_is_none_is_refused(tables: Engine, told: object) -> None:
    assert door.fire_triggers({"now": told}, Context())["state"] == "refused"


def test_the_clock_of_the_function_is_read_where_nothing_is_told(tables: Engine, now: datetime) -> None:
    assert door.fire_triggers({"source": "aws.events"}, Context()) == {"noted": 0, "missed": []}
    assert door.fire_triggers(None, Context()) == {"noted": 0, "missed": []}
    assert not list(Firing.due(now))
