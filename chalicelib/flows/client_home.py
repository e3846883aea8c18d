"""Which record a client is part of now."""

from chalicelib.models.client import Client


def home_of(client_id: str) -> str:
    """The record that the client was joined to at last; itself where it was to none. A read each joining."""
    client = Client.find(client_id)
    while client is not None and client.merged_into is not None:
        client_id = client.merged_into
        client = Client.find(client_id)
    return client_id
