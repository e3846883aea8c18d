"""Our own calculator: what calls to DynamoDB cost in capacity units, by AWS's own rules, call by call.

No engine meters all of them right. Reads: 4 kB a unit, half of it where a read may be old; a Query or Scan
counts the bytes of its answer together. Writes: 1 kB a unit of the larger of before and after, twice that in
a transaction, also for what it only checks; and what changes on each index: put in, taken out or moved.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests import template
from tests.engine import Engine, dynamodb

READ_UNIT, WRITE_UNIT = 4096, 1024
Item = dict[str, Any]


@dataclass
class Meter:
    """Calls and units of one part of the work."""

    calls: Counter[str] = field(default_factory=Counter)
    read: float = 0
    written: float = 0


class Metered(Engine):
    """The engine, with every call counted on the meter of the part that is running."""

    part = "preparation"

    def __init__(self) -> None:
        self.meters: dict[str, Meter] = {}
        super().__init__()

    def call(self, operation: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked = json.loads(body)
        writes = list(_writes(operation, asked))
        before = [_row(table, key) for table, key, _ in writes]
        status, headers, answer = super().call(operation, body)
        meter = self.meters.setdefault(self.part, Meter())
        meter.calls[operation] += 1
        meter.read += _read_units(operation, asked, json.loads(answer))
        for (table, key, put), was in zip(writes, before, strict=True):
            now = put or _row(table, key)
            transactional = 2 if operation == "TransactWriteItems" else 1
            meter.written += transactional * units(max(size(was), size(now)), WRITE_UNIT)
            meter.written += sum(_index_units(index, was, now) for index in indexes(table))
        return status, headers, answer


def size(item: Item | None) -> int:
    """The bytes of an item as DynamoDB counts them, near enough: names and values."""
    if not item:
        return 0
    return sum(len(name) + len(json.dumps(next(iter(value.values())))) for name, value in item.items())


def units(bytes_: int, unit: int) -> int:
    """Whole units, at least one."""
    return max(1, -(-bytes_ // unit))


@dataclass(frozen=True)
class Index:
    """An index's own keys, and what it holds of a row; None: all of it."""

    keys: frozenset[str]
    holds: frozenset[str] | None

    def entry(self, row: Item | None) -> Item | None:
        """The row's entry; None where the row lacks a key and so stands nowhere."""
        if row is None or not self.keys <= row.keys():
            return None
        return row if self.holds is None else {name: row[name] for name in sorted(self.holds & row.keys())}


@cache
def indexes(table: str) -> tuple[Index, ...]:
    """The table's indexes, as the template has them."""
    found = []
    for index in _properties(table).get("GlobalSecondaryIndexes", ()):
        keys = frozenset(str(each["AttributeName"]) for each in index["KeySchema"])
        projection = index["Projection"]
        more = frozenset(projection.get("NonKeyAttributes", ()))
        is_all = projection["ProjectionType"] == "ALL"
        found.append(Index(keys, None if is_all else keys | more | frozenset(_key_names(table))))
    return tuple(found)


def _index_units(index: Index, was: Item | None, now: Item | None) -> int:
    old, new = index.entry(was), index.entry(now)
    if old == new:
        return 0
    if old is not None and new is not None and all(old[key] == new[key] for key in index.keys):
        return units(max(size(old), size(new)), WRITE_UNIT)
    return sum(units(size(each), WRITE_UNIT) for each in (old, new) if each is not None)


def _writes(operation: str, asked: Item) -> Iterator[tuple[str, Item, Any]]:
    """Table, key and, for a put, the item of everything the call writes or checks."""
    items = asked.get("TransactItems", [])
    if operation in ("PutItem", "UpdateItem", "DeleteItem"):
        items = [{operation.removesuffix("Item"): asked}]
    for item in items:
        (write,) = item.values()
        put = write.get("Item")
        named = put or write["Key"]
        yield write["TableName"], {name: named[name] for name in _key_names(write["TableName"])}, put


def _row(table: str, key: Item) -> Item | None:
    values = [str(next(iter(key[name].values()))) for name in _key_names(table)]
    rows = dynamodb._tables[table]["items"].get(values[0], {})
    return next((row for name, row in rows.items() if len(values) == 1 or name == values[1]), None)


@cache
def _key_names(table: str) -> tuple[str, ...]:
    ordered = sorted(_properties(table)["KeySchema"], key=lambda each: str(each["KeyType"]))
    return tuple(str(each["AttributeName"]) for each in ordered)


def _properties(table: str) -> dict[str, Any]:
    return template.tables()[table.removeprefix("tests-")]


def _read_units(operation: str, asked: Item, told: Item) -> float:
    if operation in ("Query", "Scan"):
        share = 1 if asked.get("ConsistentRead") else 0.5
        return share * units(sum(map(size, told.get("Items", []))), READ_UNIT)
    if operation == "GetItem":
        return (1 if asked.get("ConsistentRead") else 0.5) * units(size(told.get("Item")), READ_UNIT)
    if operation == "BatchGetItem":
        return sum(
            (1 if asked["RequestItems"][table].get("ConsistentRead") else 0.5)
            * sum(units(size(item), READ_UNIT) for item in items)
            for table, items in told.get("Responses", {}).items()
        )
    return 0
