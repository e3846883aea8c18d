"""Money is whole cents: nothing else becomes money, and no fraction of a cent is lost or made."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import money
from chalicelib.domain.money import LIMIT_CENTS, Cents, NotMoney

amounts = st.integers(-(LIMIT_CENTS - 1), LIMIT_CENTS - 1)


@pytest.mark.parametrize("value", [0, 1, -1, LIMIT_CENTS - 1, 1 - LIMIT_CENTS])
def test_whole_numbers_below_the_limit_are_money(value: int) -> None:
    assert Cents(value) == value


@pytest.mark.parametrize("value", [1.0, 0.5, True, False, "1", None, LIMIT_CENTS, -LIMIT_CENTS, 10**30])
def test_nothing_else_is(value: Any) -> None:
    with pytest.raises(NotMoney):
        Cents(value)


@pytest.mark.parametrize("other", [0.5, 1.0, True, "1", None])
def test_nothing_else_comes_near_it(other: Any) -> None:
    one = Cents(100)
    for combine in (lambda: one + other, lambda: one - other, lambda: one * other):
        with pytest.raises(NotMoney):
            combine()


def test_a_float_on_the_left_makes_a_float_which_is_no_money() -> None:
    with pytest.raises(NotMoney):
        Cents(0.5 + Cents(100))  # type: ignore[arg-type]


def test_there_is_no_division_into_fractions() -> None:
    with pytest.raises(TypeError):
        Cents(100) / 3
    assert Cents(100) // 3 == 33


@given(st.integers(-(10**10), 10**10), st.integers(-(10**10), 10**10))
def test_sums_and_differences_stay_money(one: int, other: int) -> None:
    for found in (
        Cents(one) + Cents(other),
        Cents(one) - Cents(other),
        one + Cents(other),
        one - Cents(other),
    ):
        assert type(found) is Cents
    assert Cents(one) + Cents(other) == one + other
    assert one - Cents(other) == one - other
    assert -Cents(one) == -one


def test_a_sum_beyond_the_limit_is_refused() -> None:
    with pytest.raises(NotMoney):
        Cents(LIMIT_CENTS - 1) + 1


@given(amounts)
def test_text_and_back_is_the_same_amount(cents: int) -> None:
    assert money.from_text(money.to_text(cents)) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("29.33", 2933),
        ("29.3", 2930),
        ("29", 2900),
        ("0.01", 1),
        ("-0.01", -1),
        (" 29.33 ", 2933),
        ("000029.33", 2933),
        ("999999999.99", 99_999_999_999),
    ],
)
def test_an_amount_is_read(text: str, cents: int) -> None:
    found = money.from_text(text)
    assert (found, type(found)) == (cents, Cents)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".5", "5.", "1,000", "1.000,00", "$5", "5 USD", "1e3", "0x10", "29.333", "+5", "--5"),
        *("NaN", "inf", "1 000", "٢٩", "²", "29.33\x00", "1234567890", "1_000"),
    ],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(NotMoney):
        money.from_text(text)


@pytest.mark.parametrize(
    ("cents", "currency", "shown"),
    [
        (2933, "USD", "$29.33"),
        (-2933, "USD", "-$29.33"),
        (0, "EUR", "€0.00"),
        (123_456_789, "GBP", "£1,234,567.89"),
        (2933, "CHF", "29.33 CHF"),
        (-5, "CHF", "-0.05 CHF"),
    ],
)
def test_money_is_shown_in_its_currency(cents: int, currency: str, shown: str) -> None:
    assert money.to_display(cents, currency) == shown


@pytest.mark.parametrize(
    ("part", "whole", "of", "shared"),
    [
        (0, 1, 100, 0),
        (1, 1, 100, 100),
        (1, 3, 100, 33),
        (2, 3, 100, 67),
        (1, 2, 1, 1),
        (1, 2, 3, 2),
        (49, 100, 1, 0),
        (50, 100, 1, 1),
        (LIMIT_CENTS - 1, LIMIT_CENTS - 1, LIMIT_CENTS - 1, LIMIT_CENTS - 1),
    ],
)
def test_a_share_is_rounded_half_up(part: int, whole: int, of: int, shared: int) -> None:
    assert money.share(part, whole, of) == shared


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_share_of_any_amounts_is_within_half_a_cent(part: int, whole: int, of: int) -> None:
    part = min(part, whole)
    shared = int(money.share(Cents(part), Cents(whole), Cents(of)))
    assert 0 <= shared <= of
    assert abs(2 * shared * whole - 2 * of * part) <= whole


@pytest.mark.parametrize(("part", "whole", "of"), [(1, 0, 1), (1, -1, 1), (-1, 1, 1), (1, 1, -1)])
def test_a_share_of_nothing_or_below_zero_is_a_bug(part: int, whole: int, of: int) -> None:
    with pytest.raises(AssertionError):
        money.share(part, whole, of)
