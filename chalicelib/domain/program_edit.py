"""A program as it is typed: each setting a tick with what belongs to it. Source: rules 1.

Ticked is on, unticked is off; what is typed beside an unticked one is not stored.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from chalicelib.domain import money
from chalicelib.domain import program_text as text
from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.list_item import tidy
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Program, Terms
from chalicelib.domain.program_rules import Objection, objections
from chalicelib.domain.program_text import SHIPPED, NotTaken
from chalicelib.domain.setting_value import NO, YES
from chalicelib.domain.studio import Studio

T = TypeVar("T")

AS_IT_STANDS = "as_it_stands"
"""Stands for a gift that was never on the list of promotional items."""
FIELDS: Mapping[str, str] = {
    "within": "within_days",
    "paid_sales": "paid_sales_min",
    "reward": "reward_amount",
    "reward_expires": "reward_days",
    "cap": "cap_rewards",
    "reward_letter": "reward_letter_id",
    "referrer_status": "referrer_status_id",
    "gift": "gift_kind",
    "gift_expires": "gift_days",
    "gift_letter": "gift_letter_id",
    "friend_status": "friend_status_id",
}
"""The ticks, each with the field that belongs to it."""
TICKS = frozenset({"inactive", "session_booked", "session_completed", *FIELDS})
TEXTS = frozenset({"description", "gift_item", "gift_amount", "gift_timing", *FIELDS.values()})


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was typed, as a program as far as it can be read, and what stands against it by field."""

    program: Program
    objections: Mapping[str, Objection] = field(default_factory=dict)


def typed_of(program: Program) -> dict[str, str]:
    """The program as its form shows it."""
    terms, gift = program.terms, program.terms.gift
    values: dict[str, str | int | None] = {
        "within": terms.within_days,
        "paid_sales": _amount(terms.paid_sales_min_cents),
        "reward": _amount(terms.reward_cents),
        "reward_expires": terms.reward_expires_after_days,
        "cap": terms.rewards_per_client_max,
        "reward_letter": (terms.reward_letter_id or SHIPPED) if terms.reward_letter else None,
        "referrer_status": terms.referrer_status_id,
        "gift": gift.kind.value if gift is not None else None,
        "gift_expires": gift.expires_after_days if gift is not None else None,
        "gift_letter": (terms.gift_letter_id or SHIPPED) if terms.gift_letter else None,
        "friend_status": terms.friend_status_id,
    }
    typed = {
        "description": program.description,
        "inactive": _yes(program.inactive),
        "session_booked": _yes(terms.session_booked),
        "session_completed": _yes(terms.session_completed),
        "gift_item": (gift.promotion_id or AS_IT_STANDS) if _is_item(gift) and gift is not None else "",
        "gift_amount": _amount(gift.cents) or "" if gift is not None else "",
        "gift_timing": terms.gift_timing.value,
    }
    for tick, value in values.items():
        typed[tick] = _yes(value is not None)
        typed[FIELDS[tick]] = "" if value is None else str(value)
    for name, usual in (
        ("gift_kind", GiftKind.ITEM.value),
        ("reward_letter_id", SHIPPED),
        ("gift_letter_id", SHIPPED),
    ):
        typed[name] = typed[name] or usual
    return typed


def judged(
    typed: Mapping[str, str],
    before: Program,
    studio: Studio,
    today: date,
    letters: Iterable[LetterHead] | None = None,
) -> Judged:
    """What was typed over `before`, which keeps its id and version."""
    reader = _Reader(typed)
    name = tidy(typed["description"])
    terms = Terms(
        program_id=before.program_id,
        program_name=name,
        within_days=reader.beside("within", text.days),
        session_booked=reader.is_on("session_booked"),
        session_completed=reader.is_on("session_completed"),
        paid_sales_min_cents=reader.beside("paid_sales", text.cents),
        reward_cents=reader.beside("reward", text.cents),
        reward_expires_after_days=reader.beside("reward_expires", text.days),
        rewards_per_client_max=reader.beside("cap", text.count),
        reward_letter=reader.is_on("reward_letter"),
        reward_letter_id=reader.beside("reward_letter", text.letter),
        referrer_status_id=reader.beside("referrer_status", text.chosen),
        gift=_gift(reader, before.terms.gift, studio) if reader.is_on("gift") else None,
        gift_timing=reader.read("gift_timing", text.timing) or GiftTiming.ON_QUALIFY,
        gift_letter=reader.is_on("gift_letter"),
        gift_letter_id=reader.beside("gift_letter", text.letter),
        friend_status_id=reader.beside("friend_status", text.chosen),
    )
    wanted = replace(before, description=name, terms=terms, inactive=reader.is_on("inactive"))
    against = objections(wanted, before.terms, studio, today, letters)
    # What was typed for a reward and cannot be read is one fault, not two.
    unread = reader.objections
    if reader.is_on("reward"):
        against = {each: why for each, why in against.items() if why is not Objection.NEEDS_A_REWARD}
    if reader.is_on("gift"):
        against = {each: why for each, why in against.items() if why is not Objection.NEEDS_A_GIFT}
    return Judged(program=wanted, objections=against | unread)


class _Reader:
    """Reads what was typed, and keeps what cannot be read."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.objections: dict[str, Objection] = {}

    def is_on(self, tick: str) -> bool:
        return self._typed[tick] == YES

    def beside(self, tick: str, take: Callable[[str], T]) -> T | None:
        """What stands beside a tick that is on."""
        return self.read(FIELDS[tick], take) if self.is_on(tick) else None

    def read(self, name: str, take: Callable[[str], T]) -> T | None:
        try:
            return take(self._typed[name].strip())
        except NotTaken as refused:
            self.objections[name] = refused.objection
            return None


def _gift(reader: _Reader, before: Gift | None, studio: Studio) -> Gift | None:
    kind = reader.beside("gift", text.gift_kind)
    if kind is GiftKind.REWARD:
        cents = reader.read("gift_amount", text.cents)
        return Gift(kind=kind, cents=cents, expires_after_days=reader.beside("gift_expires", text.days))
    chosen = reader.read("gift_item", text.chosen)
    if chosen == AS_IT_STANDS and _is_item(before):
        return before
    promotion = studio.promotions.get(chosen or "")
    if promotion is None:
        reader.objections["gift_item"] = Objection.NOT_OFFERED
        return None
    return Gift(
        kind=GiftKind.ITEM,
        text=promotion.description,
        code=promotion.code,
        valid_until=promotion.valid_until,
        promotion_id=promotion.promotion_id,
    )


def _is_item(gift: Gift | None) -> bool:
    return gift is not None and gift.kind is GiftKind.ITEM


def _amount(cents: int | None) -> str | None:
    return None if cents is None else money.to_text(cents)


def _yes(value: bool) -> str:
    return YES if value else NO
