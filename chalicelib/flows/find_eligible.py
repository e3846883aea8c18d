"""Pages of a run's list with names, and finding somebody on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.client_search import Sought
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.eligible import SKIPPED, TO, Eligible, Order, page_of, rows_behind, rows_of
from chalicelib.models.processing import Processing

SHOWN = 25
LOOKED_THROUGH = 100
ROUNDS = 5
"""So many times a hundred of a name's clients are looked at for those on the list, before a page ends."""
NAMES = ["client_id", "client_number", "first_name", "last_name", "company", "erased_at"]


@dataclass(frozen=True)
class Person:
    """Somebody on the list with the client's record, of which only names are read; None where it is gone."""

    row: Eligible
    client: Client | None


@dataclass(frozen=True)
class People:
    """A page, and the cursors from which the next and the previous one go on, if they do."""

    people: Sequence[Person]
    after: str = ""
    before: str = ""


def list_eligible(run: Processing, order: Order, *, after: str = "", before: str = "") -> People:
    """A page of the list: one Query and two BatchGetItem."""
    page = page_of(run, order, SHOWN, after=after, before=before)
    return People(_named(page.rows), page.after, page.before)


def list_without(run: Processing, after: str = "") -> People:
    """A page of those who got nothing though they were ticked, by name: one Query and one BatchGetItem."""
    rows, more = rows_behind(run.processing_id, SKIPPED, after, SHOWN)
    return People(_named(rows), rows[-1].part if more else "")


def find_eligible(run: Processing, wanted: Sought, *, after: str = "") -> People:
    """Who of the list is sought, by name, number or anything else that finds a client.

    At most eleven calls. Where many who are not on the list are called so, a page may end before it is full.
    """
    if wanted.claim:
        return People(_named(_rows(run, _holder(wanted.claim))))
    found: list[Eligible] = []
    for _ in range(ROUNDS):
        places = standing(wanted.heading, after, LOOKED_THROUGH, begins=wanted.begins)
        there = {row.client_id: row for row in _rows(run, places.client_ids)}
        for client_id, place in zip(places.client_ids, places.places, strict=True):
            after = place
            row = there.pop(client_id, None)
            if row is not None and row.part not in {each.part for each in found}:
                found.append(row)
            if len(found) == SHOWN:
                return People(_named(found), after)
        if not places.more:
            return People(_named(found))
    return People(_named(found), after)


def _rows(run: Processing, client_ids: Sequence[str]) -> list[Eligible]:
    return rows_of(run.processing_id, [TO + each for each in client_ids])


def _holder(claim: str) -> list[str]:
    """The client who holds a number or the reward of a code."""
    try:
        return [Claim.get(claim, consistent_read=True).holder.split()[0]]
    except Claim.DoesNotExist:
        return []


def _named(rows: Sequence[Eligible]) -> list[Person]:
    ids = sorted({row.client_id for row in rows})
    found = Client.batch_get(ids, consistent_read=True, attributes_to_get=NAMES) if ids else ()
    clients = {each.client_id: each for each in found}
    return [Person(row, clients.get(row.client_id)) for row in rows]
