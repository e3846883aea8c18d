"""Caches are put as the ledger says, where its chain holds: the ledger itself is never touched."""

import random
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents
from chalicelib.flows.rebuild_caches import Rebuilt, rebuild_caches, review_rebuild
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.models.account import Account
from chalicelib.models.covered import Covered
from chalicelib.models.entry import EntryRow, entries_of
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.flows import ledgers, nights
from tests.flows.nights import NOW, Night

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
ANN = ledgers.client_ids(1)[0]
CACHES = ("account ", "reward ")
FOR_PEOPLE = {"account head"}


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    night = Night()
    ledgers.make(night, random.Random(3), 1)
    return night


def rebuild(client_id: str = ANN, *, seen: str | None = None, request_id: str = "request-1") -> Rebuilt:
    actor = Actor(role=Role.MANAGER, request_id=request_id)
    return rebuild_caches(client_id, actor=actor, now=NOW + timedelta(hours=1), seen=seen)


def test_every_cache_that_was_changed_is_put_right_and_no_entry_is_touched(
    night: Night, tables: Engine
) -> None:
    chance = random.Random(4)
    kept, ledger = tables.snapshot(), tables.rows("ledger")
    rows = {noun: tables.rows(noun) for noun in ("accounts", "rewards")}
    possible = ledgers.faults(ANN, chance)
    caches = [name for name in possible if name.startswith(CACHES) and name not in FOR_PEOPLE]
    assert len(caches) == 11
    for name in caches:
        tables.restore(kept)
        planted = ledgers.planted(possible, chance, name)
        rebuilt = rebuild()
        assert (planted.expected in {each.what for each in rebuilt.mended}, rebuilt.left) == (True, ())
        assert reconcile_client(ANN) == []
        assert tables.rows("ledger") == ledger
        for noun, before in rows.items():
            assert [_steady(row) for row in tables.rows(noun)] == [_steady(row) for row in before]


def _steady(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "due_bucket"}


def test_it_is_kept_who_asked_and_what_stood_before_and_after(night: Night, tables: Engine) -> None:
    right = Account.read(ANN).balance_cents
    Account(ANN).update([Account.balance_cents.set(Cents(1))])
    rebuild()
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == (f"client#{ANN}", "caches rebuilt", "manager")
    assert (audit["before"], audit["after"]) == ({"balance_cents": "1"}, {"balance_cents": str(right)})


def test_a_repeat_answers_as_the_first_time_and_writes_nothing(night: Night, tables: Engine) -> None:
    Account(ANN).update([Account.balance_cents.set(Cents(1))])
    first = rebuild()
    images = tables.images()
    assert rebuild() == first
    assert tables.images() == images
    assert rebuild(request_id="request-2") == Rebuilt([], ())


BROKEN = ("entry cents", "entry by", "entry kind that there is not", "missing entry", "extra entry")


@pytest.mark.parametrize("name", [*BROKEN, "extra entry at the end", "account head", "no account"])
def test_where_the_chain_does_not_hold_nothing_is_written(name: str, night: Night, tables: Engine) -> None:
    ledgers.plant(ANN, random.Random(5), name)
    if name != "no account":
        Account(ANN).update([Account.qualified_cents.set(Cents(1))])
    images = tables.images()
    rebuilt = rebuild()
    assert rebuilt.mended == []
    assert {each.figure for each in rebuilt.left} & {"entry", "head"}
    assert tables.images() == images


def test_a_reward_without_its_row_is_left_and_the_rest_put_right(night: Night) -> None:
    right = Account.read(ANN).balance_cents
    planted = ledgers.plant(ANN, random.Random(6), "missing reward")
    Account(ANN).update([Account.balance_cents.set(Cents(1))])
    rebuilt = rebuild()
    assert [each.what for each in rebuilt.mended] == ["balance_cents"]
    assert [each.what for each in rebuilt.left] == [planted.expected]
    assert Account.read(ANN).balance_cents == right


def test_what_was_reviewed_and_is_otherwise_by_now_is_not_written(night: Night, tables: Engine) -> None:
    Account(ANN).update([Account.balance_cents.set(Cents(1))])
    reviewed = review_rebuild(ANN)
    Account(ANN).update([Account.balance_cents.set(Cents(2))])
    images = tables.images()
    assert rebuild(seen=reviewed.seen).moved
    assert tables.images() == images
    assert not rebuild(seen=review_rebuild(ANN).seen).moved
    assert reconcile_client(ANN) == []


def test_a_reward_that_has_value_again_can_be_spent_and_one_without_says_what_ended_it(night: Night) -> None:
    chance = random.Random(1)
    ledgers.give(ANN, "open", chance)
    ledgers.give(ANN, "spent", chance)
    spent = Reward.get(ANN, "manual:spent")
    ledgers.move(ANN, "manual:spent", Kind.REDEEM, spent.remaining_cents, "1")
    left = Reward.get(ANN, "manual:open").remaining_cents
    Reward(ANN, "manual:open").update([Reward.remaining_cents.set(Cents(0)), Reward.ended_by.set("expire")])
    Reward(ANN, "manual:spent").update([Reward.remaining_cents.set(Cents(5)), Reward.ended_by.remove()])
    rebuild()
    opened, ended = Reward.get(ANN, "manual:open"), Reward.get(ANN, "manual:spent")
    assert opened.remaining_cents == left
    assert opened.ended_by is None
    assert (ended.remaining_cents, ended.remaining, ended.ended_by) == (0, "0.00", "redeem")


def test_more_rewards_than_one_transaction_holds_are_put_right_in_several(
    night: Night, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.flows.rebuild_caches.REWARDS_MAX", 2)
    chance = random.Random(2)
    for number in range(5):
        ledgers.give(ANN, f"more-{number}", chance)
        Reward(ANN, f"manual:more-{number}").update([Reward.remaining_cents.set(Cents(1))])
    rebuilt = rebuild()
    assert len(rebuilt.mended) == 5
    assert reconcile_client(ANN) == []
    (audit,) = tables.rows("audit")
    assert len(audit["before"]) == 5


def test_all_who_differed_in_a_check_are_put_right_by_one_run(night: Night, tables: Engine) -> None:
    tables.empty()
    nights.studio()
    ledgers.make(night, random.Random(9), 4)
    ids = ledgers.client_ids(4)
    for client_id in ids[:3]:
        Account(client_id).update([Account.balance_cents.set(Cents(1))])
    broken = entries_of(ids[2])[0]
    EntryRow(broken.client_id, broken.entry_id).update([EntryRow.by.set("somebody else")])
    night.pass_time(minutes=1)
    checked = night.by_hand(only="reconciliation", everyone=True, name="money-1")
    assert checked.differing == ids[:3]
    asked = {"run": "money-1", "role": "manager", "request_id": "request-7"}
    night.fan_out_clients = 1
    run = night.by_hand(rebuild=asked, name="rebuild-7")
    night.work()
    run = type(run).get("rebuild-7", "run", consistent_read=True)
    assert (run.is_finished, run.figures["rebuild"]) == (True, {"clients": 3, "mended": 2, "left": 1})
    lines = [tuple(row) for row in night.report(run)]
    assert {(row[1], row[2], row[5]) for row in lines} == {
        (ids[0], "balance_cents", "mended"),
        (ids[1], "balance_cents", "mended"),
        (ids[2], "balance_cents", "left"),
        (ids[2], f"entry:{broken.entry_id}", "left"),
    }
    assert sorted(map(tuple, run.found or ())) == sorted(lines)
    assert Covered.read().wrong == {ids[2]}
    assert {row["request_id"] for row in tables.rows("audit")} == {"request-7"}
    again = night.by_hand(rebuild=asked, name="rebuild-7")
    assert again.version == run.version


def test_a_check_that_finds_none_forgets_who_was_wrong_unless_it_was_found_meanwhile(night: Night) -> None:
    Account(ANN).update([Account.balance_cents.set(Cents(1))])
    night.pass_time(minutes=1)
    night.by_clock()
    assert Covered.read().wrong == {ANN}
    rebuild()
    night.pass_time(minutes=1)
    Covered().update([Covered.wrong_at.set(night.now + timedelta(hours=1))])
    night.by_hand(only="reconciliation", everyone=True)
    assert Covered.read().wrong == {ANN}
    night.pass_time(hours=2)
    night.by_hand(only="reconciliation", everyone=True)
    assert Covered.read().wrong is None
