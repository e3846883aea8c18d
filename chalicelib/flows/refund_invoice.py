"""An operator gives back money that was paid on an invoice, a part or all of it. Source: rules 5."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.invoice_edit import refund_refusal
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.studio import Studio
from chalicelib.flows.invoice_change import Change, Changed, change_invoice, line_refusal, money_line
from chalicelib.models.audit import audit_put
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Write


def refund_invoice(
    client_id: str,
    invoice_ref: str,
    cents: Cents,
    *,
    on: date,
    reason: str,
    key: str,
    actor: Actor,
    now: datetime,
    studio: Studio,
    version: int | None = None,
    others: Sequence[Write] = (),
) -> Changed:
    """Store a refund given on `on`; the sale goes down by its net part, and the invoice stays paid in full.

    A second call with the same `key` writes nothing. With a `version`, the invoice must be as it was read.
    """
    assert cents > 0, "a refund of nothing"

    def decide(before: Invoice) -> Change | Changed:
        answer = line_refusal(before, before.refunds, key, cents, version)
        if answer is not None:
            return answer
        refused = refund_refusal(before.figures, cents)
        if refused is not None:
            return Changed(refused=refused, invoice=before)
        after = before.changed(now)
        after.refunds = [*after.refunds, money_line(cents, on, key, actor, now)]
        after.refunded(before.refunded_cents + cents)
        audit = audit_put(
            f"client#{client_id}",
            "money refunded",
            before={},
            after={
                "invoice": invoice_ref,
                "amount": to_text(cents),
                "on": on.isoformat(),
                "reason": reason,
            },
            actor=actor,
            now=now,
        )
        return Change(after=after, others=[audit, *others])

    return change_invoice(client_id, invoice_ref, decide, by=actor.by, studio=studio, now=now)
