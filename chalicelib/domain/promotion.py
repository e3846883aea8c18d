"""A promotional item or coupon that a program may give to a friend. Source: rules 1 and 6."""

from dataclasses import dataclass
from datetime import date

TEXT_MAX = 200
CODE_MAX = 40


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """What is given, as the friend reads it (`description`), the code to mention, and its last day.

    A referral keeps a copy of the words, so that changing or retiring it takes nothing away.
    """

    promotion_id: str
    description: str
    code: str = ""
    valid_until: date | None = None
    position: int = 0
    inactive: bool = False
    version: int = 0

    def has_expired(self, today: date) -> bool:
        """Whether its last day is over, by the studio's clocks."""
        return self.valid_until is not None and self.valid_until < today
