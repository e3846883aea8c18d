"""Who of some clients would get nothing, and why, by what stands now; nothing is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.invitation import program_refusal
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import FORMS
from chalicelib.domain.notice import Reason
from chalicelib.domain.recipient import refusal
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import Trigger
from chalicelib.flows.enrollment_write import open_one
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.models.block import BlockRow, contact_of
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment


def foresee_refusals(
    trigger: Trigger, clients: Sequence[Client], studio: Studio, now: datetime
) -> Mapping[str, Reason]:
    """Why the trigger's letter would not go, by client; whoever is missing would get it. At most two reads.

    The judgement is the one that sending makes again: address, consent, blocks, program.
    """
    purpose, country = FORMS[trigger.kind].purpose, studio.preferences.country
    to = {each.client_id: recipient_of(each, trigger.form, country) for each in clients}
    found = {
        client_id: why for client_id, each in to.items() if (why := refusal(trigger.form, purpose, each))
    }
    addresses = {client_id: each.address for client_id, each in to.items() if each and each.address}
    if trigger.form is not LetterForm.PRINT and addresses:
        rows = BlockRow.batch_get(sorted({contact_of(each) for each in addresses.values()}))
        blocked = {row.contact for row in rows if row.blocks(purpose, now)}
        for client_id, address in addresses.items():
            if contact_of(address) in blocked:
                found.setdefault(client_id, Reason.BLOCKED)
    if trigger.program_id is not None and clients:
        program = studio.programs.get(trigger.program_id)
        rows_of = Enrollment.batch_get([(each.client_id, OPEN) for each in clients])
        open_of = {row.client_id: row for row in rows_of}
        for client_id in to:
            standing = open_one(open_of.get(client_id))
            why = program_refusal(program, standing, skip_enrolled=trigger.skip_enrolled)
            if why is not None:
                found.setdefault(client_id, why)
    return found
