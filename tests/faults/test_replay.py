"""A whole day, told again in any order, changes nothing; told in another order, it ends the same."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from chalicelib.services import clock
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows.day import Day
from tests.faults.ground import Ground
from tests.faults.invariants import broken

STANDING = ("accounts", "rewards", "referrals", "clients", "claims", "notices", "invoices", "audit")


def a_day(tables: Engine, patch: pytest.MonkeyPatch, seed: int) -> Day:
    ground = Ground(tables, NOW)
    patch.setattr(clock, "now", lambda: ground.now)
    day = Day(ground, random.Random(seed))
    day.pass_by()
    assert broken(ground) == []
    return day


def ledger(ground: Ground) -> bytes:
    """The ledger to the byte, as it lies in its table."""
    (items,) = [rows for name, rows in ground.engine.images().items() if name.endswith("ledger")]
    return json.dumps(items, sort_keys=True).encode()


def standing(ground: Ground) -> dict[str, Any]:
    """What else may not change."""
    # An event of the mail provider that comes again may write the same again, under the next version.
    rows = {noun: [{**row, "version": 0} for row in ground.rows(noun)] for noun in STANDING}
    return {noun: sorted(map(str, each)) for noun, each in rows.items()} | {"letters": len(ground.letters)}


def outcome(ground: Ground) -> dict[str, Any]:
    """Balances, totals by kind of entry, and letters with what they say, whoever was first."""
    totals: Counter[str] = Counter()
    for row in ground.rows("ledger"):
        totals[row["kind"]] += row["cents"]
    accounts = {row["client_id"]: row for row in ground.rows("accounts")}
    figures = ("balance_cents", "owed_cents", "qualified_cents", "consumed_cents")
    return {
        "balances": {each: [row.get(name, 0) for name in figures] for each, row in accounts.items()},
        "totals": dict(totals),
        "left": sorted((row["reward_id"], row["remaining_cents"]) for row in ground.rows("rewards")),
        "sales": sorted((row["invoice_ref"], row["sale_cents"]) for row in ground.rows("invoices")),
        "letters": sorted(
            (row["kind"], row["client_id"], row["state"], row["values"].get("amount", ""))
            for row in ground.rows("notices")
        ),
    }


def _is_whole(day: Day) -> None:
    """Told again, it leaves the ledger equal to the byte, and everything else as it stands."""
    entries, rest = ledger(day.ground), standing(day.ground)
    day.again()
    assert ledger(day.ground) == entries
    for noun, rows in standing(day.ground).items():
        assert rows == rest[noun], noun


def test_a_day_ends_the_same_in_any_order_and_told_again_changes_nothing(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = None
    for seed in range(3):
        day = a_day(tables, monkeypatch, seed)
        first = first or outcome(day.ground)
        assert outcome(day.ground) == first
        _is_whole(day)
    assert first is not None
    assert {"issue", "redeem", "return", "void"} <= first["totals"].keys()
    assert {"reward", "gift", "loyalty"} <= {kind for kind, *_ in first["letters"]}


@pytest.mark.long
def test_of_two_hundred_orders_each_ends_the_same(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = outcome(a_day(tables, monkeypatch, 0).ground)
    for seed in range(1, 200):
        day = a_day(tables, monkeypatch, seed)
        assert outcome(day.ground) == first, seed
        _is_whole(day)
