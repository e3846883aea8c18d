"""One recipient of a mailing is settled for ever: written to and enrolled, or skipped and why."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.mailing import Outcome, Skip
from chalicelib.domain.notice import Reason
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.invite_client import invite_client
from chalicelib.models.client import Client
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Recipient
from chalicelib.models.transaction import transact

SOURCE = "bulk"


class ProgramGone(RuntimeError):
    """The program to enroll in was retired or deleted: the mailing rests, and nobody is skipped for it."""


def records_of(rows: Sequence[Recipient]) -> dict[str, str]:
    """The record that each of these clients is now, by the id on the list: one read for all of them.

    Who was joined to another record is written to there, and not twice when that one is on the list too.
    """
    ids = sorted({row.client_id for row in rows if row.outcome == Outcome.WAITING})
    asked = ["client_id", "merged_into"]
    found = Client.batch_get(ids, consistent_read=True, attributes_to_get=asked) if ids else ()
    joined = [each.client_id for each in found if each.merged_into]
    clients = {client_id: find_client(client_id) for client_id in joined}
    return {client_id: client.client_id for client_id, client in clients.items() if client is not None}


def settle_recipient(
    mailing: Mailing, row: Recipient, client_id: str, studio: Studio, now: datetime
) -> Recipient:
    """The recipient's row once it is settled, by us or by whoever was quicker; `client_id` is written to.

    The letter, the enrollment and the row are one transaction. Raises ProgramGone.
    """
    if row.outcome != Outcome.WAITING:
        return row
    if not {row.client_id, client_id}.isdisjoint(mailing.unticked):
        return _skipped(row, Skip.UNTICKED)
    invited = invite_client(
        client_id,
        letter=mailing.outgoing,
        program_id=mailing.program_id,
        source=SOURCE,
        cause=f"mailing:{mailing.mailing_id}",
        studio=studio,
        now=now,
        skip_enrolled=mailing.skip_enrolled,
        others=lambda enrolled: [row.queued_write(enrolled)],
        mailing_id=mailing.mailing_id,
    )
    if invited.repeated:
        return _skipped(row, Skip.TWICE)
    if invited.refused is Reason.OVERTAKEN:
        return Recipient.find(row.mailing_id, row.part)
    if invited.refused is Reason.NO_PROGRAM:
        raise ProgramGone(str(mailing.program_id))
    if invited.refused is not None:
        return _skipped(row, invited.refused)
    return row.as_queued(invited.enrolled)


def skip_failed(row: Recipient) -> Recipient:
    """The row of a recipient for whom our own program failed."""
    return _skipped(row, Skip.FAILED)


def _skipped(row: Recipient, reason: Reason | Skip) -> Recipient:
    """The row settled so, unless it is settled already: then as it stands."""
    if transact(row.skipped_writes(reason.value)).stands:
        return row.as_skipped(reason.value)
    return Recipient.find(row.mailing_id, row.part)
