"""An invoice's row: what it says, and the invoice's money once it is applied. Source: rules 5."""

from collections.abc import Mapping, Sequence
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
Line = Mapping[str, Any]
KEY = "key"
"""What a payment or refund of the console has, and a line that follows from a file does not."""
NOT_VOID = "no"


@dataclass(frozen=True, kw_only=True)
class InvoiceRow:
    """What a row says; None leaves the invoice as it is. `is_not_void` takes an earlier void back."""

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
    is_not_void: bool
    location_id: str | None
    created_on: date | None
    updated_at: str | None


def read_invoice(row: Row, studio: Studio) -> InvoiceRow:
    """What the row says. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    is_not_void = (cells.text("voided_on") or "").casefold() == NOT_VOID
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
        voided_on=None if is_not_void else cells.day("voided_on"),
        is_not_void=is_not_void,
        location_id=cells.location_id(studio),
        created_on=cells.day("created_on"),
        updated_at=cells.updated_at(),
    )


def figures(row: InvoiceRow, before: InvoiceFigures | None, redeemed_cents: Cents) -> InvoiceFigures:
    """The invoice's money after the row. What was redeemed on it by our own ledger is the least that
    rewards paid, whatever the row says.

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
    if row.is_not_void:
        after = replace(after, voided_on=None)
    after = replace(after, paid_by_rewards_cents=Cents(max(after.paid_by_rewards_cents, redeemed_cents)))
    total = after.total_cents
    if total >= 0 and not 0 <= after.tax_cents <= total:
        raise Bad("tax", "is below zero" if after.tax_cents < 0 else "is more than the total")
    if total >= 0 and after.paid_cents < 0:
        raise Bad("paid", "is below zero")
    return after


def payments(
    paid_cents: Cents, told_by_rewards_cents: Cents, on: date, before: Sequence[Line]
) -> list[dict[str, Any]]:
    """What was paid, as the invoice lists it: each payment of the console as it was taken, and in a line
    each what else the studio's own system tells of money and of rewards.
    """
    own = [dict(line) for line in before if KEY in line]
    rest_cents = paid_cents - _sum(own)
    told = _told(rest_cents, on, by_rewards=False)
    return [*own, *told, *_told(told_by_rewards_cents, on, by_rewards=True)]


def refunds(refunded_cents: Cents, today: date, before: Sequence[Line]) -> list[dict[str, Any]]:
    """What was given back: each refund of the console, and the rest in a line; its day is the day on which
    it was first told.
    """
    own = [dict(line) for line in before if KEY in line]
    others = [line for line in before if KEY not in line]
    rest_cents = refunded_cents - _sum(own)
    same = [dict(line) for line in others if line["cents"] == rest_cents]
    return [*own, *(same[:1] or _told(rest_cents, today, by_rewards=False))]


def _told(cents: Cents, on: date, *, by_rewards: bool) -> list[dict[str, Any]]:
    return [{"cents": int(cents), "on": on.isoformat(), "by_rewards": by_rewards}] if cents else []


def _sum(lines: Sequence[Line]) -> Cents:
    return sum((Cents(line["cents"]) for line in lines), Cents(0))
