"""Triggers: what happened and what the calendar brings is noted, what is due goes, managers set them up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.directory import entries
from chalicelib.domain.program import Program
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.flows.note_occurrence import note_occurrence
from chalicelib.flows.save_trigger import Outcome, TriggerChange, save_trigger
from chalicelib.flows.switch_trigger import delete_trigger, retire_trigger, switch_trigger
from chalicelib.handlers.triggers import fire_triggers
from chalicelib.models import studio as studio_table
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.firing import Firing, State
from chalicelib.models.session import Session
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "d1"
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
THANKS = Trigger(
    trigger_id="t1",
    description="Thanks",
    event=Event.SESSION_COMPLETED,
    days=1,
    program_id="friends",
)
BIRTHDAYS = replace(THANKS, event=Event.BIRTHDAY, days=7, before=True, hour=23, program_id=None)


class Context:
    """A function with time enough."""

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def clock_comes(ground: Ground) -> None:
    """A quarter of an hour has passed."""
    fire_triggers({"now": ground.now.isoformat()}, Context())


def _on(trigger: Trigger, ground: Ground) -> None:
    switched_on = replace(trigger, active=True, since=ground.now - timedelta(days=10))
    assert transact([trigger_put(switched_on)]).stands


def a_session_to_thank_for(ground: Ground) -> None:
    """A session was completed two days ago, and the letter is due. The client is in no program."""
    _a_session(ground, "completed", Event.SESSION_COMPLETED)


def a_booked_session(ground: Ground) -> None:
    """The same, of a session that was booked two days ago."""
    _a_session(ground, "booked", Event.SESSION_BOOKED)


def _a_session(ground: Ground, state: str, event: Event) -> None:
    scenes.studio()
    scenes.client("anna", ground.now, allow_marketing=True, allow_email_marketing=True)
    _on(replace(THANKS, event=event), ground)
    then = ground.now - timedelta(days=2)
    scenes.session(scenes.ANNA, "S-1", state, then)
    due_at = ground.now - timedelta(hours=12)
    firing = Firing(
        "t1",
        "S-1",
        event=event.value,
        client_id=scenes.ANNA,
        about="S-1",
        falls_on=date(2026, 11, 19),
        happened_at=then,
        noted_at=then,
        due_at=due_at,
    )
    firing.stand(State.WAITING, at=due_at)
    firing.save()


def enrolled_elsewhere(ground: Ground) -> None:
    """The same, of a client who is in another program already."""
    a_session_to_thank_for(ground)
    studio_table.save_item(Program(program_id="brides", description="Brides", terms=scenes.TERMS))
    scenes.enroll(scenes.ANNA, ground.now)
    _on(replace(THANKS, version=1, program_id="brides", skip_enrolled=True), ground)


def _sent(ground: Ground) -> Iterator[str]:
    notices = [row for row in ground.rows("notices") if row["cause"] == "trigger:t1:S-1"]
    enrollments = ground.rows("enrollments")
    firing = ground.row("firings", record="S-1") or {}
    return missing(
        one_letter=len(notices) == 1,
        enrolled_once=[row["source"] for row in enrollments] == ["trigger"],
        one_link=len(ground.rows("links")) == 1,
        the_firing_ended=(firing["state"], "due_bucket" in firing) == ("sent", False),
    )


def _skipped(ground: Ground) -> Iterator[str]:
    firing = ground.row("firings", record="S-1") or {}
    return missing(
        no_letter=not ground.rows("notices"),
        stays_enrolled=[row["program_id"] for row in ground.rows("enrollments")] == ["friends"],
        it_says_why=(firing["state"], firing["reason"]) == ("skipped", "enrolled_elsewhere"),
    )


def _a_session_comes(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)
    _on(THANKS, ground)
    _on(replace(THANKS, trigger_id="t2", description="Booked", event=Event.SESSION_BOOKED), ground)
    for state in ("booked", "completed"):
        scenes.session(scenes.ANNA, "S-1", state, ground.now)
        starts_at = ground.now - timedelta(hours=1)
        Session(scenes.ANNA, "S-1").update([Session.starts_at.set(starts_at)])


def _bring(ground: Ground) -> None:
    at = ground.start.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    row = {"client_id": scenes.ANNA, "session_ref": "S-1", "starts_at": at, "updated_at": at}
    studio = studio_table.load()
    for new, old in (("booked", None), ("completed", "booked")):
        note_occurrence(
            "sessions",
            {**row, "state": new},
            {**row, "state": old} if old else {},
            studio=studio,
            now=ground.now,
        )


def _noted(ground: Ground) -> Iterator[str]:
    found = sorted((row["trigger_id"], row["record"], row["state"]) for row in ground.rows("firings"))
    return missing(each_once=found == [("t1", "S-1", "waiting"), ("t2", "S-1", "waiting")])


def birthdays(ground: Ground) -> None:
    """Two clients whose birthday is in a week."""
    scenes.studio()
    assert transact([trigger_put(replace(BIRTHDAYS, active=True, since=ground.now))]).stands
    for name, client_id in (("anna", scenes.ANNA), ("bert", scenes.BERT)):
        born_on = date(1990, 11, 28)
        scenes.client(name, ground.now, birthday_on=born_on)
        values = {"client_id": client_id, "first_name": name, "birthday_on": born_on}
        places = index_writes(stands([client_id])[client_id], entries(values, "US"), [])
        assert transact(places).stands


def _birthdays_noted(ground: Ground) -> Iterator[str]:
    found = sorted(row["client_id"] for row in ground.rows("firings"))
    mark = ground.row("triggers", part="calendar") or {}
    return missing(
        everyone_once=found == sorted((scenes.ANNA, scenes.BERT)),
        the_day_is_done=mark.get("done_on") == "2026-11-21",
    )


def _a_trigger_in_hand(ground: Ground) -> None:
    scenes.studio()
    begin_draft(DRAFT, "triggers", {}, actor=MANAGER, now=ground.now)


def a_trigger(ground: Ground) -> None:
    """One that is off and never met anything."""
    scenes.studio()
    assert transact([trigger_put(THANKS)]).stands


def save(ground: Ground) -> None:
    """Press the button of the review, perhaps not for the first time."""
    draft = Draft.find(DRAFT, "triggers", ground.now)
    assert draft is not None
    if draft.is_open:
        _stored(save_trigger(THANKS, actor=MANAGER, now=ground.now, draft=draft))


def switch(ground: Ground) -> None:
    """Switch it on."""
    _stored(switch_trigger("t1", 1, on=True, actor=MANAGER, now=ground.now))


def retire(ground: Ground) -> None:
    """Retire it."""
    _stored(retire_trigger("t1", 1, actor=MANAGER, now=ground.now))


def delete(ground: Ground) -> None:
    """Delete it."""
    _stored(delete_trigger("t1", 1, actor=MANAGER, now=ground.now))


def _stored(change: TriggerChange) -> None:
    assert change.outcome is Outcome.STORED, change.outcome


def _one_change(ground: Ground, **settings: object) -> Iterator[str]:
    row = ground.row("triggers", part="trigger") or {}
    standing = row.get("settings", {})
    return missing(
        it_stands_so={name: standing.get(name) for name in settings} == settings,
        one_record=len(ground.rows("audit")) == 1,
    )


def _deleted(ground: Ground) -> Iterator[str]:
    return missing(it_is_gone=not ground.rows("triggers"), one_record=len(ground.rows("audit")) == 1)


FLOWS = (
    Flow(
        name="fire_trigger",
        prepare=a_session_to_thank_for,
        act=clock_comes,
        goal=_sent,
        calls=10,
        thrifty=True,
    ),
    Flow(
        name="fire_trigger_skipping",
        prepare=enrolled_elsewhere,
        act=clock_comes,
        goal=_skipped,
        calls=8,
        thrifty=True,
    ),
    Flow(name="note_occurrence", prepare=_a_session_comes, act=_bring, goal=_noted, calls=4, thrifty=True),
    Flow(
        name="note_calendar", prepare=birthdays, act=clock_comes, goal=_birthdays_noted, calls=7, thrifty=True
    ),
    Flow(
        name="save_trigger",
        prepare=_a_trigger_in_hand,
        act=save,
        goal=lambda ground: _one_change(ground, description="Thanks", active=False),
        calls=4,
    ),
    Flow(
        name="switch_trigger",
        prepare=a_trigger,
        act=switch,
        goal=lambda ground: _one_change(ground, active=True),
        calls=3,
    ),
    Flow(
        name="retire_trigger",
        prepare=a_trigger,
        act=retire,
        goal=lambda ground: _one_change(ground, retired=True),
        calls=2,
    ),
    Flow(name="delete_trigger", prepare=a_trigger, act=delete, goal=_deleted, calls=3),
)
