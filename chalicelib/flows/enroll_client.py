"""A client joins a program, changes to another, or leaves; with the referral link that goes with it."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.enrollment import Enrolled, enrolled
from chalicelib.flows.enrollment_write import end_writes, enroll_writes, lost_race, open_one
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.transaction import Unknown, Write, transact

TRIES = 8


def enroll_client(
    client_id: str,
    program_id: str,
    *,
    source: str,
    new_token: str,
    now: datetime,
    enrolled_at: datetime | None = None,
    others: Sequence[Write] = (),
) -> Enrolled:
    """Make this the client's open enrollment from `enrolled_at`, which is now unless given.

    `new_token` becomes the referral link's if the client has no open enrollment; one that is replaced
    or refreshed keeps its link. Enrollment, link and `others` are one transaction; REFUSED when one of
    `others` does not stand. A repeat with the same instant changes nothing.
    """
    start = enrolled_at or now
    for _ in range(TRIES):
        before = Enrollment.open_of(client_id)
        what = enrolled(open_one(before), program_id, start)
        if what in (Enrolled.UNCHANGED, Enrolled.OLDER):
            return what
        writes = enroll_writes(
            client_id, program_id, before, source=source, new_token=new_token, start=start, now=now
        )
        result = transact([*writes, *others])
        if result.stands:
            return what
        if not lost_race(result):
            return Enrolled.REFUSED
    raise Unknown("other enrollments of the same client won every time")


def end_enrollment(client_id: str, *, reason: str, now: datetime, others: Sequence[Write] = ()) -> bool:
    """End the open enrollment; False where there is none, or where one of `others` does not stand.

    Its link opens the plain form from now on. Referrals that began in it may still complete.
    """
    for _ in range(TRIES):
        before = Enrollment.open_of(client_id)
        if before is None:
            return False
        result = transact([*end_writes(before, reason, now), *others])
        if result.stands:
            return True
        if not lost_race(result):
            return False
    raise Unknown("other enrollments of the same client won every time")
