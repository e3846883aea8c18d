"""The writes that store a client's record with its contacts and number, whoever tells of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.contact import contact_keys
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow, contact_writes
from chalicelib.models.transaction import Delete, Put, Update, Write

KNOWN_BY = frozenset({"emails", "phones", "first_name", "last_name", "birthday_on"})


def record_write(
    before: Client | None, after: Mapping[str, Any], changed: Mapping[str, Any], now: datetime
) -> Write:
    """The record itself. Of one that stands only what changed is written: others write it too."""
    if before is None:
        return Put(Client(**after, updated_at=now), Client.client_id.does_not_exist())
    actions = [Client.version.set(before.version + 1), Client.updated_at.set(now)]
    for name, value in sorted(changed.items()):
        attribute = getattr(Client, name)
        actions.append(attribute.remove() if value is None else attribute.set(value))
    return Update(Client(before.client_id), actions, Client.version == before.version)


def changed_contacts(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: Mapping[str, Any], country: str
) -> Iterator[Write]:
    """The writes by which the client is known as it will be; nobody is refused a contact that others have."""
    if not KNOWN_BY & changed.keys():
        return
    client = Client(
        after["client_id"],
        first_name=after.get("first_name"),
        last_name=after.get("last_name"),
        birthday_on=after.get("birthday_on"),
        emails=after.get("emails") or [],
        phones=after.get("phones") or [],
    )
    yield from contact_writes(client, country, exclusive=False)
    for gone in sorted(known_by(before, country) - known_by(after, country)):
        yield Delete(ContactRow(gone, after["client_id"]))


def known_by(record: Mapping[str, Any], country: str) -> set[str]:
    """The contacts by which a record is recognized."""
    return set(contact_keys(record.get("emails") or [], record.get("phones") or [], country))


def number_claim(number: int, client_id: str, now: datetime) -> Put:
    """The write that keeps a number one client's: refused when it is another's."""
    claim = Claim(f"number:{number}", holder=client_id, created_at=now)
    return Put(claim, Claim.claim.does_not_exist() | (Claim.holder == client_id))


def number_release(number: int, client_id: str) -> Delete:
    """The write that gives a number free which the client has no more."""
    own = Claim.claim.does_not_exist() | (Claim.holder == client_id)
    return Delete(Claim(f"number:{number}"), own)
