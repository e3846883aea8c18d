"""Money: whole cents, in and out of text. No float comes near it."""

import re
from typing import Self

LIMIT_CENTS = 10**11
_AMOUNT = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_CURRENCY = r"(?:[A-Za-z]{3}|[$€£])?"
_TYPED_AMOUNT = r"(?P<amount>-?(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,2})?)"
_TYPED = re.compile(rf"{_CURRENCY} ?{_TYPED_AMOUNT} ?{_CURRENCY}")


class NotMoney(ValueError):
    """The value is no amount of money; the message says why in words for a report."""


class Cents(int):
    """A whole number of cents, below 10^11 either way; floats, booleans and text are refused.

    Sums and differences stay Cents; a division into a fraction is a bug and raises TypeError.
    """

    __slots__ = ()

    def __new__(cls, value: int) -> Self:
        if type(value) is not int and not isinstance(value, Cents):
            raise NotMoney(f"cents must be a whole number, not {type(value).__name__}")
        if abs(value) >= LIMIT_CENTS:
            raise NotMoney("the amount is too large")
        return super().__new__(cls, value)

    def __add__(self, other: int) -> "Cents":
        return Cents(int(self) + _whole(other))

    __radd__ = __add__

    def __sub__(self, other: int) -> "Cents":
        return Cents(int(self) - _whole(other))

    def __rsub__(self, other: int) -> "Cents":
        return Cents(_whole(other) - int(self))

    def __mul__(self, other: int) -> "Cents":
        return Cents(int(self) * _whole(other))

    __rmul__ = __mul__

    def __neg__(self) -> "Cents":
        return Cents(-int(self))

    def __truediv__(self, other: object) -> float:
        raise TypeError("cents do not divide into fractions; say the rounding with share()")


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotMoney(f"cents combine with whole numbers, not {type(value).__name__}")
    return int(value)


def from_text(text: str) -> Cents:
    """Cents of an amount such as `29.33`, `29.3` or `29`.

    Raises NotMoney for anything else: signs of thousands, currencies, exponents, three decimals.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise NotMoney("is not an amount such as 29.33")
    sign, whole, fraction = found.groups()
    value = int(whole) * 100 + int((fraction or "0").ljust(2, "0"))
    return Cents(-value if sign else value)


def from_typing(text: str) -> Cents:
    """Cents of an amount as people type it: `1,234.50`, `$12`, `12.5 EUR`.

    Raises NotMoney for anything else, such as a decimal comma: `1,23` may be meant in two ways.
    """
    found = _TYPED.fullmatch(" ".join(text.split()))
    if found is None:
        raise NotMoney("is not an amount such as 29.33")
    return from_text(found.group("amount").replace(",", ""))


def to_text(cents: int) -> str:
    """`2933` as `29.33`, for files and for the attributes that operators read."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£"}


def to_display(cents: int, currency: str) -> str:
    """`2933` as `$29.33` in a letter or on a page; other currencies as `29.33 CHF`."""
    symbol = SYMBOLS.get(currency)
    sign = "-" if cents < 0 else ""
    amount = f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{amount} {currency}"


def share(part_cents: int, whole_cents: int, of_cents: int) -> Cents:
    """`of × part ÷ whole`, half up: how much of `of_cents` a part of a whole stands for.

    Needs `whole_cents` above zero and nothing negative.
    """
    assert whole_cents > 0
    assert part_cents >= 0
    assert of_cents >= 0
    # As plain numbers: a product of amounts is no amount, and larger than one may be.
    part, whole, of = int(part_cents), int(whole_cents), int(of_cents)
    return Cents((2 * of * part + whole) // (2 * whole))
