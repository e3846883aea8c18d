"""What a due firing can meet: its session's cancellation, its trigger's end, and itself."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.flows.note_occurrence import note_occurrence
from chalicelib.flows.save_trigger import save_trigger
from chalicelib.flows.switch_trigger import delete_trigger, switch_trigger
from chalicelib.models import studio as studio_table
from chalicelib.models.firing import State
from chalicelib.models.session import Session
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.flows.triggers import (
    MANAGER,
    THANKS,
    a_booked_session,
    a_session_to_thank_for,
    a_trigger,
    clock_comes,
)
from tests.faults.ground import Ground
from tests.faults.races import Race


def _cancelled(ground: Ground) -> None:
    """The session is cancelled, and the stream tells of it."""
    Session(scenes.ANNA, "S-1").update([Session.state.set("cancelled")])
    at = ground.start.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    row = {"client_id": scenes.ANNA, "session_ref": "S-1", "starts_at": at, "updated_at": at}
    studio = studio_table.load()
    new, old = {**row, "state": "cancelled"}, {**row, "state": "booked"}
    note_occurrence("sessions", new, old, studio=studio, now=ground.now)


def _switched_off(ground: Ground) -> None:
    switch_trigger("t1", 1, on=False, actor=MANAGER, now=ground.now)


def _switched_on(ground: Ground) -> None:
    switch_trigger("t1", 1, on=True, actor=MANAGER, now=ground.now)


def _deleted(ground: Ground) -> None:
    delete_trigger("t1", 1, actor=MANAGER, now=ground.now)


def _renamed(ground: Ground) -> None:
    save_trigger(replace(THANKS, description="Renamed", version=1), actor=MANAGER, now=ground.now)


def _sent_or_let_go(ground: Ground) -> Iterator[str]:
    """Letter, enrollment and firing agree, whoever was first."""
    firing = ground.row("firings", record="S-1") or {}
    sent = firing["state"] == State.SENT.value
    return missing(
        it_ended=firing["state"] in (State.SENT.value, State.SKIPPED.value),
        the_letter_agrees=len(ground.rows("notices")) == sent,
        the_enrollment_agrees=len(ground.rows("enrollments")) == sent,
    )


def _one_change(ground: Ground) -> Iterator[str]:
    row = ground.row("triggers", part="trigger")
    changes = [record["what"] for record in ground.rows("audit")]
    return missing(
        one_was_first=len(changes) == 1,
        it_stands=(row is None) == (changes == ["deleted"]),
        nothing_in_between=row is None or row["version"] == 1 + 1,
    )


RACES = (
    Race(
        name="a due firing meets the end of its session",
        prepare=a_booked_session,
        first=clock_comes,
        second=_cancelled,
        goal=_sent_or_let_go,
        every=3,
    ),
    Race(
        name="a due firing meets its trigger's end",
        prepare=a_session_to_thank_for,
        first=clock_comes,
        second=_switched_off,
        goal=_sent_or_let_go,
        every=3,
    ),
    Race(
        name="a trigger is renamed and switched on",
        prepare=a_trigger,
        first=_renamed,
        second=_switched_on,
        goal=_one_change,
    ),
    Race(
        name="a trigger is deleted and switched on",
        prepare=a_trigger,
        first=_deleted,
        second=_switched_on,
        goal=_one_change,
    ),
)
