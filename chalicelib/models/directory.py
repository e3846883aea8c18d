"""The directory: which clients stand under a heading, in the order of their places."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute
from pynamodb.constants import COUNT
from pynamodb.expressions.condition import Condition

from chalicelib.domain.directory import Entry
from chalicelib.models.base import PlainListAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Delete, Put, Write

STANDS = "stands"


class DirectoryRow(Table):
    """One client under one heading; or, under `client#<id>`, all places where this client stands.

    The latter row has `entries`, pairs of heading and place, and a `turn` that counts its changes. It
    is written in the transaction that changes those places, so that it is never wrong about them.
    """

    class Meta:
        table_name = table_name("directory")

    heading = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    client_id = UnicodeAttribute()
    entries = PlainListAttribute(null=True)
    turn = WholeAttribute(null=True)


@dataclass(frozen=True)
class Places:
    """What stands in a part of one heading, in order: places and their clients.

    `more` says whether there are others behind the last one, or, when asked backwards, before the first.
    """

    places: Sequence[str]
    client_ids: Sequence[str]
    more: bool


def standing(
    heading: str,
    after: str = "",
    limit: int = 25,
    *,
    before: str = "",
    begins: str = "",
    until: str = "",
) -> Places:
    """The first `limit` clients of a heading behind the place `after`, or the last ones before `before`.

    `begins`: only places that begin so. `until`: only places up to there. One Query of at most `limit` rows.
    Places are cursors that stay good whatever comes and goes around them.
    """
    condition: Condition | None = None
    if begins:
        condition = DirectoryRow.place.startswith(begins)
    elif until:
        condition = DirectoryRow.place < until
    backwards = bool(before)
    cursor = before or after
    found = DirectoryRow.query(
        heading,
        condition,
        limit=limit,
        consistent_read=True,
        scan_index_forward=not backwards,
        last_evaluated_key={"heading": {"S": heading}, "place": {"S": cursor}} if cursor else None,
    )
    rows = list(found)
    more = found.last_evaluated_key is not None
    if backwards:
        rows.reverse()
    return Places([row.place for row in rows], [row.client_id for row in rows], more)


def count(heading: str, limit: int, *, until: str = "") -> int:
    """How many clients stand under a heading, counted up to `limit`: that many or more. One Query.

    Some 5,000 rows fit into the answer that is counted; PynamoDB's own `count` would go on over the limit.
    """
    answer = DirectoryRow._get_connection().query(
        heading,
        DirectoryRow.place < until if until else None,
        consistent_read=True,
        limit=limit,
        select=COUNT,
    )
    return int(answer["Count"])


def counted_in_words(number: int, limit: int) -> str:
    """A count of `count` as it is shown: `1,000 or more` where the count stopped there."""
    return f"{number:,} or more" if number >= limit else f"{number:,}"


def stands(client_ids: Collection[str]) -> dict[str, DirectoryRow]:
    """Where each of these clients stands, as it was written last; an empty row for those who nowhere do."""
    keys = [(f"client#{client_id}", STANDS) for client_id in sorted(set(client_ids))]
    found = {row.client_id: row for row in DirectoryRow.batch_get(keys, consistent_read=True)}
    return {client_id: found.get(client_id) or _nowhere(client_id) for client_id in sorted(set(client_ids))}


def entries_of(row: DirectoryRow) -> frozenset[Entry]:
    """The places where the client of this row stands."""
    return frozenset(Entry(heading, place) for heading, place in row.entries or ())


def index_writes(row: DirectoryRow, put: Iterable[Entry], remove: Iterable[Entry]) -> list[Write]:
    """The writes that put the client of `row` (of `stands`) in some places and out of others.

    Refused when the client's places were changed since `row` was read.
    """
    put, remove = sorted(put), sorted(remove)
    after = (entries_of(row) | set(put)) - set(remove)
    turn = row.turn or 0
    stands_row = DirectoryRow(
        row.heading,
        row.place,
        client_id=row.client_id,
        entries=[list(entry) for entry in sorted(after)],
        turn=turn + 1,
    )
    unmoved = DirectoryRow.turn == turn if turn else DirectoryRow.heading.does_not_exist()
    return [
        Put(stands_row, unmoved),
        *(Put(DirectoryRow(entry.heading, entry.place, client_id=row.client_id)) for entry in put),
        *(Delete(DirectoryRow(entry.heading, entry.place)) for entry in remove),
    ]


def _nowhere(client_id: str) -> DirectoryRow:
    return DirectoryRow(f"client#{client_id}", STANDS, client_id=client_id, entries=[], turn=0)
