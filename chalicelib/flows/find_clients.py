"""Clients are found, and lists of them are read a page at a time: two calls and at most 50 items each."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.client_search import Sought
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.directory import standing

SHOWN = 24
LOOKED_AT = SHOWN + 1  # One more tells whether there is another page.
ATTRIBUTES = [
    *("client_id", "client_number", "first_name", "last_name", "company", "city", "emails", "phones"),
    *("call_warning", "status_id", "family", "birthday_on", "merged_into", "erased_at"),
]
"""What a list shows of a client; nothing else is on these records."""


@dataclass(frozen=True)
class Listed:
    """A client in its place on a list."""

    client: Client
    place: str = ""


@dataclass(frozen=True)
class Found:
    """A page: clients in order, and the places from which the next and the previous page go on, if any."""

    clients: Sequence[Listed]
    after: str = ""
    before: str = ""


def find_clients(wanted: Sought, *, after: str = "", before: str = "") -> Found:
    """Who is sought: one client by number or code, a page of them by anything else.

    One call where nobody is found, else two. Eventually the directory has every client; one who was
    stored this second may be missing.
    """
    if wanted.claim:
        return Found(_holder(wanted.claim))
    return list_clients(wanted.heading, begins=wanted.begins, after=after, before=before)


def list_clients(
    heading: str, *, begins: str = "", until: str = "", after: str = "", before: str = ""
) -> Found:
    """A page of those who stand under a heading, behind the place `after` or before the place `before`.

    A client whose name begins so in two ways stands on a page once.
    """
    found = standing(heading, after, LOOKED_AT, before=before, begins=begins, until=until)
    places, client_ids = list(found.places), list(found.client_ids)
    is_more = len(places) == LOOKED_AT
    shown = slice(-SHOWN, None) if before else slice(SHOWN)
    places, client_ids = places[shown], client_ids[shown]
    clients = {each.client_id: each for each in _projected(client_ids)}
    first_places: dict[str, str] = {}
    for client_id, place in zip(client_ids, places, strict=True):
        first_places.setdefault(client_id, place)
    there = [
        Listed(clients[client_id], place)
        for client_id, place in first_places.items()
        if client_id in clients and is_there(clients[client_id])
    ]
    goes_on, went_before = (bool(before), is_more) if before else (is_more, bool(after))
    return Found(
        there,
        after=places[-1] if goes_on and places else "",
        before=places[0] if went_before and places else "",
    )


def is_there(client: Client) -> bool:
    """Whether the record is a client's own, neither joined to another nor erased."""
    return not client.merged_into and not client.erased_at


def _holder(claim: str) -> list[Listed]:
    """The client who holds a number or the reward of a code."""
    try:
        holder = Claim.get(claim, consistent_read=True).holder
    except Claim.DoesNotExist:
        return []
    # Behind the client of a code stands its reward.
    return [Listed(each) for each in _projected([holder.split()[0]]) if not each.erased_at]


def _projected(client_ids: Sequence[str]) -> list[Client]:
    if not client_ids:
        return []
    return list(Client.batch_get(client_ids, consistent_read=True, attributes_to_get=ATTRIBUTES))
