"""The invoices table: what a client bought, paid, was refunded, and what of it counts as a sale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.models.base import (
    CentsAttribute,
    DayAttribute,
    PlainListAttribute,
    Table,
    WholeAttribute,
    table_name,
)

LISTS = ("payments", "refunds", "redemptions")


class Invoice(Table):
    """One invoice. `sale_cents` follows from its money.

    `payments` and `refunds` are `{cents, on, by_rewards}`; those of the console have `key`, `at` and `by`
    too and stand beside what a file tells in one line. `redemptions` are what was redeemed on it by our
    ledger: `{key, entry_id, client_id, reward_id, code, cents, at, by}`, and `returned_at` once it was
    returned. `redeemed_cents` is what of it stands, `told_by_rewards_cents` what the studio's own system
    says; `paid_by_rewards_cents` is the larger of the two. `told_hash` knows the row that was told last.
    """

    class Meta:
        table_name = table_name("invoices")

    client_id = UnicodeAttribute(hash_key=True)
    invoice_ref = UnicodeAttribute(range_key=True)
    invoiced_on = DayAttribute()
    total_cents = CentsAttribute()
    total = UnicodeAttribute()
    tax_cents = CentsAttribute(default=Cents(0))
    paid_cents = CentsAttribute(default=Cents(0))
    paid_by_rewards_cents = CentsAttribute(default=Cents(0))
    redeemed_cents = CentsAttribute(default=Cents(0))
    told_by_rewards_cents = CentsAttribute(null=True)
    refunded_cents = CentsAttribute(default=Cents(0))
    paid_on = DayAttribute(null=True)
    voided_on = DayAttribute(null=True)
    payments = PlainListAttribute(default=list)
    refunds = PlainListAttribute(default=list)
    redemptions = PlainListAttribute(default=list)
    sale_cents = CentsAttribute(default=Cents(0))
    location_id = UnicodeAttribute(null=True)
    created_on = DayAttribute(null=True)
    external_updated_at = UnicodeAttribute(null=True)
    told_hash = UnicodeAttribute(null=True)
    updated_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)

    @classmethod
    def find(cls, client_id: str, invoice_ref: str) -> "Invoice | None":
        """The invoice as it stands, strongly consistent, or None."""
        try:
            return cls.get(client_id, invoice_ref, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @property
    def standing_redemptions(self) -> list[dict[str, Any]]:
        """What was redeemed on it and not returned, in its order."""
        return [line for line in self.redemptions if "returned_at" not in line]

    @property
    def told_cents(self) -> Cents:
        """What the studio's own system says was paid by rewards."""
        # Rows of before a reward could be redeemed here know what was told alone.
        told: Cents | None = self.told_by_rewards_cents
        return self.paid_by_rewards_cents if told is None else told

    @property
    def figures(self) -> InvoiceFigures:
        """The invoice's money as the rules know it."""
        return InvoiceFigures(
            invoice_ref=self.invoice_ref,
            invoiced_on=self.invoiced_on,
            total_cents=self.total_cents,
            tax_cents=self.tax_cents,
            paid_cents=self.paid_cents,
            paid_by_rewards_cents=self.paid_by_rewards_cents,
            refunded_cents=self.refunded_cents,
            voided_on=self.voided_on,
        )

    def take(self, figures: InvoiceFigures) -> None:
        """Set the money attributes, and the sale that follows from them."""
        self.invoiced_on = figures.invoiced_on
        self.total_cents = figures.total_cents
        self.total = to_text(figures.total_cents)
        self.tax_cents = figures.tax_cents
        self.paid_cents = figures.paid_cents
        self.paid_by_rewards_cents = figures.paid_by_rewards_cents
        self.refunded_cents = figures.refunded_cents
        self.voided_on = figures.voided_on
        self.sale_cents = figures.sale_cents

    def changed(self, now: datetime) -> "Invoice":
        """A copy to change, which is to take this one's place: the next version, with lists of its own."""
        values = self.attribute_values | {"updated_at": now, "version": self.version + 1}
        lists = {name: [dict(line) for line in values.get(name) or []] for name in LISTS}
        return Invoice(**values | lists)

    def paid(self, cents: Cents) -> None:
        """Set what was paid in money."""
        self.take(replace(self.figures, paid_cents=cents))

    def refunded(self, cents: Cents) -> None:
        """Set what of the money was given back."""
        self.take(replace(self.figures, refunded_cents=cents))

    def void(self, on: date) -> None:
        """Make it void."""
        self.take(replace(self.figures, voided_on=on))

    def take_redemptions(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Set what was redeemed on it, with what follows for what was paid and for the sale."""
        told = self.told_cents
        self.redemptions = [dict(line) for line in lines]
        self.redeemed_cents = sum((Cents(line["cents"]) for line in self.standing_redemptions), Cents(0))
        self.told_by_rewards_cents = told
        by_rewards = Cents(max(told, self.redeemed_cents))
        self.take(replace(self.figures, paid_by_rewards_cents=by_rewards))


def invoices_of(client_id: str) -> Iterator[Invoice]:
    """All the client's invoices, strongly consistent."""
    return iter(Invoice.query(client_id, consistent_read=True))
