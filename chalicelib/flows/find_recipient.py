"""The client whom a notice is for, also after the record was joined to another, and how to reach them."""

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.recipient import Reach, Recipient, recipient
from chalicelib.models.client import Client

MERGES_MAX = 10


def find_client(client_id: str) -> Client | None:
    """The client, or the one that the record was joined to; None for nobody and for who was erased."""
    for _ in range(MERGES_MAX):
        client = Client.find(client_id)
        if client is None or client.erased_at is not None:
            return None
        if client.merged_into is None:
            return client
        client_id = client.merged_into
    raise AssertionError("clients merged in a circle")


def recipient_of(client: Client | None, form: LetterForm, country: str) -> Recipient | None:
    """Where a notice of this form reaches the client, as the record says now."""
    if client is None:
        return None
    reach = Reach(
        emails=client.emails,
        phones=client.phones,
        postal_address=client.address or "",
        allow_marketing=client.allow_marketing,
        allow_email_marketing=client.allow_email_marketing,
    )
    return recipient(reach, form, country)
