"""An invoice's row: what it says, and the invoice's money once it is applied. Source: rules 5."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.domain.cells import Cells
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Studio

_FIGURES = (
    *("invoiced_on", "total_cents", "tax_cents", "paid_cents"),
    *("paid_by_rewards_cents", "refunded_cents", "voided_on"),
)


@dataclass(frozen=True, kw_only=True)
class InvoiceRow:
    """What a row says; None leaves the invoice as it is."""

    invoice_ref: str
    client_ref: str
    invoiced_on: date | None
    total_cents: Cents | None
    tax_cents: Cents | None
    paid_cents: Cents | None
    paid_on: date | None
    paid_by_rewards_cents: Cents | None
    refunded_cents: Cents | None
    voided_on: date | None
    location_id: str | None
    created_on: date | None
    updated_at: str | None


def read_invoice(row: Row, studio: Studio) -> InvoiceRow:
    """What the row says. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    return InvoiceRow(
        invoice_ref=cells.needed_ref("invoice_ref"),
        client_ref=cells.needed_ref("client_ref"),
        invoiced_on=cells.day("invoiced_on"),
        total_cents=cells.cents("total", least=None),
        tax_cents=cells.cents("tax", least=None),
        paid_cents=cells.cents("paid", least=None),
        paid_on=cells.day("paid_on"),
        paid_by_rewards_cents=cells.cents("paid_by_rewards"),
        refunded_cents=cells.cents("refunded"),
        voided_on=cells.day("voided_on"),
        location_id=cells.location_id(studio),
        created_on=cells.day("created_on"),
        updated_at=cells.updated_at(),
    )


def figures(row: InvoiceRow, before: InvoiceFigures | None) -> InvoiceFigures:
    """The invoice's money after the row.

    A new invoice needs its date and total; its other amounts are 0 unless given. A credit note has
    a total below zero and counts for nothing. Raises Bad.
    """
    if before is None:
        if row.invoiced_on is None:
            raise Bad("invoiced_on", "is missing")
        if row.total_cents is None:
            raise Bad("total", "is missing")
        before = InvoiceFigures(
            invoice_ref=row.invoice_ref,
            invoiced_on=row.invoiced_on,
            total_cents=row.total_cents,
            tax_cents=Cents(0),
            paid_cents=Cents(0),
        )
    said = {name: getattr(row, name) for name in _FIGURES}
    after = replace(before, **{name: value for name, value in said.items() if value is not None})
    total = after.total_cents
    if total >= 0 and not 0 <= after.tax_cents <= total:
        raise Bad("tax", "is below zero" if after.tax_cents < 0 else "is more than the total")
    if total >= 0 and after.paid_cents < 0:
        raise Bad("paid", "is below zero")
    return after


def payments(after: InvoiceFigures, paid_on: date | None) -> list[dict[str, Any]]:
    """What was paid, as the invoice lists it: money and rewards, a line each."""
    on = (paid_on or after.invoiced_on).isoformat()
    lines = [(after.paid_cents, False), (after.paid_by_rewards_cents, True)]
    return [{"cents": int(cents), "on": on, "by_rewards": rewards} for cents, rewards in lines if cents]


def refunds(after: InvoiceFigures, before: list[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """What was refunded, in one line; its day is the day it was first told."""
    if not after.refunded_cents:
        return []
    same = [dict(line) for line in before if line.get("cents") == after.refunded_cents]
    return same[:1] or [{"cents": int(after.refunded_cents), "on": today.isoformat(), "by_rewards": False}]
