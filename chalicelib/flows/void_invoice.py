"""An invoice is made void: its sale is 0, and what was redeemed on it goes back. Source: rules 4 and 5."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.invoice_edit import REASON_MAX, Refusal
from chalicelib.domain.studio import Studio
from chalicelib.flows.invoice_change import Change, Changed, change_invoice
from chalicelib.models.audit import audit_put
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Write


def void_invoice(
    client_id: str,
    invoice_ref: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    studio: Studio,
    version: int | None = None,
    others: Sequence[Write] = (),
) -> Changed:
    """Make the invoice void as of today, with the return of each redemption on it; one transaction.

    A second call is refused as void. With a `version`, the invoice must be as it was read.
    """
    assert 0 < len(reason) <= REASON_MAX, "a void needs a reason"

    def decide(before: Invoice) -> Change | Changed:
        if before.voided_on is not None:
            return Changed(refused=Refusal.VOID, invoice=before)
        if version is not None and before.version != version:
            return Changed(refused=Refusal.MOVED, invoice=before)
        after = before.changed(now)
        after.void(local_date(now, studio.preferences.local_zone()))
        audit = audit_put(
            f"client#{client_id}",
            "invoice voided",
            before={},
            after={"invoice": invoice_ref, "reason": reason},
            actor=actor,
            now=now,
        )
        return Change(after=after, back=before.standing_redemptions, others=[audit, *others])

    return change_invoice(client_id, invoice_ref, decide, by=actor.by, studio=studio, now=now)
