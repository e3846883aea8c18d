"""The full check: it adds up the studio's trial balance, and finds each single field that was changed."""

import random
from collections import defaultdict

import pytest

from chalicelib.domain.trial_balance import Line, of_plain
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.models.covered import Covered
from chalicelib.models.run import Run
from tests.engine import Engine
from tests.flows import ledgers, nights
from tests.flows.nights import Night

FEW = 8
PLANTED = 208


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    return Night()


def check(night: Night) -> Run:
    night.pass_time(minutes=1)
    return night.by_hand(only="reconciliation", everyone=True)


def test_every_single_field_that_was_changed_is_found_and_named(night: Night, tables: Engine) -> None:
    """INV-03: each kind of fault in turn, in one client after the other, and the walk along its chain."""
    chance = random.Random(20261122)
    ledgers.make(night, chance, FEW)
    assert check(night).figures["reconciliation"] == {"compared": FEW, "clients": 0, "differences": 0}
    kept, planted, kinds = tables.snapshot(), 0, set()
    possible = {client_id: ledgers.faults(client_id, chance) for client_id in ledgers.client_ids(FEW)}
    while planted < PLANTED:
        for client_id, faults in possible.items():
            name = sorted(faults)[planted % len(faults)]
            fault = ledgers.planted(faults, chance, name)
            found = [each.what for each in reconcile_client(client_id)]
            assert any(what.startswith(fault.expected) for what in found), (client_id, fault, found)
            tables.restore(kept)
            planted += 1
            kinds.add(fault.name)
    assert kinds == {name for faults in possible.values() for name in faults}


def test_a_check_names_each_client_that_was_changed(night: Night, tables: Engine) -> None:
    chance = random.Random(20261123)
    ledgers.make(night, chance, FEW)
    ids = ledgers.client_ids(FEW)
    planted = {client_id: ledgers.plant(client_id, chance) for client_id in ids[1:]}
    run, found = check(night), defaultdict(list)
    for _ref, client_id, what, *_ in night.differences(run):
        found[client_id].append(what)
    assert found.keys() == planted.keys()
    for client_id, fault in planted.items():
        assert any(what.startswith(fault.expected) for what in found[client_id]), (client_id, fault)
    assert run.figures["reconciliation"]["clients"] == len(planted)
    assert Covered.read().wrong == set(planted)


def test_the_studios_trial_balance_is_the_sum_of_its_entries(night: Night, tables: Engine) -> None:
    ledgers.make(night, random.Random(7), FEW)
    run = check(night)
    assert run.books is not None
    books = of_plain(run.books)
    rows = tables.rows("ledger")
    kinds = {
        Line.ISSUED: "issue",
        Line.REDEEMED: "redeem",
        Line.RETURNED: "return",
        Line.EXPIRED: "expire",
        Line.VOIDED: "void",
        Line.CLAWED_BACK: "clawback",
        Line.OWED: "owe",
        Line.SETTLED: "settle",
    }
    sums = {line: sum(row["cents"] for row in rows if row["kind"] == kind) for line, kind in kinds.items()}
    assert dict(books.lines) == {line: cents for line, cents in sums.items() if cents}
    assert (books.clients, books.entries) == (FEW, len(rows))
    assert books.balance_cents == sum(row["balance_cents"] for row in tables.rows("accounts"))
    assert books.remaining_cents == sum(row["remaining_cents"] for row in tables.rows("rewards"))
    assert books.owed_cents == sum(row["owed_cents"] for row in tables.rows("accounts"))
    assert books.is_right
    assert sums[Line.OWED] > 0


def test_handed_out_to_workers_it_comes_to_the_same(night: Night, tables: Engine) -> None:
    ledgers.make(night, random.Random(8), FEW)
    here = check(night)
    night.fan_out_clients = 5
    handed = check(night)
    assert not handed.is_finished
    night.work()
    done = Run.find(handed.run_id)
    assert done is not None
    assert done.is_finished
    assert (done.books, done.figures) == (here.books, here.figures)


def test_a_night_compares_a_share_and_leaves_the_last_full_check_standing(night: Night) -> None:
    ledgers.make(night, random.Random(9), 3)
    full = check(night)
    (clock,) = night.by_clock()
    covered = Covered.read()
    assert (covered.checked, covered.share_compared) == (full.run_id, clock.run_id)
    dry = night.by_hand(only="reconciliation", everyone=True, dry_run=True)
    assert dry.books == full.books
    assert Covered.read().checked == full.run_id


def test_a_check_of_a_studio_without_a_client_is_one_too(night: Night) -> None:
    run = check(night)
    assert run.books is not None
    assert (of_plain(run.books).clients, Covered.read().checked) == (0, run.run_id)


def test_a_listing_that_finds_nothing_for_long_goes_on_where_it_was(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole ledger is looked through for clients without an account, a few rows at a time."""
    monkeypatch.setattr("chalicelib.flows.list_night_work.SCANNED", 2)
    monkeypatch.setattr("chalicelib.flows.list_night_work.EMPTY_READS_MAX", 1)
    ledgers.make(night, random.Random(9), 3)
    night.seconds = [600.0] * 6 + [1.0, 1.0, 1.0]
    begun = check(night)
    assert not begun.is_finished
    night.work()
    run = Run.find(begun.run_id)
    assert run is not None
    assert run.is_finished
    assert run.figures["reconciliation"] == {"compared": 3, "clients": 0, "differences": 0}


def test_a_check_asks_three_questions_a_client(night: Night, tables: Engine) -> None:
    """Its entries, its rewards, its invoices; accounts are read a hundred at a time."""
    requests = []
    for clients in (2, 5):
        tables.empty()
        nights.studio()
        ledgers.make(night, random.Random(9), clients)
        before = tables.requests
        check(night)
        requests.append(tables.requests - before)
    assert requests[1] - requests[0] <= 3 * 3
