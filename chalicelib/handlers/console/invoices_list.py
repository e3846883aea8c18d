"""Invoices: looked for by number, and those of one client, the latest first."""

from chalicelib.domain.invoice_edit import REF_MAX
from chalicelib.flows.client_home import home_of
from chalicelib.handlers.console.client_rows import Pick
from chalicelib.handlers.console.invoices_client import invoice_blocks
from chalicelib.handlers.console.invoices_one import invoice_screen
from chalicelib.handlers.console.invoices_words import INVOICES
from chalicelib.handlers.console.summary.words import title_of, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Buttons,
    Facts,
    Group,
    Line,
    Message,
    Screen,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice

NUMBER = "number"


def show(ask: Ask) -> Screen:
    """Where invoices are looked for."""
    return _finder("")


def find(ask: Ask) -> Screen:
    """The invoice of this number, whoever's it is: three calls."""
    typed = " ".join(ask.form.text(NUMBER)[: REF_MAX + 1].split())
    if not typed or len(typed) > REF_MAX:
        return _finder(typed, error="Type an invoice's whole number.")
    holders = [each.holder for each in Claim.batch_get([f"invoice:{typed}"], consistent_read=True)]
    invoice = Invoice.find(holders[0], typed) if holders else None
    client = Client.find(holders[0]) if invoice is not None else None
    if client is None or invoice is None:
        return _finder(typed, error="There is no invoice with this number.")
    return invoice_screen(ask, client, invoice)


def _finder(typed: str, error: str = "") -> Screen:
    line = Line(
        name=NUMBER,
        label="Invoice number",
        value=typed,
        error=error,
        hint="All of it, as it stands on the invoice.",
    )
    pick = Pick(view=INVOICES, do="new", key="client", title="a new invoice")
    return Screen(
        title="Invoices",
        blocks=[
            Group("", [line]),
            Buttons([Action("Find the invoice", INVOICES, "find", primary=True)]),
            Buttons([Action("New invoice", "clients", "find", pick.carried)]),
        ],
        trail=[HOME],
    )


def of_client(ask: Ask) -> Screen:
    """The invoices of a client, or of the record that it was joined into."""
    client = Client.find(home_of(ask.text("client")))
    if client is None:
        words = Message("There is no such client", ["The record may have been erased."], Tone.WARNING)
        return Screen(title="Invoices", blocks=[words, Buttons([HOME])], trail=[HOME])
    return Screen(
        title=f"Invoices of {title_of(client, ask.studio)}",
        blocks=[Facts([("Client", way(client, ask.studio))]), *invoice_blocks(ask, client)],
        trail=[HOME, Action(title_of(client, ask.studio), "client", "sales", {"client": client.client_id})],
    )
