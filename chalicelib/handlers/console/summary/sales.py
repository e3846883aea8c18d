"""The client's sessions and invoices."""

from collections.abc import Iterator

from chalicelib.handlers.console.invoices_client import invoice_blocks
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, instant, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Table
from chalicelib.models.client import Client
from chalicelib.models.session import Session


def sales(ask: Ask, client: Client) -> Iterator[Block]:
    """Appointments and sessions, what is owed, and invoices, the latest first; three calls."""
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
    yield from invoice_blocks(ask, client)
