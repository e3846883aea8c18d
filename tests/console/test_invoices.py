"""Invoices at the desk: written, paid, refunded, redeemed on and made void, each reviewed and stored once."""

from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Row
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import till
from tests.flows.till import ANN, BEN, NOW

HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    till.opened()


class Work:
    """One piece of work, pressed through: begin, fill in, review, confirm."""

    def __init__(self, do: str, ref: str = "", *, role: Role = Role.OPERATOR, **given: Any) -> None:
        self.desk = Desk(role)
        self.answer = self.desk.ask("invoices", do, {"client": ANN, "invoice": ref, **given})

    def press(self, label: str, form: dict[str, Any] | None = None) -> Answer:
        """Press the button of this label with what stands in the form, changed by `form`."""
        carried = self.answer.button(label)
        typed = {**self.answer.values, **(form or {})}
        self.answer = self.desk.ask(carried["view"], carried["do"], carried, typed)
        return self.answer

    def review(self, **form: Any) -> Answer:
        return self.press("Review it", form)


def written(**typed: str) -> Answer:
    """A new invoice, through to its own screen."""
    work = Work("new")
    work.review(**typed)
    return work.press("Store the invoice")


def test_an_invoice_is_written_with_a_number_that_is_typed_or_given(tables: Engine) -> None:
    answer = written(invoice_ref=" A  7 ", total="$1,234.50", tax="34.5", invoiced_on="2026-11-20")
    assert "Invoice A 7 is stored. Nothing is paid on it yet." in answer.words
    row = till.stood("A 7")
    assert (row.total_cents, row.tax_cents, row.figures.due_cents, row.sale_cents) == (
        123_450,
        3_450,
        123_450,
        0,
    )
    assert (row.invoiced_on.isoformat(), row.created_on.isoformat()) == ("2026-11-20", "2026-11-22")
    assert "Invoice C-1001 is stored" in written(total="10").words
    assert "Invoice C-1002 is stored" in written(total="10").words
    assert {each["what"] for each in tables.rows("audit")} == {"invoice written"}
    holders = {each["claim"]: each["holder"] for each in tables.rows("claims")}
    assert holders["invoice:A 7"] == ANN


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"total": ""}, "This is not an amount such as 1,234.50."),
        ({"total": "12,5"}, "This is not an amount such as 1,234.50."),
        ({"total": "0"}, "The total is more than nothing"),
        ({"total": "-5"}, "The total is more than nothing"),
        ({"total": "10", "tax": "11"}, "The tax is a part of the total"),
        ({"total": "10", "invoiced_on": "22.11.2026"}, "This is not a day of the calendar"),
        ({"total": "10", "invoiced_on": "2062-11-22"}, "This day is too far away"),
        ({"total": "10", "invoice_ref": "x" * 101}, "A number has at most 100"),
        ({"total": "10", "location_id": "mars"}, "This is not on the studio's list any more."),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it_and_nothing_is_stored(
    tables: Engine, typed: dict[str, str], words: str
) -> None:
    assert words in Work("new").review(**typed).words
    assert tables.rows("invoices") == []


def test_a_number_is_one_invoices_whoever_its_client_is() -> None:
    till.bill("i1", 100, client_id=BEN)
    work = Work("new")
    work.review(invoice_ref="i1", total="10")
    assert "There is an invoice with this number already." in work.press("Store the invoice").words


def test_a_double_click_stores_one_invoice(tables: Engine) -> None:
    work = Work("new")
    work.review(total="10")
    carried = work.answer.button("Store the invoice")
    first = work.desk.ask("invoices", "confirm", carried, {})
    again = work.desk.ask("invoices", "confirm", carried, {})
    assert "is stored" in first.words
    assert "This was done already" in again.words
    assert len(tables.rows("invoices")) == 1


def test_a_payment_is_taken_up_to_what_is_due_and_the_late_one_counts() -> None:
    ref = till.bill("i1", 10_000, on=till.TODAY.replace(year=2020), tax=1_000)
    work = Work("pay", ref)
    assert work.answer.values["amount"] == "100.00"
    assert "That is more than is due. $100.00 is due." in work.review(amount="100.01").words
    assert "Due afterwards $60.00" in work.review(amount="$40").words
    assert "A payment of $40.00 was taken." in work.press("Take the payment of $40.00").words
    assert till.qualified() == 0
    work = Work("pay", ref)
    assert "Paid in full yes" in work.review().words
    work.press("Take the payment of $60.00")
    row = till.stood(ref)
    assert ([line["cents"] for line in row.payments], row.sale_cents, till.qualified()) == (
        [4_000, 6_000],
        9_000,
        9_000,
    )
    assert row.paid_on == till.TODAY


def test_of_two_who_take_a_payment_on_what_they_both_saw_the_second_looks_again() -> None:
    ref = till.bill("i1", 10_000)
    one, two = Work("pay", ref), Work("pay", ref)
    one.review(amount="40")
    two.review(amount="40")
    one.press("Take the payment of $40.00")
    assert "Something moved since this was reviewed" in two.press("Take the payment of $40.00").words
    assert till.stood(ref).paid_cents == 4_000
    # As it stands now, it may be what is wanted.
    assert "Due afterwards $20.00" in two.answer.words
    two.press("Take the payment of $40.00")
    assert till.stood(ref).paid_cents == 8_000


def test_a_refund_lowers_the_sale_by_its_net_part_and_stays_within_what_was_paid() -> None:
    ref = till.bill("i1", 11_000, tax=1_000)
    till.pay(ref, 11_000)
    work = Work("refund", ref)
    assert "Please say why" in work.review(amount="11").words
    assert "That is more than was paid" in work.review(amount="110.01", reason="broken frame").words
    assert "Counts as a sale $90.00, was $100.00" in work.review(amount="11.00").words
    work.press("Store that $11.00 was given back")
    row = till.stood(ref)
    assert (row.sale_cents, till.qualified(), row.figures.is_paid_in_full) == (9_000, 9_000, True)
    work = Work("refund", ref)
    work.review(amount="99", reason="the rest")
    work.press("Store that $99.00 was given back")
    assert (till.qualified(), till.stood(ref).figures.refundable_cents) == (0, 0)


def test_rewards_are_redeemed_several_at_once_the_first_to_end_suggested_first(tables: Engine) -> None:
    never, late, soon = till.give("a", 2_000), till.give("b", 2_000, days=60), till.give("c", 2_000, days=9)
    till.give("over", 2_000, days=1, at=till.later(days=-9))
    ref = till.bill("i1", 3_000)
    work = Work("redeem", ref)
    assert work.answer.values == {"use_0": "20.00", "use_1": "10.00", "use_2": ""}
    assert "is left of" in work.review(use_0="20.01").words
    assert "That is more than the $30.00 that is due." in work.review(use_0="20", use_2="5").words
    assert "Say how much of which reward is used." in work.review(use_0="", use_1="0", use_2="").words
    assert "Due afterwards $0.00" in work.review(use_0="20", use_1="5", use_2="5").words
    assert "$30.00 was redeemed." in work.press("Redeem $30.00").words
    assert (till.left(soon), till.left(late), till.left(never)) == (0, 1_500, 1_500)
    assert till.stood(ref).redeemed_cents == 3_000
    assert till.is_whole()
    (audited,) = [each for each in tables.rows("audit") if each["what"] == "rewards redeemed"]
    assert audited["role"] == "operator"


def test_a_reward_of_another_record_on_the_form_is_not_taken() -> None:
    till.give("a", 2_000)
    till.give("b", 2_000, client_id=BEN)
    work = Work("redeem", till.bill("i1", 5_000))
    work.review(use_1="20", use_0="1")
    work.press("Redeem $1.00")
    assert till.left("manual:b", BEN) == 2_000


def test_a_void_says_what_goes_back_and_a_manager_takes_one_redemption_back() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 1_000))
    till.redeem(ref, (reward_id, 500), key="k2")
    till.pay(ref, 3_500)
    code = till.stood(ref).redemptions[0]["code"]
    seen = Desk().ask("invoices", "one", {"client": ANN, "invoice": ref})
    assert f"Take back {code}" not in [label for label, _ in seen.buttons]

    entry_id = till.stood(ref).redemptions[1]["entry_id"]
    refused = Desk().ask("invoices", "take_back", {"client": ANN, "invoice": ref, "entry": entry_id})
    assert "This is not on your dashboard" in refused.words
    work = Work("take_back", ref, role=Role.MANAGER, entry=entry_id)
    work.review(reason="the other reward was meant")
    assert "The redemption was taken back." in work.press("Take $5.00 back").words
    assert (till.left(reward_id), till.qualified()) == (1_500, 0)

    work = Work("void", ref)
    assert "Please say why" in work.review().words
    words = work.review(reason="written twice").words
    assert f"Goes back to {code} $10.00" in words
    assert "$35.00 was paid and not given back." in words
    told = work.press(f"Make invoice {ref} void").words
    assert "The invoice is void." in told
    assert "Money is still to be given back" in told
    assert till.left(reward_id) == 2_500
    assert till.is_whole()


def test_a_change_keeps_what_a_file_told_meanwhile_but_for_what_was_typed() -> None:
    ref = till.bill("i1", 5_000, tax=500)
    work = Work("change", ref)
    row = Row({"invoice_ref": ref, "client_ref": "ann", "tax": "4.00", "paid": "10.00"}, 2)
    record_invoices([row], till.studio(), now=NOW)
    words = work.review(total="60").words
    assert "The invoice was changed meanwhile" in words
    assert "Due $50.00, was $40.00" in words
    work.press("Store the change")
    stood = till.stood(ref)
    assert (stood.total_cents, stood.tax_cents, stood.paid_cents) == (6_000, 400, 1_000)


def test_a_file_between_review_and_confirmation_is_reviewed_again() -> None:
    ref = till.bill("i1", 5_000)
    work = Work("change", ref)
    work.review(total="60")
    row = Row({"invoice_ref": ref, "client_ref": "ann", "paid": "10.00"}, 2)
    record_invoices([row], till.studio(), now=NOW)
    assert "Something moved since this was reviewed" in work.press("Store the change").words
    assert till.stood(ref).total_cents == 5_000


def test_a_total_below_what_was_redeemed_is_refused() -> None:
    reward_id, ref = till.give("a", 2_500), till.bill("i1", 5_000)
    till.redeem(ref, (reward_id, 2_500))
    answer = Work("change", ref).review(total="24.99")
    assert "Rewards of more than this total were used on it." in answer.words
    assert "Store the change" not in [label for label, _ in answer.buttons]


def test_a_file_keeps_the_payments_of_the_desk_and_balances_to_its_own_total() -> None:
    ref = till.bill("i1", 10_000)
    till.pay(ref, 3_000)
    row = Row({"invoice_ref": ref, "client_ref": "ann", "paid": "50.00", "paid_on": "2026-11-21"}, 2)
    record_invoices([row], till.studio(), now=NOW)
    stood = till.stood(ref)
    assert [(line["cents"], "key" in line) for line in stood.payments] == [(3_000, True), (2_000, False)]
    words = Desk().ask("invoices", "one", {"client": ANN, "invoice": ref}).words
    assert "2026-11-21 $20.00 money as the studio's own system tells" in words
    till.pay(ref, 5_000, key="p2")
    assert till.stood(ref).paid_cents == 10_000


def test_an_invoice_is_found_by_its_number_and_among_its_clients() -> None:
    Client(ANN).update([Client.first_name.set(HOSTILE)])
    till.bill("i1", 10_000)
    desk = Desk()
    found = desk.ask("invoices", "find", {}, {"number": " i1 "})
    assert "Invoice i1" in found.words
    assert HOSTILE in found.words
    assert "There is no invoice with this number." in desk.ask("invoices", "find", {}, {"number": "i2"}).words
    assert "Type an invoice's whole number." in desk.ask("invoices", "find", {}, {"number": ""}).words
    listed = desk.ask("client", "sales", {"client": ANN})
    assert "Due on open invoices $100.00" in listed.words
    assert listed.button("Look at invoice i1")["invoice"] == "i1"
    assert "Due on open invoices $100.00" in desk.ask("invoices", "of", {"client": ANN}).words
    assert "There is no such invoice" in desk.ask("invoices", "one", {"client": BEN, "invoice": "i1"}).words


def test_what_the_client_owes_is_shown() -> None:
    Account(ANN).update([Account.owed_cents.set(Cents(1_250))])
    words = Desk().ask("invoices", "of", {"client": ANN}).words
    assert "Owed for rewards that were taken back $12.50" in words


def test_work_in_hand_is_resumed_where_it_was_left() -> None:
    ref = till.bill("i1", 10_000)
    work = Work("pay", ref)
    work.review(amount="40")
    listed = Desk().ask("start")
    carried = listed.button(f"Resume Take a payment {ref}")
    again = Desk().ask(carried["view"], carried["do"], carried)
    assert "Take the payment of $40.00" in [label for label, _ in again.buttons]


def test_no_form_is_no_payment() -> None:
    work = Work("pay", till.bill("i1", 10_000))
    carried = work.answer.button("Review it")
    assert "The form did not arrive" in work.desk.ask("invoices", "review", carried).words
