"""A referral program: what must hold, what the referrer earns, what the friend is given.

Source: rules 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chalicelib.domain.money import Cents
from chalicelib.domain.promotion import Promotion


class GiftKind(StrEnum):
    """What a friend's gift is."""

    ITEM = "item"  # A promotional item or coupon: text, code, valid until.
    REWARD = "reward"  # A loyalty reward of the friend's own.


class GiftTiming(StrEnum):
    """When the gift is given."""

    ON_QUALIFY = "on_qualify"
    ON_INTAKE = "on_intake"


@dataclass(frozen=True, kw_only=True)
class Gift:
    """The friend's incentive. An item has `text`; a reward has `cents`."""

    kind: GiftKind
    text: str = ""
    code: str = ""
    valid_until: date | None = None
    cents: Cents | None = None
    expires_after_days: int | None = None
    promotion_id: str | None = None  # The promotional item it was chosen as; its words above are a copy.

    def has_expired(self, today: date) -> bool:
        """Whether an item's last day is over, by the studio's clocks."""
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one referral was promised; kept with it, so that editing the program changes nothing.

    A requirement that is None or False is not ticked; all that are ticked must hold.
    """

    program_id: str
    program_name: str
    within_days: int | None = None
    session_booked: bool = False
    session_completed: bool = False
    paid_sales_min_cents: Cents | None = None
    reward_cents: Cents | None = None
    reward_expires_after_days: int | None = None
    rewards_per_client_max: int | None = None
    reward_letter: bool = False
    reward_letter_id: str | None = None  # None: the letter that ships with the product.
    referrer_status_id: str | None = None
    gift: Gift | None = None
    gift_timing: GiftTiming = GiftTiming.ON_QUALIFY
    gift_letter: bool = False
    gift_letter_id: str | None = None
    friend_status_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program as the studio edits it; active as soon as saved, unless `inactive`."""

    program_id: str
    description: str
    terms: Terms
    inactive: bool = False
    version: int = 0


def with_promotion(program: Program, promotions: Mapping[str, Promotion]) -> Program:
    """The program with the words, code and last day that its promotional item has now."""
    gift = program.terms.gift
    promotion = promotions.get(gift.promotion_id or "") if gift is not None else None
    if gift is None or promotion is None:
        return program
    now = replace(gift, text=promotion.description, code=promotion.code, valid_until=promotion.valid_until)
    return replace(program, terms=replace(program.terms, gift=now))


def offered_on(terms: Terms, today: date) -> Terms:
    """The terms as they are promised on a day of the studio: a gift that has expired is none."""
    has_expired = terms.gift is not None and terms.gift.has_expired(today)
    return replace(terms, gift=None, gift_letter=False) if has_expired else terms
