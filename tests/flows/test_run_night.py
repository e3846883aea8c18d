"""The night on the template's tables: once a date, resumed, handed out, and always the same sums."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.entry import EntryRow
from chalicelib.models.reward import Reward
from tests.conftest import engine
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.flows import nights
from tests.flows.nights import NOW, Night

EARLIER = NOW - timedelta(days=1)


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    return Night()


def sell(client_id: str, *cents: int, on: date | None = None, **client: Any) -> None:
    """A client with paid invoices."""
    if Client.count(client_id) == 0:
        nights.client(client_id, EARLIER, **client)
    known = len([row for row in _rows("invoices") if row["client_id"] == client_id])
    for number, each in enumerate(cents, known + 1):
        nights.invoice(client_id, f"{client_id}-{number}", each, NOW, on)


def _rows(noun: str) -> list[dict[str, Any]]:
    return engine().rows(noun)


def rewards() -> dict[str, list[int]]:
    """Client → the face values of its rewards."""
    found: dict[str, list[int]] = {}
    for row in sorted(_rows("rewards"), key=lambda row: row["reward_id"]):
        found.setdefault(row["client_id"], []).append(row["face_cents"])
    return found


def change_rule(**values: Any) -> None:
    preferences = studio_table.load().preferences
    assert preferences.loyalty is not None
    changed = replace(preferences, loyalty=replace(preferences.loyalty, **values))
    assert studio_table.save_preferences(changed)


def test_sales_are_rewarded_once_and_the_rest_carries_over(night: Night) -> None:
    sell("ann", 25_000)
    sell("bob", 9_999)
    sell("cid", 40_000, status_id="newcomer")

    (run,) = night.by_clock()

    assert run.is_finished
    assert rewards() == {"ann": [2_000]}
    assert night.report(run) == [
        ("ann", "25000", "0", "2", "2000", "rewarded"),
        ("bob", "9999", "0", "0", "0", "below_the_level"),
        ("cid", "40000", "0", "0", "0", "status_not_included"),
    ]
    assert run.figures["loyalty"] == {
        "considered": 3,
        "rewards": 2,
        "reward_cents": 2_000,
        "rewarded": 1,
        "below_the_level": 1,
        "status_not_included": 1,
    }
    account = Account.read("ann")
    assert (account.balance_cents, account.consumed_cents, account.loyalty_sequence) == (2_000, 20_000, 1)
    assert [row["kind"] for row in _rows("notices")] == ["loyalty"]


def test_the_clock_acts_once_a_local_date(night: Night) -> None:
    sell("ann", 25_000)
    assert [run.run_id for run in night.by_clock()] == ["night-2026-11-22"]
    night.pass_time(hours=1)
    assert night.by_clock() == []
    night.pass_time(hours=22)  # 05:05 in UTC is five past midnight in New York.
    assert [run.run_id for run in night.by_clock()] == ["night-2026-11-23"]
    assert rewards() == {"ann": [2_000]}


def test_by_hand_it_runs_as_often_as_anyone_likes_and_pays_once(night: Night) -> None:
    sell("ann", 25_000)
    first, second = night.by_hand(), night.by_hand()
    assert first.run_id != second.run_id
    assert night.report(second) == [("ann", "25000", "20000", "0", "0", "below_the_level")]
    assert rewards() == {"ann": [2_000]}


def test_a_new_invoice_changes_exactly_its_client(night: Night) -> None:
    sell("ann", 25_000)
    sell("bob", 9_999)
    night.by_hand()
    night.pass_time(days=3)
    night.by_hand()
    night.pass_time(days=1)
    nights.invoice("bob", "bob-2", 1, night.now)
    run = night.by_hand()
    assert rewards() == {"ann": [2_000], "bob": [1_000]}
    assert night.report(run) == [("bob", "10000", "0", "1", "1000", "rewarded")]


def test_a_dry_run_has_the_same_figures_and_writes_only_its_run_and_report(night: Night) -> None:
    sell("ann", 25_000)
    sell("bob", 9_999)
    nouns = ("accounts", "rewards", "ledger", "notices", "claims", "invoices", "clients")
    before = {noun: _rows(noun) for noun in nouns}
    dry = night.by_hand(dry_run=True)
    assert {noun: _rows(noun) for noun in nouns} == before
    wet = night.by_hand()
    assert night.report(dry) == night.report(wet)
    assert dry.figures["loyalty"] == wet.figures["loyalty"]


def test_switched_off_it_skips_loyalty_and_catches_up_once_switched_on(night: Night) -> None:
    off = replace(studio_table.load().preferences, loyalty_active=False)
    assert studio_table.save_preferences(off)
    sell("ann", 25_000)
    (run,) = night.by_clock()
    assert run.is_finished
    assert run.figures["loyalty"] == {"considered": 0, "rewards": 0, "reward_cents": 0}
    on = replace(studio_table.load().preferences, loyalty_active=True)
    assert studio_table.save_preferences(on)
    night.pass_time(days=5)
    night.by_clock()
    assert rewards() == {"ann": [2_000]}


def test_a_client_whose_status_is_ticked_later_is_found_by_one_full_pass(night: Night) -> None:
    sell("cid", 40_000, status_id="newcomer")
    night.by_clock()
    night.pass_time(days=9)
    studio_table.save_item(replace(nights.NEWCOMER, include_in_loyalty=True))
    night.by_clock()
    assert rewards() == {"cid": [4_000]}


def test_without_multiples_one_reward_uses_up_every_full_step(night: Night) -> None:
    sell("ann", 25_000)
    rule = {"every_cents": 10_000, "reward_cents": 1_000, "multiples": False}
    run = night.by_hand(loyalty=rule)
    assert night.report(run) == [("ann", "25000", "0", "1", "1000", "rewarded")]
    again = night.by_hand(loyalty=rule)
    assert night.report(again) == [("ann", "25000", "20000", "0", "0", "below_the_level")]


def test_a_typed_start_date_is_computed_from_the_invoices(night: Night) -> None:
    sell("ann", 15_000, on=date(2026, 1, 1))
    nights.invoice("ann", "ann-late", 12_000, NOW, date(2026, 6, 1))
    rule = {"every_cents": 10_000, "reward_cents": 1_000, "start_on": "2026-02-01"}
    run = night.by_hand(loyalty=rule)
    assert night.report(run) == [("ann", "12000", "0", "1", "1000", "rewarded")]
    (entry,) = _rows("ledger")
    assert entry["consumed"] == {"ann-late": 10_000}
    account = Account.read("ann")
    assert (account.qualified_cents, account.consumed_cents) == (27_000, 10_000)
    assert account.start_on is None
    everything = night.by_hand(loyalty={**rule, "start_on": None})
    assert night.report(everything) == [("ann", "27000", "10000", "1", "1000", "rewarded")]


def test_a_changed_start_date_is_previewed_and_then_recounts_every_account(night: Night) -> None:
    sell("ann", 15_000, on=date(2026, 1, 1))
    nights.invoice("ann", "ann-late", 12_000, NOW, date(2026, 6, 1))
    sell("cid", 30_000, on=date(2026, 1, 1), status_id="newcomer")
    change_rule(start_on=date(2026, 2, 1))
    preview = night.by_hand(dry_run=True)
    assert Account.read("ann").start_on is None
    assert night.report(preview) == [
        ("ann", "12000", "0", "1", "1000", "rewarded"),
        ("cid", "0", "0", "0", "0", "status_not_included"),
    ]
    run = night.by_hand()
    assert night.report(run) == night.report(preview)
    for client_id, qualified, consumed in (("ann", 12_000, 10_000), ("cid", 0, 0)):
        account = Account.read(client_id)
        assert (account.qualified_cents, account.consumed_cents) == (qualified, consumed)
        assert account.start_on == date(2026, 2, 1)
    assert run.figures["reconciliation"]["differences"] == 0


def test_the_second_night_under_one_rule_looks_only_at_who_changed(night: Night, tables: Engine) -> None:
    for number in range(9):
        sell(f"c{number:02}", 25_000)
    night.by_clock()
    night.pass_time(days=2)
    night.by_clock()  # Covers the day of the first, too.
    night.pass_time(days=2)
    nights.invoice("c07", "new", 5_000, night.now)
    (run,) = night.by_clock()
    assert night.report(run) == [("c07", "30000", "20000", "1", "1000", "rewarded")]


def test_clients_below_the_level_cost_no_call_of_their_own(tables: Engine) -> None:
    loyalty: list[list[str]] = []
    for clients in (1, 40):
        tables.empty()
        nights.studio()
        night = Night()
        night.by_clock()
        night.pass_time(days=2)
        for number in range(clients):
            nights.client(f"c{number}", night.now)
            nights.invoice(f"c{number}", "1", 100, night.now)
        INJECTOR.arm(None)
        (run,) = night.by_clock()
        calls = [str(call) for call in INJECTOR.calls]
        INJECTOR.disarm()
        assert run.figures["loyalty"]["below_the_level"] == clients
        loyalty.append(calls[: calls.index("dynamodb.Query(tests-rewards:open_rewards)")])
    assert loyalty[0] == loyalty[1]
    assert sum("TransactWriteItems" in call for call in loyalty[0]) == 4  # Run, page, page done, step.


def test_a_reward_that_is_over_is_closed_by_an_entry(night: Night) -> None:
    change_rule(expires_after_days=30)
    sell("ann", 25_000)
    night.by_clock()
    night.pass_time(days=30)
    (last_day,) = night.by_clock()
    assert last_day.figures["expiry"] == {}
    night.pass_time(days=1)
    (after,) = night.by_clock()
    assert after.figures["expiry"] == {"rewards": 1, "expired_cents": 2_000}
    assert Account.read("ann").balance_cents == 0
    assert [row["entry_id"] for row in _rows("ledger") if row["kind"] == "expire"] == ["expire:loyalty:1:1"]
    assert after.figures["reconciliation"]["differences"] == 0


def test_by_hand_the_date_decides_what_is_over(night: Night) -> None:
    change_rule(expires_after_days=30)
    sell("ann", 25_000)
    night.by_hand(as_of="2026-11-01")
    assert _rows("rewards")[0]["expires_on"] == "2026-12-01"
    assert night.by_hand(as_of="2026-12-01", dry_run=True).figures["expiry"] == {}
    dry = night.by_hand(as_of="2026-12-02", dry_run=True)
    wet = night.by_hand(as_of="2026-12-02")
    assert dry.figures["expiry"] == wet.figures["expiry"] == {"rewards": 1, "expired_cents": 2_000}


def test_a_waiting_referral_is_evaluated_by_the_sweep(night: Night) -> None:
    nights.client("rita", EARLIER)
    nights.client("fred", EARLIER)
    nights.waiting_referral("fred", "rita", EARLIER)
    (run,) = night.by_clock()
    assert run.figures["referrals"] == {"waiting": 1, "rewarded": 1}
    night.pass_time(days=1)
    (run,) = night.by_clock()
    assert run.figures["referrals"] == {}


ENTRY = "issue:loyalty:1"
EDITS: dict[str, Callable[[], Any]] = {
    "balance_cents": lambda: Account("ann").update([Account.balance_cents.set(Cents(1))]),
    "owed_cents": lambda: Account("ann").update([Account.owed_cents.set(Cents(1))]),
    "qualified_cents": lambda: Account("ann").update([Account.qualified_cents.set(Cents(1))]),
    "consumed_cents": lambda: Account("ann").update([Account.consumed_cents.set(Cents(1))]),
    "loyalty_sequence": lambda: Account("ann").update([Account.loyalty_sequence.set(3)]),
    "seq": lambda: Account("ann").update([Account.seq.set(7)]),
    "head": lambda: Account("ann").update([Account.head.set("x")]),
    "remaining_cents:loyalty:1": lambda: Reward("ann", "loyalty:1").update(
        [Reward.remaining_cents.set(Cents(5))]
    ),
    f"entry:{ENTRY}": lambda: EntryRow("ann", ENTRY).update([EntryRow.cents.set(Cents(1))]),
}


@pytest.mark.parametrize("named", EDITS)
def test_what_is_edited_behind_the_products_back_is_named_and_not_repaired(
    night: Night, named: str, caplog: pytest.LogCaptureFixture
) -> None:
    sell("ann", 25_000)
    sell("bob", 25_000)
    night.by_hand()
    EDITS[named]()
    edited = {noun: _rows(noun) for noun in ("accounts", "ledger", "rewards")}
    run = night.by_hand()
    found = [line for line in night.differences(run) if line[2] == named]
    assert [line[:2] for line in found] == [("ann", "ann")]
    assert run.figures["reconciliation"]["clients"] == 1
    assert {noun: _rows(noun) for noun in edited} == edited
    told = [record for record in caplog.records if record.getMessage() == "reconcile differences"]
    assert told[0].__dict__["differences"] == run.figures["reconciliation"]["differences"]


def test_within_28_nights_every_account_is_compared(night: Night) -> None:
    for number in range(5):
        sell(f"c{number:02}", 5_000)
    night.by_clock()
    for number in range(5):
        Account(f"c{number:02}").update(actions=[Account.balance_cents.set(Cents(7))])
    named: set[str] = set()
    night.pass_time(days=2)
    night.by_clock()
    for _ in range(28):
        night.pass_time(days=1)
        (run,) = night.by_clock()
        named |= {line[0] for line in night.differences(run)}
    assert len(named) == 5


def test_a_run_of_one_step_does_that_step_alone_and_covers_no_other(night: Night) -> None:
    sell("ann", 10_000)
    run = night.by_hand(only="reconciliation", everyone=True)
    assert run.is_finished
    assert list(run.figures) == ["reconciliation"]
    assert run.figures["reconciliation"]["compared"] == 1
    assert rewards() == {}
    covered = Covered.read()
    assert covered.started_at is None
    assert covered.reconciled_at == run.started_at
    night.pass_time(minutes=1)
    assert list(night.by_hand(only="expiry").figures) == ["expiry"]
    assert Covered.read().reconciled_at == run.started_at
    assert [each.figures["loyalty"]["rewards"] for each in night.by_clock()] == [1]


def test_a_named_run_begins_once_under_its_name(night: Night) -> None:
    run = night.by_hand(only="expiry", name="money-1")
    assert run.run_id == "money-1"
    night.pass_time(hours=1)
    again = night.by_hand(only="expiry", name="money-1")
    assert (again.run_id, again.started_at, again.version) == ("money-1", run.started_at, run.version)
    assert len([row for row in _rows("runs") if row["part"] == "run"]) == 1


def test_a_request_that_is_not_understood_begins_no_run(night: Night) -> None:
    for event in (
        {"as_of": "yesterday"},
        {"dry": True},
        {"wait": "yes"},
        {"loyalty": {"every_cents": 0}},
        {"loyalty": {"every_cents": 1.5}},
        {"loyalty": {"each_cents": 100}},
        {"loyalty": {"expires_on": "2020-01-01"}},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            night.by_hand(**event)
    assert _rows("runs") == []


def test_a_typed_rule_needs_no_stored_one(night: Night) -> None:
    preferences = studio_table.load().preferences
    assert studio_table.save_preferences(replace(preferences, loyalty=None, loyalty_active=False))
    sell("ann", 25_000)
    assert night.by_hand().figures["loyalty"]["considered"] == 0
    night.by_hand(loyalty={"every_cents": 5_000, "reward_cents": 100})
    assert rewards() == {"ann": [500]}
    assert LoyaltyRule(every_cents=Cents(1), reward_cents=Cents(1)).multiples
