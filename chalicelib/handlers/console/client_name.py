"""What somebody on a list of the console is called."""

from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.models.client import Client

NAME_SHOWN = 80


def name_of(client: Client | None, studio: Studio) -> str:
    """The client's name, else the company's, else the number; also of one who is gone (None) or erased."""
    if client is None or client.erased_at is not None:
        return "A client who is gone"
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order) or client.company
    name = name or f"Client {client.client_number or client.client_id}"
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"
