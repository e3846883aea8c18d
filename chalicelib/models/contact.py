"""Who has an address or number, and the claims by which the public form knows or doubts a client."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domain.contact import contact_keys
from chalicelib.domain.ids import keyed_hash
from chalicelib.domain.person import person_key
from chalicelib.models.base import Table, table_name
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.transaction import Check, Put, Update, Write
from chalicelib.settings import settings


class ContactRow(Table):
    """One contact of one client. Siblings share contacts, so many clients may have the same."""

    class Meta:
        table_name = table_name("contacts")

    contact = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute(range_key=True)


def holders(contact: str, limit: int | None = None) -> list[str]:
    """The ids of the clients who have this contact, sorted; the first `limit` where it is given."""
    return [row.client_id for row in ContactRow.query(contact, consistent_read=True, limit=limit)]


def claim_keys(contact: str) -> tuple[str, ...]:
    """The claims that may stand for this contact, one for each live key; the first is the one written."""
    assert settings.contact_keys, "this function was given no contact keys"
    return tuple(f"contact:{keyed_hash(key, contact)}" for key in settings.contact_keys)


def contact_writes(client: Client, country: str, *, exclusive: bool) -> list[Write]:
    """The writes that make `client` known by each of its emails and Mobile numbers, and by name and birthday.

    `country` is the studio's own (`Preferences.country`), for numbers without `+`.
    `exclusive` (the public form): the transaction is refused when anyone holds a contact, under
    either key. Otherwise (staff, import): the first holder stays and nothing is refused. Name and
    birthday never refuse: they only raise doubt. May be repeated. At most three writes a contact
    with two live keys, and one.
    """
    writes: list[Write] = []
    for contact in contact_keys(client.emails, client.phones, country):
        written, *others = claim_keys(contact)
        writes.append(Put(ContactRow(contact, client.client_id)))
        if exclusive:
            writes.append(
                Put(Claim(written, holder=client.client_id), condition=Claim.claim.does_not_exist())
            )
            writes += [Check(Claim(other), Claim.claim.does_not_exist()) for other in others]
        else:
            writes.append(_first_holder(written, client))
    person = person_key(client.first_name, client.last_name, client.birthday_on)
    if person is not None:
        writes.append(_first_holder(claim_keys(person)[0], client))
    return writes


def _first_holder(claim: str, client: Client) -> Update:
    """The write by which the client holds the claim unless somebody does already."""
    return Update(Claim(claim), [Claim.holder.set(Claim.holder | client.client_id)])
