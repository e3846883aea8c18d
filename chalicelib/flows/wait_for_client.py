"""Rows that are ahead of the client they name are put by until that client comes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.row import Judgement, Kind, Row
from chalicelib.models import waiting
from chalicelib.models.packed import transact_groups
from chalicelib.models.transaction import Write

IN_GROUP = 80


@dataclass(frozen=True)
class Ahead:
    """A row that names a client who is not there: whom, its own reference, and the judgement on it."""

    client_ref: str
    ref: str
    row: Row
    judgement: Judgement


def wait(kind: Kind, ahead: Mapping[int, Ahead], now: datetime) -> dict[int, Judgement | None]:
    """Put the rows by; None for those whose client has come meanwhile.

    A second row of the same record leaves in place what it is silent about, and an older one all of it.
    """
    if not ahead:
        return {}
    before = waiting.standing(kind, ((each.client_ref, each.ref) for each in ahead.values()))
    by_client: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in ahead.items():
        by_client[each.client_ref].append(place)
    groups: list[list[Write]] = []
    behind: list[list[int]] = []
    for client_ref, places in by_client.items():
        for start in range(0, len(places), IN_GROUP):
            part = places[start : start + IN_GROUP]
            cells = {
                ahead[place].ref: _merged(
                    before.get((client_ref, ahead[place].ref), {}), ahead[place].row.cells
                )
                for place in part
            }
            groups.append(waiting.wait_writes(client_ref, kind, cells, now))
            behind.append(part)
    waits: dict[int, Judgement | None] = {}
    for stands, places in zip(transact_groups(groups), behind, strict=True):
        waits |= {place: ahead[place].judgement if stands else None for place in places}
    return waits


def _merged(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    older = "updated_at" in before and after.get("updated_at", "9") < before["updated_at"]
    return {**after, **before} if older else {**before, **after}
