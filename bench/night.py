"""What a night costs when one client of a hundred changed, or all: `python -m bench.night [SIZE[:PERCENT]]`.

Nights over 1,000, 10,000 and 100,000 clients run on the engine inside this process. Of the changed clients
half are due for a reward. Printed are calls and capacity units per changed client, by our own calculator
(`bench/meter.py`), and each as a ratio to the smallest studio of the same share: loyalty, expiry, referrals
must stay at 1. Comparing the ledger is another budget, by design a twenty-eighth of all accounts a night and
whoever has new entries, and stands apart. Seconds include the engine's own, which reads a whole table a page.
"""

import os
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import template

os.environ.update(template.environment())

from bench.meter import Meter, Metered
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
from tests.engine import Engine
from tests.flows import nights

NIGHTS = ((1_000, 1), (10_000, 1), (100_000, 1), (1_000, 100), (10_000, 100))
"""How many clients, and how many of a hundred changed. All of 100,000 take the engine an hour."""
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
LAST_NIGHT = NOW - timedelta(days=1)
LONG_AGO = NOW - timedelta(days=60)
NO_SORT = "__no_sort__"  # The engine's own, for tables without a sort key.


def prepare(engine: Engine, clients: int, percent: int, due_each: int) -> int:
    """A studio after a night, since which so many of a hundred clients changed; how many those are.

    Of them each `due_each`-th is due for a reward.
    """
    engine.empty()
    nights.studio()
    changed = clients * percent // 100
    stored: dict[str, dict[str, dict[str, Any]]] = {"accounts": {}, "clients": {}, "invoices": {}}
    for number in range(clients):
        client_id = f"c{number:06}"
        is_changed, is_due = number < changed, number % due_each == due_each - 1
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
            emails=[f"{client_id}@people.example"],
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


def measure(
    engine: Metered, night: nights.Night, clients: int, percent: int, due_each: int = 2
) -> tuple[dict[str, Meter], int, float]:
    """One night: its meters, how many clients changed, and the seconds it took."""
    engine.part = "preparation"
    changed = prepare(engine, clients, percent, due_each)
    engine.meters.clear()
    sound = drive_run._step_done

    def labelled(run: Run, *rest: Any) -> bool:
        engine.part = "comparing" if run.step == Step.RECONCILIATION else "rewarding"
        return sound(run, *rest)

    vars(drive_run)["_step_done"] = labelled
    engine.part = "rewarding"
    began = time.perf_counter()
    run = night.by_hand(wait=True)
    seconds = time.perf_counter() - began
    vars(drive_run)["_step_done"] = sound
    assert run.is_finished
    assert run.figures["loyalty"]["considered"] == changed
    assert run.figures["loyalty"].get("rewarded") == changed // due_each, run.figures
    assert run.figures["reconciliation"]["differences"] == 0
    return engine.meters, changed, seconds


def table(rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows under each other."""
    for row in rows:
        print("".join(f"{each!s:>15}" for each in row), flush=True)


def main() -> None:
    """Measure each size and print ratios to the first."""
    asked = [each.partition(":") for each in sys.argv[1:]]
    sizes = [(int(clients), int(percent or 1)) for clients, _, percent in asked] or NIGHTS
    engine = Metered()
    engine.attach(base.client())
    table(
        [("clients", "changed", "part", "calls/changed", "RCU/changed", "WCU/changed", "ratios", "night s")]
    )
    first: dict[tuple[str, int], tuple[float, ...]] = {}
    for clients, percent in sizes:
        night = nights.Night(now=NOW, fan_out_clients=2_000)
        meters, changed, seconds = measure(engine, night, clients, percent)
        for part, meter in sorted(meters.items(), reverse=True):
            figures = (sum(meter.calls.values()) / changed, meter.read / changed, meter.written / changed)
            start = first.setdefault((part, percent), figures)
            ratios = "/".join(f"{now / then:.2f}" for now, then in zip(figures, start, strict=True))
            shown = [f"{each:.2f}" for each in figures]
            table([(clients, changed, part, *shown, ratios, f"{seconds:.1f}")])


if __name__ == "__main__":
    main()
