"""Clients are put where the console finds them, and out of where they do not belong any more."""

from collections.abc import Collection
from itertools import islice

from chalicelib.domain.directory import Entry, entries
from chalicelib.models.client import Client
from chalicelib.models.directory import DirectoryRow, entries_of, index_writes, stands
from chalicelib.models.packed import transact_groups
from chalicelib.models.transaction import Write

TOGETHER = 80  # Changes of one transaction; a client with more is put in its places step by step.
TRIES = 8


def index_clients(client_ids: Collection[str], *, country: str) -> set[str]:
    """Let the directory say of these clients what their records say now; those that others kept moving.

    What a client's record says and where it stands are compared, so that neither the order nor the
    number of calls matters, and a client whose places are right costs no write. Each transaction
    holds only while the places are as they were read before the record: one who comes late with an
    old record is refused, and reads again.
    """
    waiting = set(client_ids)
    for _ in range(TRIES):
        if not waiting:
            break
        waiting = _attempt(waiting, country)
    return waiting


def _attempt(client_ids: Collection[str], country: str) -> set[str]:
    """One round; those who are not yet where they belong."""
    # In this order: whoever changed the places in between had read a record as new as ours, or newer.
    before = stands(client_ids)
    clients = {each.client_id: each for each in Client.batch_get(sorted(before), consistent_read=True)}
    groups: list[list[Write]] = []
    moved: list[str] = []
    waiting: set[str] = set()
    for client_id, row in before.items():
        client = clients.get(client_id)
        wanted = entries(client.attribute_values, country) if client is not None else frozenset()
        writes, is_last = _step(row, wanted)
        if writes:
            groups.append(writes)
            moved.append(client_id)
        if not is_last:
            waiting.add(client_id)
    for client_id, stood in zip(moved, transact_groups(groups), strict=True):
        if not stood:
            waiting.add(client_id)
    return waiting


def _step(row: DirectoryRow, wanted: frozenset[Entry]) -> tuple[list[Write], bool]:
    """The next writes towards the wanted places, and whether there is nothing to do after them."""
    now = entries_of(row)
    changes = [*((entry, True) for entry in sorted(wanted - now))]
    changes += [(entry, False) for entry in sorted(now - wanted)]
    if not changes:
        return [], True
    together = list(islice(changes, TOGETHER))
    put = [entry for entry, is_put in together if is_put]
    remove = [entry for entry, is_put in together if not is_put]
    return index_writes(row, put, remove), len(together) == len(changes)
