"""From when on an account counts of which nothing was counted yet: later starts and earlier ones find it."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.money import Cents
from chalicelib.flows.recount_account import recount_account
from chalicelib.models import studio
from chalicelib.models.account import Account
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import records
from tests.faults.flows.joins import manual
from tests.faults.ground import Ground
from tests.faults.invariants import broken
from tests.flows.nights import Night

START, BEFORE = date(2026, 11, 1), "2026-10-15"


def _starts(start: date | None) -> None:
    stands = studio.load().preferences
    assert studio.save_preferences(replace(stands, loyalty_start_on=start))
    studio.bundle = studio.Bundle()


def _an_old_sale(ground: Ground) -> None:
    told = {"client_ref": "anna", "invoice_ref": "A-1", "invoiced_on": BEFORE, "paid_on": BEFORE}
    records.tell(ground, {**told, "total": "120.00", "paid": "120.00"})


def test_a_client_whose_sales_are_all_too_old_is_found_when_the_start_moves_back(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio(replace(scenes.PREFERENCES, loyalty_start_on=START))
    scenes.client("anna", NOW)
    _an_old_sale(ground)
    night = Night(NOW)
    assert night.by_hand().figures["loyalty"]["rewards"] == 0
    _starts(None)
    assert night.by_hand().figures["loyalty"]["rewards"] == 1
    assert broken(ground) == []


def test_an_account_of_a_reward_by_hand_alone_is_counted_anew(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", NOW)
    manual(scenes.ANNA, "thanks", 1_000, ground)
    account = recount_account(scenes.ANNA, START)
    assert (account.start_on, account.qualified_cents) == (START, 0)
    assert Account.read(scenes.ANNA).start_on == START


def test_what_a_reward_by_hand_and_an_old_sale_leave_is_no_difference(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio(replace(scenes.PREFERENCES, loyalty_start_on=START, loyalty_active=False))
    scenes.client("anna", NOW)
    manual(scenes.ANNA, "thanks", 1_000, ground)
    _an_old_sale(ground)
    figures = Night(NOW).by_hand().figures["reconciliation"]
    assert (figures["compared"], figures["differences"]) == (1, 0)
    assert Account.read(scenes.ANNA).balance_cents == Cents(1_000)
