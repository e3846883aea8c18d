"""One client's sales become rewards: how many sales there are, what stands in the way, who else is at it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.ledger import first_break
from chalicelib.domain.loyalty import INVOICES_MAX
from chalicelib.domain.money import Cents
from chalicelib.domain.run_report import Line
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.recount_account import recount_account
from chalicelib.flows.reward_client import reward_client
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account, count_sales
from chalicelib.models.client import Client
from chalicelib.models.entry import entries_of
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Put, Update, transact
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.flows import nights
from tests.flows.nights import NOW, RULE


def terms(run_id: str = "run-1", rule: LoyaltyRule = RULE, **more: Any) -> Terms:
    given: dict[str, Any] = {
        "as_of": NOW.date(),
        "dry_run": False,
        "studio": studio_table.load(),
        "now": NOW,
    } | more
    return Terms(run_id=run_id, rule=rule, **given)


def reward(client_id: str = "ann", **given: Any) -> Line:
    return reward_client(Client.get(client_id), terms(**given))


@pytest.fixture(autouse=True)
def ann(tables: Engine) -> None:
    nights.studio()
    nights.client("ann", NOW)


def sell(number: int, cents: int, day: date = date(2026, 1, 1)) -> None:
    """So many invoices of the same amount, each a day later than the one before."""
    rows = []
    for each in range(number):
        on = day + timedelta(days=each % 300)
        row = Invoice("ann", f"i{each:05}", updated_at=NOW)
        money: dict[str, Any] = {
            "total_cents": Cents(cents),
            "tax_cents": Cents(0),
            "paid_cents": Cents(cents),
        }
        row.take(InvoiceFigures(invoice_ref=row.invoice_ref, invoiced_on=on, **money))
        rows.append(row)
    for start in range(0, number, 99):
        some = rows[start : start + 99]
        counted = Update(Account("ann"), count_sales(cents * len(some), None, NOW))
        assert transact([*map(Put, some), counted]).stands


def test_a_reward_costs_one_read_of_the_account_two_queries_and_one_transaction(tables: Engine) -> None:
    sell(3, 8_000)
    client, own = Client.get("ann"), terms()
    INJECTOR.arm(None)
    reward_client(client, own)
    calls = [(call.operation, call.target) for call in INJECTOR.calls]
    INJECTOR.disarm()
    assert calls[:3] == [
        ("BatchGetItem", "tests-accounts"),
        ("Query", "tests-invoices"),
        ("Query", "tests-ledger"),
    ]
    assert [operation for operation, _ in calls[3:]] == ["TransactWriteItems"]


SIZES = (0, 1, 99, 100, 101, 250)


@pytest.mark.parametrize("number", SIZES)
def test_any_number_of_sales_is_one_reward_in_one_transaction(tables: Engine, number: int) -> None:
    sell(number, 10_000)
    line = reward()
    assert (line.rewards, line.reward_cents) == (number, number * 1_000)
    assert len(tables.rows("rewards")) == (1 if number else 0)
    assert Account.read("ann").consumed_cents == number * 10_000


def test_more_sales_than_an_entry_holds_make_several_rewards_in_one_run(tables: Engine) -> None:
    sell(INVOICES_MAX + 500, 100)
    line = reward()
    assert (line.rewards, line.reward_cents) == (35, 35_000)
    assert [row["face_cents"] for row in tables.rows("rewards")] == [30_000, 5_000]
    assert first_break(entries_of("ann")) is None
    assert reward() == line
    assert reward(run_id="run-2").rewards == 0


def test_the_same_run_answers_the_same_and_writes_nothing_more(tables: Engine) -> None:
    sell(3, 8_000)
    line = reward()
    before = tables.rows("accounts")
    assert reward() == line
    assert reward(dry_run=True) == line
    assert tables.rows("accounts") == before


def test_sales_that_come_in_later_are_the_next_runs(tables: Engine) -> None:
    sell(3, 8_000)
    assert reward().rewards == 2
    nights.invoice("ann", "late", 50_000, NOW)
    assert reward().rewards == 2
    assert reward(run_id="run-2").rewards == 5


def test_a_status_that_changed_since_it_was_looked_up_stops_the_reward(tables: Engine) -> None:
    sell(3, 8_000)
    seen = Client.get("ann")
    Client("ann").update([Client.status_id.set("newcomer")])
    assert reward_client(seen, terms()).reason == "status_not_included"
    Client("ann").update([Client.status_id.set("regular"), Client.merged_into.set("bob")])
    assert reward_client(seen, terms()).reason == "merged"
    assert tables.rows("rewards") == []


def test_without_a_letter_no_notice_waits(tables: Engine) -> None:
    sell(1, 10_000)
    reward(rule=replace(RULE, letter=False))
    assert tables.rows("notices") == []


def test_the_letter_says_amount_code_and_last_day(tables: Engine) -> None:
    sell(1, 10_000)
    reward(rule=replace(RULE, expires_after_days=30))
    (notice,), (row,) = tables.rows("notices"), tables.rows("rewards")
    assert notice["values"] == {"amount": "$10.00", "code": row["code"], "expires": "December 22, 2026"}
    assert row["expires_on"] == "2026-12-22"
    assert row["expires_at"].startswith("2026-12-23T05:00")


@pytest.mark.parametrize(
    ("owed", "left", "still", "told"), [(300, 700, 0, ["$7.00"]), (1_000, 0, 0, []), (1_200, 0, 200, [])]
)
def test_what_is_owed_is_settled_out_of_the_reward_and_the_letter_tells_of_the_rest(
    tables: Engine, owed: int, left: int, still: int, told: list[str]
) -> None:
    sell(1, 10_000)
    Account("ann").update([Account.owed_cents.set(Cents(owed))])
    reward()
    account = Account.read("ann")
    assert (account.balance_cents, account.owed_cents) == (left, still)
    assert [row["remaining_cents"] for row in tables.rows("rewards")] == [left]
    assert [row["values"]["amount"] for row in tables.rows("notices")] == told


def test_a_refund_of_what_was_rewarded_delays_the_next_reward(tables: Engine) -> None:
    sell(2, 10_000)
    reward()
    row = Invoice.get("ann", "i00000")
    row.take(replace(row.figures, refunded_cents=Cents(10_000)))
    assert transact([Put(row), Update(Account("ann"), count_sales(-10_000, None, NOW))]).stands
    nights.invoice("ann", "new", 15_000, NOW)
    line = reward(run_id="run-2")
    assert (line.qualifying_cents, line.consumed_cents, line.rewards) == (25_000, 20_000, 0)
    nights.invoice("ann", "newer", 5_000, NOW)
    assert reward(run_id="run-3").rewards == 1


def test_eight_runs_at_once_give_one_reward(tables: Engine) -> None:
    sell(3, 8_000)
    together = threading.Barrier(8)

    def run(number: int) -> Line:
        own = terms(f"run-{number}")
        together.wait()
        return reward_client(Client.get("ann"), own)

    with ThreadPoolExecutor(8) as pool:
        lines = list(pool.map(run, range(8)))
    assert sorted(line.rewards for line in lines) == [0] * 7 + [2]
    assert [row["face_cents"] for row in tables.rows("rewards")] == [2_000]
    assert first_break(entries_of("ann")) is None


def test_an_account_is_counted_anew_while_invoices_come_in_and_loses_none(tables: Engine) -> None:
    sell(10, 1_000, date(2026, 6, 1))
    together = threading.Barrier(2)
    start_on = date(2026, 1, 1)

    def recount() -> None:
        together.wait()
        recount_account("ann", start_on)

    def count() -> None:
        together.wait()
        for each in range(10):
            nights.invoice("ann", f"new{each}", 1_000, NOW, date(2026, 6, 1))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(recount), pool.submit(count)]:
            done.result()
    account = Account.read("ann")
    assert (account.qualified_cents, account.start_on) == (20_000, start_on)


def test_consumed_sales_of_before_the_start_do_not_count_after_it(tables: Engine) -> None:
    nights.invoice("ann", "old", 10_000, NOW, date(2025, 1, 1))
    nights.invoice("ann", "new", 15_000, NOW, date(2026, 2, 1))
    reward()
    account = recount_account("ann", date(2026, 1, 1))
    assert (account.qualified_cents, account.consumed_cents) == (15_000, 10_000)
    back = recount_account("ann", None)
    assert (back.qualified_cents, back.consumed_cents) == (25_000, 20_000)
