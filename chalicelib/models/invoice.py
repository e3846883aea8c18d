"""The invoices table: what a client bought, paid, was refunded, and what of it counts as a sale."""

from collections.abc import Iterator

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


class Invoice(Table):
    """One invoice. `payments` and `refunds` are `{cents, on, by_rewards}`; `sale_cents` follows from them."""

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
    refunded_cents = CentsAttribute(default=Cents(0))
    paid_on = DayAttribute(null=True)
    voided_on = DayAttribute(null=True)
    payments = PlainListAttribute(default=list)
    refunds = PlainListAttribute(default=list)
    sale_cents = CentsAttribute(default=Cents(0))
    location_id = UnicodeAttribute(null=True)
    created_on = DayAttribute(null=True)
    external_updated_at = UnicodeAttribute(null=True)
    updated_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)

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


def invoices_of(client_id: str) -> Iterator[Invoice]:
    """All the client's invoices, strongly consistent."""
    return iter(Invoice.query(client_id, consistent_read=True))
