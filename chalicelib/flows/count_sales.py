"""What a friend has bought, kept on the referral, so that no report reads all friends' invoices."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.money import Cents
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Update, transact

TOGETHER = 100


def sales_cents_of(client_id: str) -> Cents:
    """The client's paid sales as the invoices stand, strongly consistent."""
    rows = Invoice.query(client_id, consistent_read=True, attributes_to_get=["sale_cents"])
    return Cents(sum(row.sale_cents for row in rows))


def count_sales(row: Referral, now: datetime) -> bool:
    """Bring the sales on `row`, as just read, to what the invoices say; False when the row moved meanwhile.

    The invoices are read after the row, and written under its version: whoever read them earlier loses.
    """
    cents = sales_cents_of(row.friend_id)
    if cents == row.sales_cents:
        return True
    actions = [
        Referral.sales_cents.set(cents),
        Referral.sales_counted_at.set(now),
        Referral.version.set(row.version + 1),
    ]
    if not transact([Update(Referral(row.friend_id), actions, Referral.version == row.version)]).stands:
        return False
    row.sales_cents, row.sales_counted_at, row.version = cents, now, row.version + 1
    return True


def correct_sales(client_ids: Sequence[str], now: datetime) -> int:
    """Count the sales of those of the clients anew who were sent by somebody; how many were not right."""
    corrected = 0
    for start in range(0, len(client_ids), TOGETHER):
        for row in Referral.batch_get(list(client_ids[start : start + TOGETHER]), consistent_read=True):
            before = row.sales_cents
            # One that moves just now is counted by what moves it.
            corrected += count_sales(row, now) and row.sales_cents != before
    return corrected
