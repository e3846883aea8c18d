"""How the parts of a client's summary say names, days, instants, phones and states."""

from datetime import date, datetime
from typing import Any

from chalicelib.domain.contact import MOBILE
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Action, Badge, Cell, Phone, Tone
from chalicelib.models.client import Client

SHOWN_MAX = 50
READ_MAX = 500
"""So many rows are read where their keys are in no order of time; the latest of them are shown."""
JOINED_MAX = 5
STATES = {
    "void": Tone.ERROR,
    "dead": Tone.ERROR,
    "unknown": Tone.WARNING,
    "held": Tone.WARNING,
    "expired": Tone.WARNING,
    "cancelled": Tone.WARNING,
    "rewarded": Tone.GOOD,
    "open": Tone.GOOD,
    "completed": Tone.GOOD,
    "sent": Tone.GOOD,
}


def title_of(client: Client, studio: Studio) -> str:
    """The client's name, or what stands for it."""
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order)
    return name or client.company or f"Client {client.client_number or client.client_ref}"


def way(client: Client, studio: Studio) -> Cell:
    """A way to the client's summary, by name."""
    return Action(title_of(client, studio), "client", "", {"client": client.client_id}, plain=True)


def phone(line: dict[str, Any], warning: str | None) -> Phone:
    """A phone line, with the call warning beside it."""
    label = str(line.get("label") or "")
    if label == MOBILE:
        label += ", texts allowed" if line.get("sms") else ", no texts"
    return Phone(str(line.get("number") or ""), label, warning or "")


def day(on: date | None) -> str:
    """A day as it is stored, or nothing."""
    return on.isoformat() if on is not None else ""


def instant(at: datetime | None, studio: Studio) -> str:
    """An instant on the studio's own clock."""
    return on_the_clock(at, studio.preferences.local_zone()) if at is not None else ""


def ids_of(client: Client) -> list[str]:
    """The client's own id and those of records joined to it: what was written stays under them."""
    return [client.client_id, *map(str, client.joined[:JOINED_MAX])]


def state_badge(state: str) -> Badge:
    """A state in words, with its tone."""
    return Badge(state.replace("_", " "), STATES.get(state, Tone.INFO))
