"""An operator takes a payment on an invoice: at most what is due, once a key. Source: rules 5."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.invoice_edit import payment_refusal
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.studio import Studio
from chalicelib.flows.invoice_change import Change, Changed, change_invoice, line_refusal, money_line
from chalicelib.flows.invoice_write import take_paid_on
from chalicelib.models.audit import audit_put
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Write


def take_payment(
    client_id: str,
    invoice_ref: str,
    cents: Cents,
    *,
    on: date,
    key: str,
    actor: Actor,
    now: datetime,
    studio: Studio,
    version: int | None = None,
    others: Sequence[Write] = (),
) -> Changed:
    """Store a payment of money received on `on`, with the sale that may follow and its audit.

    A second call with the same `key` writes nothing. With a `version`, the invoice must be as it was read.
    """
    assert cents > 0, "a payment of nothing"

    def decide(before: Invoice) -> Change | Changed:
        answer = line_refusal(before, before.payments, key, cents, version)
        if answer is not None:
            return answer
        refused = payment_refusal(before.figures, cents)
        if refused is not None:
            return Changed(refused=refused, invoice=before)
        after = before.changed(now)
        after.payments = [*after.payments, money_line(cents, on, key, actor, now)]
        after.paid(before.paid_cents + cents)
        take_paid_on(after, before, on)
        audit = audit_put(
            f"client#{client_id}",
            "payment taken",
            before={},
            after={"invoice": invoice_ref, "amount": to_text(cents), "on": on.isoformat()},
            actor=actor,
            now=now,
        )
        return Change(after=after, others=[audit, *others])

    return change_invoice(client_id, invoice_ref, decide, by=actor.by, studio=studio, now=now)
