"""What an invoice counts for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.sale import InvoiceFigures, counted_cents

PAID = InvoiceFigures(
    invoice_ref="i1",
    invoiced_on=date(2026, 3, 1),
    total_cents=Cents(11000),
    tax_cents=Cents(1000),
    paid_cents=Cents(11000),
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 10000),
        # Paid in full, and one cent short of it.
        ({"paid_cents": Cents(10999)}, 0),
        ({"paid_cents": Cents(10000), "paid_by_rewards_cents": Cents(1000)}, 9000),
        ({"paid_cents": Cents(9999), "paid_by_rewards_cents": Cents(1000)}, 0),
        # A refund lowers the sale by its net part, half up; the invoice stays paid in full.
        ({"refunded_cents": Cents(1100)}, 9000),
        ({"refunded_cents": Cents(1)}, 9999),
        ({"refunded_cents": Cents(11000)}, 0),
        ({"refunded_cents": Cents(99000)}, 0),
        ({"refunded_cents": Cents(10000), "paid_by_rewards_cents": Cents(5000)}, 0),
        # What was paid above the total comes back first: the total went down after the payment.
        ({"paid_cents": Cents(13000), "refunded_cents": Cents(2000)}, 10000),
        ({"paid_cents": Cents(13000), "refunded_cents": Cents(2001)}, 9999),
        ({"paid_cents": Cents(13000), "refunded_cents": Cents(13000)}, 0),
        # A void makes it nothing, whatever was paid.
        ({"voided_on": date(2026, 3, 2)}, 0),
        ({"total_cents": Cents(0), "tax_cents": Cents(0), "paid_cents": Cents(0)}, 0),
        ({"total_cents": Cents(-500), "tax_cents": Cents(0)}, 0),
    ],
)
def test_a_sale_follows_from_the_invoices_money(change: dict[str, Any], expected: int) -> None:
    assert replace(PAID, **change).sale_cents == expected


@pytest.mark.parametrize(
    ("start_on", "expected"), [(None, 10000), (date(2026, 3, 1), 10000), (date(2026, 3, 2), 0)]
)
def test_only_invoices_of_the_start_date_or_later_count(start_on: date | None, expected: int) -> None:
    assert counted_cents(PAID, start_on) == expected
