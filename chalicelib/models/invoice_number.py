"""Numbers for invoices that are written in the console without one: a counter that gives each once."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.models.base import Table, WholeAttribute, table_name

COUNTER = "invoice_number"
PREFIX = "C-"
"""Tells them apart from the numbers of the studio's own system."""
FIRST = 1001


class InvoiceCounter(Table):
    """The last number that was given out."""

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True)
    last_number = WholeAttribute()


def take_number() -> str:
    """A number that nobody else is given; one that is not used in the end is a gap."""
    row = InvoiceCounter(COUNTER)
    row.update([InvoiceCounter.last_number.set((InvoiceCounter.last_number | (FIRST - 1)) + 1)])
    return f"{PREFIX}{row.last_number}"
