"""A client joins a program, changes to another, or leaves; with the referral link that goes with it."""

from datetime import UTC, datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.enrollment import Enrolled, Open, enrolled
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.link import Link
from chalicelib.models.transaction import Delete, Put, Unknown, Update, Write, transact

TRIES = 8


def enroll_client(
    client_id: str,
    program_id: str,
    *,
    source: str,
    new_token: str,
    now: datetime,
    enrolled_at: datetime | None = None,
) -> Enrolled:
    """Make this the client's open enrollment from `enrolled_at`, which is now unless given.

    `new_token` becomes the referral link's if the client has no open enrollment; one that is replaced
    or refreshed keeps its link. Enrollment and link are one transaction. A repeat with the same
    instant changes nothing.
    """
    start = enrolled_at or now
    for _ in range(TRIES):
        before = Enrollment.open_of(client_id)
        what = enrolled(_open(before), program_id, start)
        if what in (Enrolled.UNCHANGED, Enrolled.OLDER):
            return what
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
        )
        writes = _first(row) if before is None else _next(row, before, now)
        if transact(writes).stands:
            return what
    raise Unknown("other enrollments of the same client won every time")


def end_enrollment(client_id: str, *, reason: str, now: datetime) -> bool:
    """End the open enrollment; False where there is none. Its link opens the plain form from now on.

    Referrals that began in it may still complete.
    """
    for _ in range(TRIES):
        before = Enrollment.open_of(client_id)
        if before is None:
            return False
        writes: list[Write] = [
            Delete(before, unmoved(before)),
            Put(ended(before, reason, now)),
            *(Update(Link(token), [Link.removed_at.set(now)]) for token in _tokens(before)),
        ]
        if transact(writes).stands:
            return True
    raise Unknown("other enrollments of the same client won every time")


def _open(before: Enrollment | None) -> Open | None:
    return None if before is None else Open(program_id=before.program_id, enrolled_at=before.enrolled_at)


def _first(row: Enrollment) -> list[Write]:
    link = Link(row.token, client_id=row.client_id, program_id=row.program_id, enrolled_at=row.enrolled_at)
    return [Put(row, Enrollment.client_id.does_not_exist()), Put(link, Link.token.does_not_exist())]


def _next(row: Enrollment, before: Enrollment, now: datetime) -> list[Write]:
    writes: list[Write] = []
    if row.program_id != before.program_id:
        row.replaced_count += 1
        writes.append(Put(ended(before, "replaced", now)))
    follow = [Link.program_id.set(row.program_id), Link.enrolled_at.set(row.enrolled_at)]
    return [*writes, Put(row, unmoved(before)), *(Update(Link(token), follow) for token in _tokens(row))]


def unmoved(before: Enrollment) -> Condition:
    """That the open enrollment and its links are as they were read."""
    links: Condition = Enrollment.joined_tokens.does_not_exist()
    if before.joined_tokens is not None:
        links = Enrollment.joined_tokens == before.joined_tokens
    stands: Condition = (Enrollment.enrolled_at == before.enrolled_at) & (Enrollment.token == before.token)
    both: Condition = stands & links
    return both


def _tokens(row: Enrollment) -> list[str]:
    """Every link that leads to the enrollment: its own, and those of records joined to the client's."""
    return [row.token, *(row.joined_tokens or [])]


def ended(before: Enrollment, reason: str, now: datetime) -> Enrollment:
    """The row that keeps an enrollment as history."""
    return Enrollment(
        before.client_id,
        _start(before.enrolled_at),
        program_id=before.program_id,
        token=before.token,
        source=before.source,
        enrolled_at=before.enrolled_at,
        first_enrolled_at=before.first_enrolled_at,
        replaced_count=before.replaced_count,
        ended_at=now,
        end_reason=reason,
    )


def _start(instant: datetime) -> str:
    """An ended enrollment's id: its start."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
