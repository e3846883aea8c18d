"""The client's sessions and invoices."""

from collections.abc import Iterator

from chalicelib.domain.money import to_display
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, instant, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Badge, Block, Cell, Column, Table, Tone
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.session import Session


def sales(ask: Ask, client: Client) -> Iterator[Block]:
    """Appointments, sessions and invoices, the latest first; two calls."""
    studio = ask.studio
    held = Session.query(client.client_id, limit=READ_MAX)
    booked = sorted(held, key=lambda row: row.starts_at, reverse=True)
    sessions: list[list[Cell]] = [
        [
            instant(each.starts_at, studio),
            each.session_type or "",
            state_badge(each.state),
            each.resource or "",
            each.session_ref,
        ]
        for each in booked[:SHOWN_MAX]
    ]
    titles = ("Starts", "Type", "State", "With", "Reference")
    yield Table("Appointments and sessions", [Column(each) for each in titles], sessions)
    currency = studio.preferences.currency
    written = Invoice.query(client.client_id, limit=READ_MAX)
    sold = sorted(written, key=lambda row: row.invoiced_on, reverse=True)
    invoices: list[list[Cell]] = [
        [
            each.invoice_ref,
            each.invoiced_on.isoformat(),
            _paid(each),
            to_display(each.total_cents, currency),
            to_display(each.paid_cents, currency),
            to_display(each.refunded_cents, currency),
            to_display(each.sale_cents, currency),
        ]
        for each in sold[:SHOWN_MAX]
    ]
    money = ("Total", "Paid", "Refunded", "Counts as sale")
    columns = [
        Column("Invoice"),
        Column("Date"),
        Column("State"),
        *(Column(each, number=True) for each in money),
    ]
    yield Table("Invoices", columns, invoices, empty="No invoice yet.")


def _paid(invoice: Invoice) -> Badge:
    if invoice.voided_on is not None:
        return Badge("void", Tone.ERROR)
    return Badge("paid in full", Tone.GOOD) if invoice.paid_cents >= invoice.total_cents else Badge("open")
