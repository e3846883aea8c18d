"""One recipient of a mailing is settled for ever: written to and enrolled, or skipped and why."""

from datetime import datetime

from chalicelib.domain.mailing import Outcome, Skip
from chalicelib.domain.notice import Reason
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.invite_client import invite_client
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Recipient
from chalicelib.models.transaction import transact

SOURCE = "bulk"


def settle_recipient(mailing: Mailing, row: Recipient, studio: Studio, now: datetime) -> Recipient:
    """The recipient's row once it is settled, by us or by whoever was quicker.

    The letter, the enrollment and the row are one transaction. Who was joined to another record is written to
    there, and not a second time when that record is on the list too.
    """
    if row.outcome != Outcome.WAITING:
        return row
    if row.client_id in mailing.unticked:
        return _skipped(row, Skip.UNTICKED)
    client = find_client(row.client_id)
    if client is None:
        return _skipped(row, Reason.NO_CLIENT)
    invited = invite_client(
        client.client_id,
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
    if invited.refused is not None and invited.refused is not Reason.OVERTAKEN:
        return _skipped(row, invited.refused)
    return Recipient.find(row.mailing_id, row.part)


def skip_failed(row: Recipient) -> Recipient:
    """The row of a recipient for whom our own program failed."""
    return _skipped(row, Skip.FAILED)


def _skipped(row: Recipient, reason: Reason | Skip) -> Recipient:
    """The row settled so, unless it is settled already: then as it stands."""
    transact(row.skipped_writes(reason.value))
    return Recipient.find(row.mailing_id, row.part)
