"""An invoice as it is typed and told: what is read, what is refused, how lines add up to a total."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.invoice_edit import (
    WORDS,
    Refusal,
    Wanted,
    change_refusal,
    payment_refusal,
    read_amount,
    read_form,
    refund_refusal,
)
from chalicelib.domain.invoice_row import payments, refunds
from chalicelib.domain.money import Cents
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Preferences, Studio

TODAY = date(2026, 11, 22)
OPEN = InvoiceFigures(
    invoice_ref="i1",
    invoiced_on=TODAY,
    total_cents=Cents(10_000),
    tax_cents=Cents(1_000),
    paid_cents=Cents(0),
)
TYPED = {"invoice_ref": "", "invoiced_on": "2026-11-22", "total": "100", "tax": "", "location_id": ""}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.50", 123_450),
        ("$12", 1_200),
        ("$ 12.5", 1_250),
        ("12 EUR", 1_200),
        ("USD 1,234,567.89", 123_456_789),
        ("£0.05", 5),
        (" 7 ", 700),
        ("-3", -300),
        ("", None),
        ("12,5", None),
        ("12,50", None),
        ("1,2345", None),
        ("12.345", None),
        ("1e3", None),
        ("twelve", None),
        ("12$13", None),
        ("NaN", None),
        ("٣", None),
    ],
)
def test_amounts_are_read_as_people_type_them_and_never_guessed(text: str, cents: int | None) -> None:
    assert read_amount(text) == cents


def test_what_is_typed_becomes_an_invoice() -> None:
    wanted, problems = read_form(TYPED | {"invoice_ref": " A  1 "}, Studio(preferences=Preferences()), TODAY)
    assert problems == {}
    assert wanted == Wanted(
        invoice_ref="A 1",
        invoiced_on=TODAY,
        total_cents=Cents(10_000),
        tax_cents=Cents(0),
        location_id=None,
    )


def test_all_that_is_wrong_is_said_at_once_each_beside_its_field() -> None:
    wrong = {"invoice_ref": "x" * 101, "invoiced_on": "x", "total": "x", "tax": "x", "location_id": "x"}
    wanted, problems = read_form(wrong, Studio(preferences=Preferences()), TODAY)
    assert wanted is None
    assert problems.keys() == wrong.keys()


def with_(**change: Any) -> InvoiceFigures:
    given: dict[str, Any] = {
        name: Cents(each) if type(each) is int else each for name, each in change.items()
    }
    return replace(OPEN, **given)


@pytest.mark.parametrize(
    ("figures", "due", "refundable"),
    [
        (OPEN, 10_000, 0),
        (with_(paid_cents=9_999), 1, 9_999),
        (with_(paid_cents=10_001), 0, 10_001),
        (with_(paid_cents=5_000, paid_by_rewards_cents=2_000), 3_000, 5_000),
        # A refund does not make it due again.
        (with_(paid_cents=10_000, refunded_cents=4_000), 0, 6_000),
        (with_(paid_cents=10_000, refunded_cents=10_001), 0, 0),
        (with_(voided_on=TODAY, paid_cents=5_000), 0, 5_000),
        (with_(total_cents=-500, tax_cents=0), 0, 0),
    ],
)
def test_what_is_due_and_what_may_be_given_back(figures: InvoiceFigures, due: int, refundable: int) -> None:
    assert (figures.due_cents, figures.refundable_cents) == (due, refundable)


@pytest.mark.parametrize(
    ("figures", "cents", "paying", "refunding"),
    [
        (OPEN, 10_000, None, Refusal.NOTHING_PAID),
        (OPEN, 10_001, Refusal.MORE_THAN_DUE, Refusal.NOTHING_PAID),
        (with_(paid_cents=10_000), 10_000, Refusal.NOTHING_DUE, None),
        (with_(paid_cents=10_000), 10_001, Refusal.NOTHING_DUE, Refusal.MORE_THAN_PAID),
        (with_(paid_cents=10_000, refunded_cents=10_000), 1, Refusal.NOTHING_DUE, Refusal.NOTHING_PAID),
        (with_(paid_by_rewards_cents=9_000), 1_001, Refusal.MORE_THAN_DUE, Refusal.NOTHING_PAID),
        (with_(voided_on=TODAY, paid_cents=5_000), 1, Refusal.VOID, Refusal.VOID),
    ],
)
def test_what_is_paid_and_given_back_stays_within_what_is_due_and_was_paid(
    figures: InvoiceFigures, cents: int, paying: Refusal | None, refunding: Refusal | None
) -> None:
    assert payment_refusal(figures, Cents(cents)) is paying
    assert refund_refusal(figures, Cents(cents)) is refunding


@pytest.mark.parametrize(
    ("figures", "redeemed", "total", "expected"),
    [
        (OPEN, 0, 1, None),
        (OPEN, 5_000, 5_000, None),
        (OPEN, 5_001, 5_000, Refusal.REWARDS_ABOVE_TOTAL),
        (with_(voided_on=TODAY), 0, 5_000, Refusal.VOID),
    ],
)
def test_an_invoice_changes_unless_it_is_void_or_rewards_cover_more(
    figures: InvoiceFigures, redeemed: int, total: int, expected: Refusal | None
) -> None:
    wanted = Wanted(
        invoice_ref="i1",
        invoiced_on=TODAY,
        total_cents=Cents(total),
        tax_cents=Cents(0),
        location_id=None,
    )
    assert change_refusal(figures, Cents(redeemed), wanted) is expected


def test_every_refusal_has_its_words() -> None:
    assert WORDS.keys() == set(Refusal)


def line(cents: int, *, key: str = "", by_rewards: bool = False, on: str = "2026-11-22") -> dict[str, Any]:
    return {"cents": cents, "on": on, "by_rewards": by_rewards} | ({"key": key} if key else {})


DESK = line(3_000, key="p1", on="2026-11-20")


@pytest.mark.parametrize(
    ("before", "paid", "by_rewards", "expected"),
    [
        ([], 0, 0, []),
        ([], 5_000, 0, [line(5_000)]),
        ([], 5_000, 200, [line(5_000), line(200, by_rewards=True)]),
        ([line(4_000)], 5_000, 0, [line(5_000)]),
        ([DESK], 3_000, 0, [DESK]),
        ([DESK], 5_000, 0, [DESK, line(2_000)]),
        ([DESK, line(2_000)], 6_000, 0, [DESK, line(3_000)]),
        # The file's word is the whole: what the desk took beyond it is balanced.
        ([DESK], 1_000, 0, [DESK, line(-2_000)]),
    ],
)
def test_a_files_total_is_the_desks_lines_and_one_that_balances(
    before: list[dict[str, Any]], paid: int, by_rewards: int, expected: list[dict[str, Any]]
) -> None:
    assert payments(Cents(paid), Cents(by_rewards), TODAY, before) == expected


@pytest.mark.parametrize(
    ("before", "refunded", "expected"),
    [
        ([], 0, []),
        ([], 500, [line(500)]),
        # The day is the one on which it was first told.
        ([line(500, on="2026-11-01")], 500, [line(500, on="2026-11-01")]),
        ([line(500, on="2026-11-01")], 600, [line(600)]),
        ([DESK], 3_500, [DESK, line(500)]),
    ],
)
def test_a_files_refunds_are_the_desks_lines_and_the_rest(
    before: list[dict[str, Any]], refunded: int, expected: list[dict[str, Any]]
) -> None:
    assert refunds(Cents(refunded), TODAY, before) == expected
