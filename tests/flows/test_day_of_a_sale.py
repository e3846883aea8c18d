"""The day of a rewarded sale is put right: what counts as sold and what as rewarded move together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.invoice_edit import Wanted
from chalicelib.domain.row import Row
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.reward_client import reward_client
from chalicelib.flows.save_invoice import change_of_invoice
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, NOW, OPERATOR

STARTS = date(2026, 6, 1)
BEFORE, BEHIND = date(2026, 5, 31), STARTS
RULE = replace(till.RULE, start_on=STARTS)


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()
    kept = studio_table.load().preferences
    assert studio_table.save_preferences(replace(kept, loyalty_start_on=STARTS, loyalty=RULE))


def by_screen(ref: str, on: date) -> None:
    standing = till.stood(ref)
    wanted = Wanted(
        invoice_ref=ref,
        invoiced_on=on,
        total_cents=standing.total_cents,
        tax_cents=standing.tax_cents,
        location_id=None,
    )
    done = change_of_invoice(
        ANN, wanted, version=standing.version, actor=OPERATOR, now=NOW, studio=till.studio()
    )
    assert done.refused is None


def by_file(ref: str, on: date) -> None:
    row = Row({"invoice_ref": ref, "client_ref": "ann", "invoiced_on": on.isoformat()}, 2)
    (judged,) = record_invoices([row], till.studio(), now=NOW)
    assert judged.outcome.value == "stored"


def rewarded(run_id: str) -> int:
    given = Terms(run_id=run_id, rule=RULE, as_of=NOW.date(), dry_run=False, studio=till.studio(), now=NOW)
    return reward_client(Client.get(ANN), given).reward_cents


def counted() -> tuple[int, int]:
    account = Account.read(ANN)
    return int(account.qualified_cents), int(account.consumed_cents)


@pytest.mark.parametrize("move", [by_screen, by_file])
def test_a_rewarded_sale_leaves_the_programs_days_and_comes_back(move: Callable[[str, date], None]) -> None:
    for ref, cents in (("i1", 10_000), ("i2", 9_000)):
        till.bill(ref, cents, on=BEHIND)
        till.pay(ref, cents)
    assert rewarded("night-1") == 1_000
    assert counted() == (19_000, 10_000)
    move("i1", BEFORE)
    assert counted() == (9_000, 0)
    assert till.is_whole()
    till.bill("i3", 1_000, on=BEHIND)
    till.pay("i3", 1_000)
    # The night reads the account first: it must see that the level is reached.
    assert rewarded("night-2") == 1_000
    move("i1", BEHIND)
    assert counted() == (20_000, 20_000)
    assert till.is_whole()
    assert rewarded("night-3") == 0


def test_a_day_that_stays_on_its_side_of_the_start_date_moves_nothing() -> None:
    till.bill("i1", 10_000, on=BEHIND)
    till.pay("i1", 10_000)
    assert rewarded("night-1") == 1_000
    by_screen("i1", date(2026, 7, 1))
    assert counted() == (10_000, 10_000)
    assert till.is_whole()


def test_a_void_sale_that_was_rewarded_moves_what_was_rewarded_alone() -> None:
    till.bill("i1", 10_000, on=BEHIND)
    till.pay("i1", 10_000)
    assert rewarded("night-1") == 1_000
    row = Row({"invoice_ref": "i1", "client_ref": "ann", "voided_on": "2026-11-22"}, 2)
    record_invoices([row], till.studio(), now=NOW)
    assert counted() == (0, 10_000)
    by_file("i1", BEFORE)
    assert counted() == (0, 0)
    assert till.is_whole()
