"""Payments and refunds: once a key, under the version that was read, with the sale and its audit."""

from typing import Any

import pytest

from chalicelib.domain.invoice_edit import Refusal, Wanted
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Row
from chalicelib.flows.invoice_change import Changed
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.refund_invoice import refund_invoice
from chalicelib.flows.save_invoice import change_of_invoice, new_invoice
from chalicelib.flows.take_payment import take_payment
from chalicelib.models.client import Client
from chalicelib.models.draft import begin_draft
from chalicelib.models.invoice import Invoice
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, NOW, OPERATOR, TODAY


@pytest.fixture(autouse=True)
def _till(tables: Engine) -> None:
    till.opened()


def take(ref: str, cents: int, **more: Any) -> Changed:
    given: dict[str, Any] = {"on": TODAY, "key": "p1", "actor": OPERATOR, "now": NOW, "studio": till.studio()}
    return take_payment(ANN, ref, Cents(cents), **(given | more))


def refund(ref: str, cents: int, **more: Any) -> Changed:
    given: dict[str, Any] = {"on": TODAY, "key": "r1", "actor": OPERATOR, "now": NOW, "studio": till.studio()}
    return refund_invoice(ANN, ref, Cents(cents), **(given | {"reason": "broken"} | more))


def test_a_payment_stands_once_a_key() -> None:
    ref = till.bill("i1", 10_000)
    assert take(ref, 4_000).repeated is False
    assert take(ref, 4_000).repeated
    assert take(ref, 4_001).refused is Refusal.OTHER_UNDER_KEY
    assert till.stood(ref).paid_cents == 4_000
    assert take(ref, 6_000, key="p2").refused is None
    assert refund(ref, 1_000).refused is None
    assert refund(ref, 1_000).repeated
    assert till.stood(ref).refunded_cents == 1_000
    assert till.is_whole()


def test_a_payment_on_an_invoice_that_moved_is_refused_with_the_draft_unused(tables: Engine) -> None:
    ref = till.bill("i1", 10_000)
    seen = till.stood(ref).version
    record_invoices([Row({"invoice_ref": ref, "client_ref": "ann", "paid": "10"}, 2)], till.studio(), now=NOW)
    draft = begin_draft("draft-1", "invoices", {}, actor=OPERATOR, now=NOW)
    used = draft.used_write("done", NOW)
    assert take(ref, 4_000, version=seen, others=[used]).refused is Refusal.MOVED
    assert "open_for" in tables.rows("drafts")[0]
    assert take(ref, 4_000, version=seen + 1, others=[used]).refused is None
    assert take(ref, 4_000, key="p2", others=[used]).refused is Refusal.DONE_ALREADY
    assert till.stood(ref).paid_cents == 5_000


def test_the_last_payment_says_when_it_was_paid_in_full() -> None:
    ref = till.bill("i1", 10_000)
    early = TODAY.replace(day=3)
    take(ref, 4_000, on=early)
    assert Invoice.get(ANN, ref).attribute_values.get("paid_on") is None
    take(ref, 6_000, on=TODAY.replace(day=5), key="p2")
    assert till.stood(ref).paid_on == TODAY.replace(day=5)


def test_an_invoice_is_written_for_a_client_who_is_one() -> None:
    wanted = Wanted(
        invoice_ref="i1", invoiced_on=TODAY, total_cents=Cents(100), tax_cents=Cents(0), location_id=None
    )
    given: dict[str, Any] = {"actor": OPERATOR, "now": NOW, "studio": till.studio(), "others": []}
    Client(BEN).update([Client.merged_into.set(ANN)])
    assert new_invoice(BEN, wanted, **given).refused is Refusal.NO_CLIENT
    assert new_invoice("nobody", wanted, **given).refused is Refusal.NO_CLIENT
    assert new_invoice(ANN, wanted, **given).refused is None
    assert new_invoice(ANN, wanted, **given).refused is Refusal.NUMBER_TAKEN


def test_a_change_moves_the_account_by_the_difference_and_may_complete_it() -> None:
    ref = till.bill("i1", 10_000)
    take(ref, 8_000)
    wanted = Wanted(
        invoice_ref=ref, invoiced_on=TODAY, total_cents=Cents(8_000), tax_cents=Cents(500), location_id=None
    )
    given: dict[str, Any] = {"actor": OPERATOR, "now": NOW, "studio": till.studio()}
    version = till.stood(ref).version
    assert change_of_invoice(ANN, wanted, version=version, **given).refused is None
    assert (till.qualified(), till.stood(ref).paid_on) == (7_500, TODAY)
    assert change_of_invoice(ANN, wanted, version=version, **given).refused is Refusal.MOVED
    assert till.is_whole()
