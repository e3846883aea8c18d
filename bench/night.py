"""What a night costs when one client of a hundred changed: `python -m bench.night [CLIENTS ...]`.

Nights over 1,000, 10,000 and 100,000 clients run on the engine inside this process. Of the changed clients
half are due for a reward. Printed are calls and capacity units per changed client, by AWS's own rules and
our own calculator (no engine meters all of them right), and each as a ratio to the smallest studio: loyalty,
expiry and referrals must stay at 1. Comparing the ledger is another budget, by design a twenty-eighth of all
accounts a night, and stands apart. Seconds include the engine's own, which reads a whole table a page.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import template

os.environ.update(template.environment())

from chalicelib.domain.money import Cents
from chalicelib.domain.night import fingerprint
from chalicelib.domain.night_step import Step
from chalicelib.flows import drive_run
from chalicelib.models import base, studio
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.invoice import Invoice
from chalicelib.models.run import Run
from tests.engine import Engine, dynamodb
from tests.flows import nights

SIZES = (1_000, 10_000, 100_000)
CHANGED = 100  # One client of so many.
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
LAST_NIGHT = NOW - timedelta(days=1)
LONG_AGO = NOW - timedelta(days=60)
READ_UNIT, WRITE_UNIT = 4096, 1024
NO_SORT = "__no_sort__"  # The engine's own, for tables without a sort key.
INDEX_KEYS = {
    "tests-accounts": "due_bucket",
    "tests-rewards": "open_bucket",
    "tests-notices": "unfinished_bucket",
    "tests-referrals": "waiting",
    "tests-clients": "status_id",
}


def size(item: dict[str, Any] | None) -> int:
    """The bytes of an item as DynamoDB counts them, near enough: names and values."""
    if not item:
        return 0
    return sum(len(name) + len(json.dumps(next(iter(value.values())))) for name, value in item.items())


def units(bytes_: int, unit: int) -> int:
    """Whole units, at least one."""
    return max(1, -(-bytes_ // unit))


@dataclass
class Meter:
    """Calls and units of one part of the night."""

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
        writes = list(self._writes(operation, asked))
        before = [self._row(table, key) for table, key, _ in writes]
        status, headers, answer = super().call(operation, body)
        if self.part not in self.meters:
            self.meters[self.part] = Meter()
        meter = self.meters[self.part]
        meter.calls[operation] += 1
        told = json.loads(answer)
        meter.read += _read_units(operation, asked, told)
        for (table, key, put), was in zip(writes, before, strict=True):
            now = put or self._row(table, key)
            transactional = 2 if operation == "TransactWriteItems" else 1
            meter.written += transactional * units(max(size(was), size(now)), WRITE_UNIT)
            meter.written += _index_units(INDEX_KEYS.get(table), was, now)
        return status, headers, answer

    def _row(self, table: str, key: dict[str, Any]) -> dict[str, Any] | None:
        values = [str(next(iter(key[name].values()))) for name in _key_names(table)]
        rows = dynamodb._tables[table]["items"].get(values[0], {})
        return next((row for name, row in rows.items() if len(values) == 1 or name == values[1]), None)

    @staticmethod
    def _writes(operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
        """Table, key and, for a put, the item of everything the call writes or checks."""
        items = asked.get("TransactItems", [])
        if operation in ("PutItem", "UpdateItem", "DeleteItem"):
            items = [{operation.removesuffix("Item"): asked}]
        for item in items:
            (write,) = item.values()
            put = write.get("Item")
            named = put or write["Key"]
            yield write["TableName"], {name: named[name] for name in _key_names(write["TableName"])}, put


def _key_names(table: str) -> list[str]:
    properties = template.tables()[table.removeprefix("tests-")]
    ordered = sorted(properties["KeySchema"], key=lambda each: str(each["KeyType"]))
    return [str(each["AttributeName"]) for each in ordered]


def _read_units(operation: str, asked: dict[str, Any], told: dict[str, Any]) -> float:
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


def _index_units(key: str | None, was: dict[str, Any] | None, now: dict[str, Any] | None) -> int:
    """What one write costs on the table's sparse index: 1 for each entry put or taken out."""
    if key is None:
        return 0
    old, new = (each.get(key) if each else None for each in (was, now))
    if old == new:
        return 1 if new is not None and was != now else 0
    return (old is not None) + (new is not None)


def prepare(engine: Engine, clients: int) -> int:
    """A studio after a night, since which one client of a hundred changed; how many those are."""
    engine.empty()
    nights.studio()
    changed = clients // CHANGED
    stored: dict[str, dict[str, dict[str, Any]]] = {"accounts": {}, "clients": {}, "invoices": {}}
    for number in range(clients):
        client_id = f"c{number:06}"
        is_changed, is_due = number < changed, number % 2
        sales = 12_000 if is_changed and is_due else 8_000
        account = Account(
            client_id,
            qualified_cents=Cents(sales),
            due_bucket=(NOW if is_changed else LONG_AGO).date().isoformat(),
        )
        stored["accounts"][client_id] = {NO_SORT: account.serialize()}
        client = Client(
            client_id,
            client_ref=client_id,
            status_id="regular",
            created_at=LONG_AGO,
            created_on=LONG_AGO.date(),
        )
        stored["clients"][client_id] = {NO_SORT: client.serialize()}
        row = Invoice(client_id, "1", updated_at=LONG_AGO, invoiced_on=LONG_AGO.date())
        row.total_cents = row.paid_cents = row.sale_cents = Cents(sales)
        row.total = f"{sales // 100}.00"
        stored["invoices"][client_id] = {"1": row.serialize()}
    images = engine.images()
    images |= {f"tests-{noun}": rows for noun, rows in stored.items()}
    engine._install(images)
    seen = fingerprint(nights.RULE, studio.load())
    Covered(started_at=LAST_NIGHT, reconciled_at=LAST_NIGHT, fingerprint=seen).save()
    return changed


def measure(engine: Metered, clients: int) -> tuple[dict[str, Meter], int, float]:
    """One night: its meters, how many clients changed, and the seconds it took."""
    engine.part = "preparation"
    changed = prepare(engine, clients)
    engine.meters.clear()
    sound = drive_run._step_done

    def labelled(run: Run, *rest: Any) -> bool:
        engine.part = "comparing" if run.step == Step.RECONCILIATION else "rewarding"
        return sound(run, *rest)

    vars(drive_run)["_step_done"] = labelled
    night = nights.Night(now=NOW, fan_out_clients=2_000)
    engine.part = "rewarding"
    began = time.perf_counter()
    run = night.by_hand(wait=True)
    seconds = time.perf_counter() - began
    vars(drive_run)["_step_done"] = sound
    assert run.is_finished
    assert run.figures["loyalty"]["considered"] == changed
    assert run.figures["loyalty"].get("rewarded") == changed // 2, run.figures
    assert run.figures["reconciliation"]["differences"] == 0
    return engine.meters, changed, seconds


def table(rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows under each other."""
    for row in rows:
        print("".join(f"{each!s:>15}" for each in row), flush=True)


def main() -> None:
    """Measure each size and print ratios to the first."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    engine = Metered()
    engine.attach(base.client())
    table(
        [("clients", "changed", "part", "calls/changed", "RCU/changed", "WCU/changed", "ratios", "night s")]
    )
    first: dict[str, tuple[float, ...]] = {}
    for clients in sizes:
        meters, changed, seconds = measure(engine, clients)
        for part, meter in sorted(meters.items(), reverse=True):
            figures = (sum(meter.calls.values()) / changed, meter.read / changed, meter.written / changed)
            start = first.setdefault(part, figures)
            ratios = "/".join(f"{now / then:.2f}" for now, then in zip(figures, start, strict=True))
            shown = [f"{each:.2f}" for each in figures]
            table([(clients, changed, part, *shown, ratios, f"{seconds:.1f}")])


if __name__ == "__main__":
    main()
