"""Who of a page of clients is meant by a mailing, and whether the letter may go to each of them.

The judgement is the one that sending makes again for each client, over a page at a time: four reads, and one
more for each client whose sales are asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.notice import Reason
from chalicelib.domain.recipients import Criteria, enrollment_fits, is_meant, sales_suffice
from chalicelib.domain.studio import Studio
from chalicelib.flows.foresee_refusals import foresee_refusals
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.invoice import invoices_of
from chalicelib.models.mailing import Mailing


@dataclass(frozen=True)
class Meant:
    """A client who is meant, the place on the list, and the open enrollment where it was asked for."""

    client: Client
    place: str
    enrollment: Enrollment | None = None


@dataclass(frozen=True)
class Judged:
    """What a client would get: the letter, or nothing and why."""

    client_id: str
    place: str
    refused: Reason | None


def meant(mailing: Mailing, criteria: Criteria, places: Mapping[str, str], studio: Studio) -> list[Meant]:
    """Who of these clients, told with their places, is meant by all that was chosen; in their order."""
    rows = {row.client_id: row for row in Client.batch_get(list(places), consistent_read=True)}
    fitting = [
        rows[each]
        for each in places
        if each in rows and is_meant(criteria, rows[each].attribute_values, studio)
    ]
    enrollments: dict[str, Enrollment] = {}
    if fitting and (criteria.program_id or mailing.program_id is not None):
        keys = [(each.client_id, OPEN) for each in fitting]
        enrollments = {row.client_id: row for row in Enrollment.batch_get(keys, consistent_read=True)}
    found = [Meant(each, places[each.client_id], enrollments.get(each.client_id)) for each in fitting]
    return [each for each in found if _holds(criteria, each)]


def judged(mailing: Mailing, people: Sequence[Meant], studio: Studio, now: datetime) -> list[Judged]:
    """What each of them would get, by what stands now."""
    refused = foresee_refusals(
        [each.client for each in people],
        mailing.outgoing,
        program_id=mailing.program_id,
        skip_enrolled=mailing.skip_enrolled,
        enrollments={each.client.client_id: each.enrollment for each in people if each.enrollment},
        studio=studio,
        now=now,
    )
    ids = [each.client.client_id for each in people]
    return [Judged(each, person.place, refused.get(each)) for each, person in zip(ids, people, strict=True)]


def _holds(criteria: Criteria, each: Meant) -> bool:
    if not enrollment_fits(criteria, each.enrollment.program_id if each.enrollment else None):
        return False
    if criteria.sales_since is None:
        return True
    since = criteria.sales_since
    sales = sum(row.sale_cents for row in invoices_of(each.client.client_id) if row.invoiced_on >= since)
    return sales_suffice(criteria, sales)
