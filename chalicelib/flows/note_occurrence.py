"""Something changed: the triggers that wait for it get a firing each, once for each record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.changed_row import is_cancelled, occurrences
from chalicelib.domain.occurrence import Occurrence, Skip, is_of_type, is_told_too_late, matches
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import Event, Trigger, due_at
from chalicelib.models import trigger as table
from chalicelib.models.firing import Firing, State

TAKEN_BACK = (Event.SESSION_BOOKED, Event.SESSION_STARTS)


def note_occurrence(
    noun: str, new: Mapping[str, Any], old: Mapping[str, Any], *, studio: Studio, now: datetime
) -> int:
    """Note what a row that became `new` from `old` means for the triggers; how many records were new to them.

    Repeating it changes nothing. No call is made where no active trigger waits for it (the triggers are
    known for a minute). Before the studio is live nothing is noted: that is history.
    """
    active = table.known.active(now) if studio.preferences.live else ()
    if not active:
        return 0
    zone, noted = studio.preferences.local_zone(), 0
    for each in occurrences(noun, new, old, zone):
        for trigger in active:
            if matches(trigger, each):
                noted += firing_of(trigger, each, zone, now).note()
    if is_cancelled(noun, new, old):
        for trigger in active:
            if trigger.event in TAKEN_BACK and is_of_type(trigger, new.get("session_type")):
                Firing(trigger.trigger_id, new["session_ref"]).skip(Skip.SESSION_CANCELLED.value, now)
    return noted


def firing_of(trigger: Trigger, each: Occurrence, zone: ZoneInfo, now: datetime) -> Firing:
    """The trigger's firing for this occurrence, not stored; skipped at once where it is told too late."""
    firing = Firing(
        trigger.trigger_id,
        each.record,
        event=each.event.value,
        client_id=each.client_id,
        about=each.about,
        falls_on=each.falls_on,
        happened_at=each.happened_at,
        noted_at=now,
        due_at=due_at(trigger, each.falls_on, zone),
    )
    if is_told_too_late(trigger, each.falls_on, zone, now):
        firing.stand(State.SKIPPED, at=now, reason=Skip.TOO_LATE.value)
    else:
        firing.stand(State.WAITING, at=firing.due_at)
    return firing
