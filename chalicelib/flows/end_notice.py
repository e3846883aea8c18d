"""A notice comes to nothing, and the enrollment that was made with it ends in the same transaction.

What that enrollment took the place of is open again. Source: rules 2.
"""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.notice import CAME_TO_NOTHING, Reason, State
from chalicelib.flows.enrollment_write import end_writes, restore_writes
from chalicelib.flows.find_recipient import find_client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Unknown, Write, transact

TRIES = 8


def end_notice(notice: Notice, state: State, reason: Reason | str, *actions: Action, now: datetime) -> bool:
    """Bring the notice to SUPPRESSED or DEAD; False when it has moved since it was read.

    The open enrollment ends only if it is still the one that was made with this very notice: whoever
    was enrolled anew since then, or removed, is left alone. When True, this row is as stored.
    """
    assert state in CAME_TO_NOTHING
    if notice.enrolled_at is None:
        return notice.move(state, reason, *actions)
    for _ in range(TRIES):
        result = transact([notice.move_write(state, reason, *actions), *_undone(notice, str(reason), now)])
        if result.stands:
            notice.refresh(consistent_read=True)
            return True
        if result.failed_on(Notice):
            return False
    raise Unknown("other enrollments of the same client won every time")


def end_or_move(notice: Notice, state: State, reason: Reason | str, *actions: Action, now: datetime) -> bool:
    """Bring the notice to any state, with its enrollment where the state is such an end."""
    if state in CAME_TO_NOTHING:
        return end_notice(notice, state, reason, *actions, now=now)
    return notice.move(state, reason, *actions)


def _undone(notice: Notice, reason: str, now: datetime) -> list[Write]:
    """The writes by which the notice's enrollment ends, none where there is none to end."""
    client = find_client(notice.client_id)
    before = Enrollment.open_of(client.client_id) if client is not None else None
    if before is None or before.notice_id != notice.notice_id:
        return []
    kept = _kept(before, notice.client_id)
    if kept is None:
        return end_writes(before, reason, now)
    return restore_writes(before, kept, reason, now)


def _kept(before: Enrollment, client_id: str) -> Enrollment | None:
    """What the enrollment took the place of; with a joined record's, under that record's id."""
    if before.previous_id is None:
        return None
    for holder in dict.fromkeys((before.client_id, client_id)):
        kept = Enrollment.find(holder, before.previous_id)
        if kept is not None:
            return kept
    return None
