"""A firing is due: what it was noted for is looked at again, then the letter goes and the client is enrolled.

Letter, enrollment and the firing's end are one transaction, so that a crash anywhere sends it once.
"""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.notice import Reason
from chalicelib.domain.occurrence import Skip, is_too_late
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import Trigger, due_at
from chalicelib.flows.check_firing import Standing, check_firing
from chalicelib.flows.invite_client import invite_client
from chalicelib.models.firing import Firing, State
from chalicelib.models.letter import current_ref
from chalicelib.models.transaction import transact

SOURCE = "trigger"


def fire(
    trigger_id: str, record: str, *, triggers: Mapping[str, Trigger], studio: Studio, now: datetime
) -> State | None:
    """Send what is due, or say why not; None where there was nothing to do any more.

    WAITING: its day was moved, or the trigger has other days by now, and it waits for that. At most eight
    reads and one transaction.
    """
    firing = Firing.find(trigger_id, record)
    if firing is None or firing.state != State.WAITING or firing.due_at > now:
        return None
    trigger = triggers.get(trigger_id)
    why = _off(firing, trigger)
    if why is not None or trigger is None:
        return _skipped(firing, (why or Skip.TRIGGER_GONE).value, now)
    stands = check_firing(firing, trigger, studio, now)
    if isinstance(stands, Skip):
        return _skipped(firing, stands.value, now)
    zone = studio.preferences.local_zone()
    due = due_at(trigger, stands.falls_on, zone)
    if due > now:
        return State.WAITING if firing.move(stands.falls_on, due) else None
    is_moved = stands.falls_on != firing.falls_on
    if is_too_late(trigger, stands.falls_on, zone, now, due if is_moved else firing.due_at):
        return _skipped(firing, Skip.TOO_LATE.value, now)
    return _sent(firing, trigger, stands, studio, now)


def _off(firing: Firing, trigger: Trigger | None) -> Skip | None:
    """Why the trigger itself sends nothing for this."""
    if trigger is None:
        return Skip.TRIGGER_GONE
    if not trigger.active or trigger.since is None:
        return Skip.SWITCHED_OFF
    changed = trigger.event.value != firing.event or firing.happened_at < trigger.since
    return Skip.TRIGGER_CHANGED if changed else None


def _sent(firing: Firing, trigger: Trigger, stands: Standing, studio: Studio, now: datetime) -> State | None:
    ref = current_ref(trigger.letter_id) if trigger.letter_id is not None else None
    if trigger.letter_id is not None and ref is None:
        return _skipped(firing, Skip.NO_LETTER.value, now)
    ends = firing.settle_write(State.SENT, now)
    invited = invite_client(
        firing.client_id,
        letter=Outgoing(kind=trigger.kind, form=trigger.form, ref=ref),
        program_id=trigger.program_id,
        source=SOURCE,
        cause=f"trigger:{firing.trigger_id}:{firing.record}",
        studio=studio,
        now=now,
        skip_enrolled=trigger.skip_enrolled,
        others=[ends],
        values=stands.values,
    )
    if invited.refused is Reason.OVERTAKEN:
        return None  # Another one fired it, or its session was cancelled in this moment.
    if invited.refused is not None:
        return _skipped(firing, invited.refused.value, now)
    if invited.repeated:
        # The letter of this very record stands from another time.
        return State.SENT if transact([ends]).stands else None
    return State.SENT


def _skipped(firing: Firing, reason: str, now: datetime) -> State | None:
    return State.SKIPPED if firing.skip(reason, now) else None
