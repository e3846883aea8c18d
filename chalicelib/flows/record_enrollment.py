"""Enrollments brought along from an earlier system."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain import dates
from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.enrollment_row import EnrollmentRow, read_enrollment
from chalicelib.domain.row import STORED, UNCHANGED, Judgement, Kind, Outcome, Row, waits_for
from chalicelib.domain.studio import Studio
from chalicelib.flows.enroll_client import end_enrollment, enroll_client
from chalicelib.flows.settle_rows import clients_of, read_rows, settle
from chalicelib.flows.wait_for_client import Ahead, wait
from chalicelib.models.enrollment import Enrollment

NEWER = Judgement(Outcome.OLDER, "enrolled_on", "is before the open enrollment's start")
NewToken = Callable[[], str]


def record_enrollments(
    rows: Sequence[Row], studio: Studio, *, new_token: NewToken, now: datetime
) -> list[Judgement]:
    """Enroll the clients that the rows tell of; the judgement on each row, in their order.

    An enrollment starts with its day; without one, with the present. `new_token` makes the link of a
    client who has none. A row ahead of its client waits.
    """
    said = read_rows(rows, lambda row: read_enrollment(row, studio))

    def attempt(places: Sequence[int]) -> list[Judgement | None]:
        told = {place: each for place in places if isinstance(each := said[place], EnrollmentRow)}
        clients = clients_of(each.client_ref for each in told.values())
        ahead = {
            place: Ahead(
                each.client_ref, each.program_id, rows[place], waits_for("client_ref", each.client_ref)
            )
            for place, each in told.items()
            if each.client_ref not in clients
        }
        waits = wait(Kind.ENROLLMENTS, ahead, now)
        return [
            waits[place]
            if place in waits
            else _enroll(clients[told[place].client_ref], told[place], studio, new_token, now)
            for place in places
        ]

    return settle(said, once=lambda each: each.client_ref, attempt=attempt)


def _enroll(
    client_id: str, said: EnrollmentRow, studio: Studio, new_token: NewToken, now: datetime
) -> Judgement:
    zone = studio.preferences.local_zone()
    open_one = Enrollment.open_of(client_id)
    if said.ended_on is not None:
        if open_one is None or open_one.program_id != said.program_id:
            return UNCHANGED
        end_enrollment(client_id, reason="import", now=now)
        return STORED
    if said.enrolled_on is None and open_one is not None and open_one.program_id == said.program_id:
        return UNCHANGED
    start = min(now, dates.start_of_day(said.enrolled_on, zone)) if said.enrolled_on else now
    what = enroll_client(
        client_id, said.program_id, source="import", new_token=new_token(), now=now, enrolled_at=start
    )
    return {Enrolled.UNCHANGED: UNCHANGED, Enrolled.OLDER: NEWER}.get(what, STORED)
