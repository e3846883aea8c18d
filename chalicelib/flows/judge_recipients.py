"""Who of a page of clients is meant by a mailing, and whether the letter may go to each of them.

The judgement is the one that sending makes again for each client, over a page at a time: four reads, and one
more for each client whose sales are asked for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.invitation import program_refusal
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import FORMS
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.domain.recipient import Recipient, refusal
from chalicelib.domain.recipients import Criteria, enrollment_fits, is_meant, sales_suffice
from chalicelib.domain.studio import Studio
from chalicelib.flows.enrollment_write import open_one
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.models.block import BlockRow, contact_of
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
    outgoing = mailing.outgoing
    purpose = FORMS[outgoing.kind].purpose
    to = [recipient_of(each.client, outgoing.form, studio.preferences.country) for each in people]
    refused = [
        refusal(outgoing.form, purpose, place) or _not_enrolled(mailing, each, studio)
        for each, place in zip(people, to, strict=True)
    ]
    blocked = _blocked(to, purpose, now) if outgoing.form is not LetterForm.PRINT else frozenset()
    return [
        Judged(
            each.client.client_id,
            each.place,
            why or (Reason.BLOCKED if place is not None and place.address in blocked else None),
        )
        for each, place, why in zip(people, to, refused, strict=True)
    ]


def _holds(criteria: Criteria, each: Meant) -> bool:
    if not enrollment_fits(criteria, each.enrollment.program_id if each.enrollment else None):
        return False
    if criteria.sales_since is None:
        return True
    since = criteria.sales_since
    sales = sum(row.sale_cents for row in invoices_of(each.client.client_id) if row.invoiced_on >= since)
    return sales_suffice(criteria, sales)


def _not_enrolled(mailing: Mailing, each: Meant, studio: Studio) -> Reason | None:
    if mailing.program_id is None:
        return None
    program = studio.programs.get(mailing.program_id)
    return program_refusal(program, open_one(each.enrollment), skip_enrolled=mailing.skip_enrolled)


def _blocked(to: Sequence[Recipient | None], purpose: Purpose, now: datetime) -> Collection[str]:
    """The addresses that get nothing for this purpose, as `not_blocked` holds a transaction to it."""
    addresses = {each.address for each in to if each is not None and each.address is not None}
    contacts = {contact_of(address) for address in addresses}
    rows = BlockRow.batch_get(sorted(contacts), consistent_read=True) if contacts else ()
    standing = {row.contact for row in rows if row.blocks(purpose, now)}
    return {address for address in addresses if contact_of(address) in standing}
