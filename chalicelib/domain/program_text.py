"""Reads what stands beside a tick of a program: its value, or NotTaken with what is wrong."""

from chalicelib.domain import money
from chalicelib.domain.money import Cents, NotMoney
from chalicelib.domain.program import GiftKind, GiftTiming
from chalicelib.domain.program_rules import Objection

DAYS_MAX = 3650
REWARDS_MAX = 1000
CENTS_MAX = 10_000_00
SHIPPED = "shipped"
"""Stands for the letter that comes with the product."""


class NotTaken(ValueError):
    """A text that is no value of its field."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


def days(text: str) -> int:
    """A number of days, 1 at least."""
    return _whole(text, DAYS_MAX, Objection.NOT_DAYS)


def count(text: str) -> int:
    """A number of rewards, 1 at least."""
    return _whole(text, REWARDS_MAX, Objection.NOT_A_NUMBER)


def cents(text: str) -> Cents:
    """An amount above nothing."""
    try:
        amount = money.from_text(text)
    except NotMoney:
        raise NotTaken(Objection.NOT_MONEY) from None
    if not 0 < amount <= CENTS_MAX:
        raise NotTaken(Objection.NOT_MONEY)
    return amount


def chosen(text: str) -> str:
    """One of a list."""
    if not text:
        raise NotTaken(Objection.NOT_OFFERED)
    return text


def letter(text: str) -> str | None:
    """A letter of the studio's own; None for the one that ships."""
    return None if text == SHIPPED else chosen(text)


def gift_kind(text: str) -> GiftKind:
    """What the gift is."""
    if text not in list(GiftKind):
        raise NotTaken(Objection.NOT_OFFERED)
    return GiftKind(text)


def timing(text: str) -> GiftTiming:
    """When the gift is given."""
    if text not in list(GiftTiming):
        raise NotTaken(Objection.NOT_OFFERED)
    return GiftTiming(text)


def _whole(text: str, most: int, objection: Objection) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not 1 <= int(text) <= most:
        raise NotTaken(objection)
    return int(text)
