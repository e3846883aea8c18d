"""The writes that go with a changed invoice: its row, its reference's claim, its client's counted sales."""

from collections.abc import Iterator
from datetime import date, datetime

from chalicelib.domain.sale import counted_cents
from chalicelib.domain.studio import Studio
from chalicelib.flows.account_write import account_write, counted_from, is_moved, rewarded_move_cents
from chalicelib.models.account import Account
from chalicelib.models.claim import Claim
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Put, Update, Write


def invoice_writes(after: Invoice, before: Invoice | None, now: datetime) -> Iterator[Write]:
    """The invoice in the place of what was read, under its version; a new one with its reference's claim."""
    if before is not None:
        yield Put(after, Invoice.version == before.version)
        return
    yield Put(after, Invoice.client_id.does_not_exist())
    claim = Claim(f"invoice:{after.invoice_ref}", holder=after.client_id, created_at=now)
    yield Put(claim, Claim.claim.does_not_exist() | (Claim.holder == after.client_id))


def sales_write(
    after: Invoice, before: Invoice | None, account: Account | None, studio: Studio, now: datetime
) -> Update | None:
    """The account's write by what the invoice counts for more or less than before, or None.

    The account must have been read before this is asked.
    """
    start_on = counted_from(account, studio)
    counted = counted_cents(before.figures, start_on) if before is not None else 0
    delta_cents = counted_cents(after.figures, start_on) - counted
    rewarded_cents = rewarded_move_cents(after, before, start_on)
    if not rewarded_cents and not is_moved(account, delta_cents, int(after.sale_cents), studio):
        return None
    return account_write(after.client_id, account, delta_cents, studio, now, rewarded_cents=rewarded_cents)


def take_paid_on(after: Invoice, before: Invoice, day: date) -> None:
    """Set the day on which the invoice came to be paid in full, where it was not before."""
    if after.figures.is_paid_in_full and not before.figures.is_paid_in_full:
        after.paid_on = day
