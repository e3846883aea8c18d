"""The writes that open, change and end an enrollment, with the links that lead to it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.enrollment import Open
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.link import Link
from chalicelib.models.transaction import Delete, Put, Result, Update, Write

REPLACED = "replaced"
REFRESHED = "refreshed"


def open_one(before: Enrollment | None) -> Open | None:
    """The open enrollment as the rules see it."""
    return None if before is None else Open(program_id=before.program_id, enrolled_at=before.enrolled_at)


def enroll_writes(
    client_id: str,
    program_id: str,
    before: Enrollment | None,
    *,
    source: str,
    new_token: str,
    start: datetime,
    now: datetime,
    notice_id: str | None = None,
) -> list[Write]:
    """The writes that make this the open enrollment in place of `before`, as that was read.

    Another program's is kept as history. So is the same program's when a notice goes with the new
    start: if the notice comes to nothing, the earlier start counts again.
    """
    row = Enrollment(
        client_id,
        OPEN,
        program_id=program_id,
        token=before.token if before else new_token,
        source=source,
        enrolled_at=start,
        first_enrolled_at=before.first_enrolled_at if before else start,
        replaced_count=before.replaced_count if before else 0,
        joined_tokens=before.joined_tokens if before else None,
        notice_id=notice_id,
    )
    return _first(row) if before is None else _next(row, before, now)


def end_writes(before: Enrollment, reason: str, now: datetime) -> list[Write]:
    """The writes that end the open enrollment. Its links open the plain form from now on."""
    return [
        Delete(Enrollment(before.client_id, OPEN), unmoved(before)),
        Put(ended(before, reason, now)),
        *(Update(Link(token), [Link.removed_at.set(now)]) for token in tokens(before)),
    ]


def restore_writes(before: Enrollment, kept: Enrollment, reason: str, now: datetime) -> list[Write]:
    """The writes that end the open enrollment and open `kept` again, which it took the place of.

    Links follow, and what was history is none; how often enrollments were replaced stands.
    """
    again = Enrollment(
        before.client_id,
        OPEN,
        program_id=kept.program_id,
        token=before.token,
        source=kept.source,
        enrolled_at=kept.enrolled_at,
        first_enrolled_at=before.first_enrolled_at,
        replaced_count=before.replaced_count,
        joined_tokens=before.joined_tokens,
        notice_id=kept.notice_id,
        previous_id=kept.previous_id,
    )
    return [
        Put(ended(before, reason, now)),
        Put(again, unmoved(before)),
        Delete(Enrollment(kept.client_id, kept.enrollment_id), Enrollment.client_id.exists()),
        *_following(again),
    ]


def unmoved(before: Enrollment) -> Condition:
    """That the open enrollment and its links are as they were read."""
    links: Condition = Enrollment.joined_tokens.does_not_exist()
    if before.joined_tokens is not None:
        links = Enrollment.joined_tokens == before.joined_tokens
    stands: Condition = (Enrollment.enrolled_at == before.enrolled_at) & (Enrollment.token == before.token)
    both: Condition = stands & links
    return both


def ended(before: Enrollment, reason: str, now: datetime) -> Enrollment:
    """The row that keeps an enrollment as history."""
    return Enrollment(
        before.client_id,
        history_id(before.enrolled_at),
        program_id=before.program_id,
        token=before.token,
        source=before.source,
        enrolled_at=before.enrolled_at,
        first_enrolled_at=before.first_enrolled_at,
        replaced_count=before.replaced_count,
        notice_id=before.notice_id,
        previous_id=before.previous_id,
        ended_at=now,
        end_reason=reason,
    )


def history_id(start: datetime) -> str:
    """An ended enrollment's id: its start."""
    return start.astimezone(UTC).isoformat(timespec="microseconds")


def tokens(row: Enrollment) -> Sequence[str]:
    """Every link that leads to the enrollment: its own, and those of records joined to the client's."""
    return [row.token, *(row.joined_tokens or [])]


def lost_race(result: Result) -> bool:
    """Whether a refused transaction of these writes met another change of the enrollment."""
    return result.failed_on(Enrollment) or result.failed_on(Link)


def _first(row: Enrollment) -> list[Write]:
    link = Link(row.token, client_id=row.client_id, program_id=row.program_id, enrolled_at=row.enrolled_at)
    return [Put(row, Enrollment.client_id.does_not_exist()), Put(link, Link.token.does_not_exist())]


def _next(row: Enrollment, before: Enrollment, now: datetime) -> list[Write]:
    writes: list[Write] = []
    moved = row.program_id != before.program_id
    if moved:
        row.replaced_count += 1
    if moved or row.notice_id is not None:
        row.previous_id = history_id(before.enrolled_at)
        writes.append(Put(ended(before, REPLACED if moved else REFRESHED, now)))
    return [*writes, Put(row, unmoved(before)), *_following(row)]


def _following(row: Enrollment) -> list[Write]:
    follow = [Link.program_id.set(row.program_id), Link.enrolled_at.set(row.enrolled_at)]
    return [Update(Link(token), follow) for token in tokens(row)]
