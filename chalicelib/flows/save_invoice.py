"""An operator writes or changes an invoice, never over what anybody else changed meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.invoice_edit import Refusal, Wanted, change_refusal, typed_of
from chalicelib.domain.money import Cents
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Studio
from chalicelib.flows.invoice_change import Change, Changed, change_invoice
from chalicelib.flows.invoice_write import invoice_writes, take_paid_on
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.invoice_number import take_number
from chalicelib.models.transaction import Check, Unknown, Write, transact

TRIES = 8


def new_invoice(
    client_id: str, wanted: Wanted, *, actor: Actor, now: datetime, studio: Studio, others: Sequence[Write]
) -> Changed:
    """Store a new invoice, of which nothing is paid, with its audit and `others` (the draft it came from).

    Without a number it is given the next one. A number is one invoice's for ever, whoever its client is.
    A client who has no number is given one by the stream, as with an invoice of a file.
    """
    for _ in range(TRIES):
        row = _new_row(client_id, wanted.invoice_ref or take_number(), wanted, now, studio)
        is_client = Check(Client(client_id), _stands())
        audit = audit_put(
            f"client#{client_id}",
            "invoice written",
            before={},
            after=typed_of(row.figures, row.location_id),
            actor=actor,
            now=now,
        )
        result = transact([*invoice_writes(row, None, now), is_client, audit, *others])
        if result.stands:
            return Changed(invoice=row)
        if any(write is other for write, _ in result.failed for other in others):
            return Changed(refused=Refusal.DONE_ALREADY)
        if result.failed_on(Client):
            return Changed(refused=Refusal.NO_CLIENT)
        if wanted.invoice_ref:
            return Changed(refused=Refusal.NUMBER_TAKEN)
    raise Unknown("eight numbers in a row were taken by hand")


def change_of_invoice(
    client_id: str,
    wanted: Wanted,
    *,
    version: int,
    actor: Actor,
    now: datetime,
    studio: Studio,
    others: Sequence[Write] = (),
) -> Changed:
    """Give an invoice that is as it was read the date, total, tax and location that are wanted.

    What counts as a sale, and whether it is paid in full, follow in the same transaction.
    """

    def decide(before: Invoice) -> Change | Changed:
        if before.version != version:
            return Changed(refused=Refusal.MOVED, invoice=before)
        refused = change_refusal(before.figures, before.redeemed_cents, wanted)
        if refused is not None:
            return Changed(refused=refused, invoice=before)
        after = changed_row(before, wanted, now)
        take_paid_on(after, before, local_date(now, studio.preferences.local_zone()))
        audit = audit_put(
            f"client#{client_id}",
            "invoice changed",
            before={"invoice": wanted.invoice_ref, **typed_of(before.figures, before.location_id)},
            after=typed_of(after.figures, after.location_id),
            actor=actor,
            now=now,
        )
        return Change(after=after, others=[audit, *others])

    return change_invoice(client_id, wanted.invoice_ref, decide, by=actor.by, studio=studio, now=now)


def changed_row(before: Invoice, wanted: Wanted, now: datetime) -> Invoice:
    """The invoice as it would be."""
    after = before.changed(now)
    after.location_id = wanted.location_id
    after.take(
        replace(
            before.figures,
            invoiced_on=wanted.invoiced_on,
            total_cents=wanted.total_cents,
            tax_cents=wanted.tax_cents,
        )
    )
    return after


def _new_row(client_id: str, invoice_ref: str, wanted: Wanted, now: datetime, studio: Studio) -> Invoice:
    row = Invoice(
        client_id,
        invoice_ref,
        location_id=wanted.location_id,
        created_on=local_date(now, studio.preferences.local_zone()),
        told_by_rewards_cents=Cents(0),
        updated_at=now,
    )
    row.take(
        InvoiceFigures(
            invoice_ref=invoice_ref,
            invoiced_on=wanted.invoiced_on,
            total_cents=wanted.total_cents,
            tax_cents=wanted.tax_cents,
            paid_cents=Cents(0),
        )
    )
    return row


def _stands() -> Condition:
    """A client's own record: there, not joined with another, not erased."""
    stands: Condition = (
        Client.client_id.exists() & Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    )
    return stands
