"""The waiting table: rows that came ahead of the client they name.

A row waits in the same transaction that checks that its client is not there yet, and a client's rows
are looked for once the client stands, so that no row waits for a client who has come.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Kind, Row
from chalicelib.models.base import PlainMapAttribute, Table, table_name
from chalicelib.models.client import Client
from chalicelib.models.packed import TOGETHER_MAX
from chalicelib.models.transaction import Check, Delete, Put, Write, transact

SIGN = "#"  # Stands beside the rows: one key that says that there are any. Sorts before all of them.


class WaitingRow(Table):
    """One row, as its cells. `row` is its kind and reference; a newer one of the same takes its place."""

    class Meta:
        table_name = table_name("waiting")

    client_ref = UnicodeAttribute(hash_key=True)
    row = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    cells = PlainMapAttribute(null=True)
    received_at = UTCDateTimeAttribute(null=True)


def wait_writes(
    client_ref: str, kind: Kind, rows: Mapping[str, Mapping[str, str]], now: datetime
) -> list[Write]:
    """The writes that have rows wait for `client_ref`, refused when that client has come.

    `rows` are cells by the row's own reference, at most 90.
    """
    writes: list[Write] = [
        Check(Client(client_id_of_ref(client_ref)), Client.client_id.does_not_exist()),
        Put(WaitingRow(client_ref, SIGN, received_at=now)),
    ]
    for ref, cells in rows.items():
        row = WaitingRow(client_ref, f"{kind}:{ref}", kind=kind.value, cells=dict(cells), received_at=now)
        writes.append(Put(row))
    return writes


def standing(kind: Kind, refs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """The cells of rows that wait already, by client reference and the row's own, 100 a call."""
    keys = [(client_ref, f"{kind}:{ref}") for client_ref, ref in dict.fromkeys(refs)]
    found = WaitingRow.batch_get(keys, consistent_read=True)
    return {
        (each.client_ref, each.row.partition(":")[2]): dict(each.cells or {}) for each in found if each.kind
    }


def awaited(client_refs: Iterable[str]) -> list[str]:
    """Those of the references that rows wait for, 100 a call."""
    keys = [(client_ref, SIGN) for client_ref in dict.fromkeys(client_refs)]
    return [each.client_ref for each in WaitingRow.batch_get(keys, consistent_read=True)]


def rows_of(client_ref: str) -> list[tuple[WaitingRow, Row]]:
    """The rows that wait for this client, as they are stored and as rows to apply."""
    found = WaitingRow.query(client_ref, WaitingRow.row > SIGN, consistent_read=True)
    return [
        (each, Row(cells=dict(each.cells or {}), received_at=each.received_at)) for each in found if each.kind
    ]


def let_go(rows: Iterable[WaitingRow], *, signs: Iterable[str]) -> None:
    """Forget rows that were judged, and after them the signs of clients who have none left."""
    last = (WaitingRow(client_ref, SIGN) for client_ref in sorted(signs))
    for forgotten in (list(rows), list(last)):
        for start in range(0, len(forgotten), TOGETHER_MAX):
            transact([Delete(each) for each in forgotten[start : start + TOGETHER_MAX]])
