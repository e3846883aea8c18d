"""How screens speak of invoices: amounts, states, who wrote a line, and the ways from one to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.money import to_display
from chalicelib.domain.reward_words import by_words
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Action, Badge, Tone
from chalicelib.models.invoice import Invoice

INVOICES = "invoices"
BY_FILE = "as the studio's own system tells"


def list_of(client_id: str, label: str = "All invoices of the client") -> Action:
    """The way to a client's invoices."""
    return Action(label, INVOICES, "of", {"client": client_id})


def look(client_id: str, invoice_ref: str, label: str = "Look", aria_label: str = "") -> Action:
    """The way to an invoice."""
    given = {"client": client_id, "invoice": invoice_ref}
    return Action(label, INVOICES, "one", given, aria_label=aria_label)


def money(cents: int, studio: Studio) -> str:
    """An amount in the studio's currency."""
    return to_display(cents, studio.preferences.currency)


def state_badge(invoice: Invoice) -> Badge:
    """Whether it is paid in full, open or void."""
    if invoice.voided_on is not None:
        return Badge("void", Tone.ERROR)
    if invoice.total_cents < 0:
        return Badge("credit note", Tone.INFO)
    if invoice.figures.is_paid_in_full:
        return Badge("paid in full", Tone.GOOD)
    return Badge("open", Tone.WARNING)


def location_words(location_id: str | None, studio: Studio) -> str:
    """An invoice's location."""
    return words_of(studio, ListKind.LOCATION, location_id) if location_id else "none"


def written(line: Mapping[str, Any], studio: Studio) -> str:
    """Who wrote a payment or refund, and when; a line without either follows from a file."""
    if "key" not in line:
        return BY_FILE
    return f"{by_words(str(line['by']))}, {at(str(line['at']), studio)}"


def at(instant: str, studio: Studio) -> str:
    """An instant of a line, by the studio's clocks."""
    return on_the_clock(datetime.fromisoformat(instant), studio.preferences.local_zone())
