"""A notice comes to nothing, and the enrollment that was made with it ends in the same transaction.

What that enrollment took the place of is open again. Source: rules 2.
"""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.notice import CAME_TO_NOTHING, Reason, State
from chalicelib.flows.enrollment_write import end_writes, restore_writes, unmoved
from chalicelib.flows.find_recipient import find_client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Check, Unknown, Write, transact

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
        if any(write.row is notice for write, _ in result.failed):
            return False
    raise Unknown("other enrollments of the same client won every time")


def end_or_move(notice: Notice, state: State, reason: Reason | str, *actions: Action, now: datetime) -> bool:
    """Bring the notice to any state, with its enrollment where the state is such an end."""
    if state in CAME_TO_NOTHING:
        return end_notice(notice, state, reason, *actions, now=now)
    return notice.move(state, reason, *actions)


def _undone(notice: Notice, reason: str, now: datetime) -> list[Write]:
    """The writes by which the notice's enrollment ends; where there is none, that this stays so.

    Another letter that fails beside this one may be giving back this very enrollment.
    """
    client = find_client(notice.client_id)
    if client is None:
        return []
    before = Enrollment.open_of(client.client_id)
    if before is None:
        return [Check(Enrollment(client.client_id, OPEN), Enrollment.client_id.does_not_exist())]
    if before.notice_id != notice.notice_id:
        return [Check(Enrollment(client.client_id, OPEN), unmoved(before))]
    kept, checks = _kept(before, notice.client_id)
    if kept is None:
        return end_writes(before, reason, now)
    return [*restore_writes(before, kept, reason, now), *checks]


def _kept(before: Enrollment, client_id: str) -> tuple[Enrollment | None, list[Write]]:
    """What the enrollment took the place of, and the checks under which that may be open again.

    One whose own notice came to nothing since is passed over for the one before it.
    """
    previous_id = before.previous_id
    while previous_id is not None:
        kept = _find(before.client_id, client_id, previous_id)
        made_with = Notice.find(kept.notice_id) if kept is not None and kept.notice_id is not None else None
        if kept is None or made_with is None:
            return kept, []
        if made_with.state not in CAME_TO_NOTHING:
            return kept, [Check(made_with, Notice.version == made_with.version)]
        previous_id = kept.previous_id
    return None, []


def _find(client_id: str, joined_id: str, enrollment_id: str) -> Enrollment | None:
    """The ended enrollment; of a record that was joined since, it stands under that record's id."""
    for holder in dict.fromkeys((client_id, joined_id)):
        kept = Enrollment.find(holder, enrollment_id)
        if kept is not None:
            return kept
    return None
