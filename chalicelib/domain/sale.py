"""What an invoice counts for: its sale, in cents, for loyalty and for minimum paid sales.

Source: rules 0 and 5.
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.money import Cents, share


@dataclass(frozen=True, kw_only=True)
class InvoiceFigures:
    """An invoice's money. `paid_cents` is money, `paid_by_rewards_cents` is reward value used."""

    invoice_ref: str
    invoiced_on: date
    total_cents: Cents
    tax_cents: Cents
    paid_cents: Cents
    paid_by_rewards_cents: Cents = Cents(0)
    refunded_cents: Cents = Cents(0)
    voided_on: date | None = None

    @property
    def is_paid_in_full(self) -> bool:
        """Whether payments and rewards cover the total. A refund does not undo it."""
        return self.paid_cents + self.paid_by_rewards_cents >= self.total_cents

    @property
    def due_cents(self) -> Cents:
        """What is still to be paid or covered by rewards; 0 when it is void, and never below."""
        if self.voided_on is not None:
            return Cents(0)
        return Cents(max(0, self.total_cents - self.paid_cents - self.paid_by_rewards_cents))

    @property
    def refundable_cents(self) -> Cents:
        """What of the money that was paid has not been given back."""
        return Cents(max(0, self.paid_cents - self.refunded_cents))

    @property
    def sale_cents(self) -> Cents:
        """The total without tax and without the part paid by rewards, less the refunds' net part.

        Money that was paid above the total is given back first: that lowers nothing. 0 while it is not paid
        in full, and when it is void or of no value.
        """
        if self.voided_on is not None or self.total_cents <= 0 or not self.is_paid_in_full:
            return Cents(0)
        net = self.total_cents - self.tax_cents
        too_much = max(0, self.paid_cents - self.total_cents)
        refunded = Cents(min(max(0, self.refunded_cents - too_much), self.total_cents))
        refunded_net = share(refunded, self.total_cents, net)
        return Cents(max(0, net - self.paid_by_rewards_cents - refunded_net))


def counted_cents(invoice: InvoiceFigures, start_on: date | None) -> Cents:
    """The invoice's sale when it is dated on or after the program's start date, else 0."""
    if start_on is not None and invoice.invoiced_on < start_on:
        return Cents(0)
    return invoice.sale_cents
