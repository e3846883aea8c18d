"""Who of some clients would get nothing, and why, by what stands now; nothing is written.

The judgement is the one that sending makes again for each client: address, consent, program, blocks.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.invitation import program_refusal
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import FORMS
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.domain.recipient import Recipient, refusal
from chalicelib.domain.studio import Studio
from chalicelib.flows.enrollment_write import open_one
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.models.block import BlockRow, contact_of
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment


def foresee_refusals(
    clients: Sequence[Client],
    letter: Outgoing,
    *,
    program_id: str | None,
    skip_enrolled: bool,
    enrollments: Mapping[str, Enrollment],
    studio: Studio,
    now: datetime,
) -> dict[str, Reason]:
    """Why the letter would not go, by client; whoever is missing would get it. At most one read.

    `enrollments` are the open ones by client, where a program is to enroll in.
    """
    purpose = FORMS[letter.kind].purpose
    program = studio.programs.get(program_id) if program_id is not None else None
    to = {each.client_id: recipient_of(each, letter.form, studio.preferences.country) for each in clients}
    found: dict[str, Reason] = {}
    for client_id, place in to.items():
        why = refusal(letter.form, purpose, place)
        if why is None and program_id is not None:
            standing = open_one(enrollments.get(client_id))
            why = program_refusal(program, standing, skip_enrolled=skip_enrolled)
        if why is not None:
            found[client_id] = why
    if letter.form is not LetterForm.PRINT:
        left = {client_id: place for client_id, place in to.items() if client_id not in found}
        found |= dict.fromkeys(_blocked(left, purpose, now), Reason.BLOCKED)
    return found


def _blocked(to: Mapping[str, Recipient | None], purpose: Purpose, now: datetime) -> Collection[str]:
    """Of whom the address gets nothing for this purpose, as `not_blocked` holds a transaction to it."""
    contacts = {
        client_id: contact_of(place.address) for client_id, place in to.items() if place and place.address
    }
    rows = BlockRow.batch_get(sorted(set(contacts.values())), consistent_read=True) if contacts else ()
    blocked = {row.contact for row in rows if row.blocks(purpose, now)}
    return [client_id for client_id, contact in contacts.items() if contact in blocked]
