"""One redemption is taken back at the desk, and its value returned to the reward where it is now."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.invoice_edit import REASON_MAX, Refusal
from chalicelib.domain.money import to_text
from chalicelib.domain.studio import Studio
from chalicelib.flows.invoice_change import Change, Changed, change_invoice
from chalicelib.models.audit import audit_put
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Write


def return_redeemed(
    client_id: str,
    invoice_ref: str,
    entry_id: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    studio: Studio,
    version: int | None = None,
    others: Sequence[Write] = (),
) -> Changed:
    """Take back what the entry `entry_id` redeemed on the invoice; once, whoever asks again.

    What is due and what counts as a sale follow in the same transaction. With a `version`, the invoice must
    be as it was read.
    """
    assert 0 < len(reason) <= REASON_MAX, "a redemption is taken back for a reason"

    def decide(before: Invoice) -> Change | Changed:
        lines = [line for line in before.standing_redemptions if line["entry_id"] == entry_id]
        if not lines:
            return Changed(refused=Refusal.NO_REDEMPTION, invoice=before)
        if version is not None and before.version != version:
            return Changed(refused=Refusal.MOVED, invoice=before)
        audit = audit_put(
            f"client#{client_id}",
            "redemption taken back",
            before={},
            after={
                "invoice": invoice_ref,
                "reward": lines[0]["code"],
                "amount": to_text(lines[0]["cents"]),
                "reason": reason,
            },
            actor=actor,
            now=now,
        )
        return Change(after=before.changed(now), back=lines, others=[audit, *others])

    return change_invoice(client_id, invoice_ref, decide, by=actor.by, studio=studio, now=now)
