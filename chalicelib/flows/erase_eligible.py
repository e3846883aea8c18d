"""Lists of runs by hand forget an erased person's name: they keep each client in a place made of it."""

from collections.abc import Iterator, Sequence

from chalicelib.models.eligible import Eligible, rows_of_clients
from chalicelib.models.processing import all_ids
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
TOGETHER = 100


def erase_eligible(client_ids: Sequence[str]) -> None:
    """Take the names out of all lists on which these clients stand; the figures and codes stay.

    Who was still to be rewarded is settled as gone. May be repeated. A Query for each megabyte of runs, a
    read for each hundred of them.
    """
    for _ in range(TRIES):
        if all(transact(row.nameless_writes()).stands for row in _naming(client_ids)):
            return
    raise Unknown("the lists moved on every try")


def _naming(client_ids: Sequence[str]) -> Iterator[Eligible]:
    keys = [(run, client_id) for run in all_ids() for client_id in client_ids]
    for start in range(0, len(keys), TOGETHER):
        found = rows_of_clients(keys[start : start + TOGETHER])
        yield from (row for row in found if not row.is_nameless)
