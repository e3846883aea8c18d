"""Redeeming rewards on an invoice: what is suggested, and why a redemption is refused. Source: rules 4."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chalicelib.domain.money import Cents

AT_ONCE_MAX = 15
"""So many redemptions stand on one invoice: all of them are returned in one transaction."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Refusal(StrEnum):
    """Why nothing was redeemed, in order: the first that applies is the answer."""

    NO_AMOUNT = "no_amount"
    NO_INVOICE = "no_invoice"
    OTHER_UNDER_KEY = "other_under_key"
    INVOICE_VOID = "invoice_void"
    NO_REWARD = "no_reward"
    REWARD_VOID = "reward_void"
    EXPIRED = "expired"
    EARNED_HERE = "earned_here"
    MORE_THAN_LEFT = "more_than_left"
    MORE_THAN_DUE = "more_than_due"
    TOO_MANY = "too_many"
    DONE_ALREADY = "done_already"  # What was to be written with it was used up by somebody else.


WORDS = {
    Refusal.NO_AMOUNT: "Say for each reward once how much of it is used: an amount above zero.",
    Refusal.NO_INVOICE: "This client has no such invoice.",
    Refusal.OTHER_UNDER_KEY: "Other amounts were redeemed by this very step before. Look at the invoice, "
    "and begin again if more is to be used.",
    Refusal.INVOICE_VOID: "The invoice is void: nothing can be redeemed on it.",
    Refusal.NO_REWARD: "This client has no such reward. A reward is used on its own client's invoices.",
    Refusal.REWARD_VOID: "The reward is void.",
    Refusal.EXPIRED: "The reward's last day is over.",
    Refusal.EARNED_HERE: "The reward was earned with this very invoice: it is used on another one.",
    Refusal.MORE_THAN_LEFT: "That is more than is left of the reward.",
    Refusal.MORE_THAN_DUE: "That is more than is due on the invoice.",
    Refusal.TOO_MANY: f"At most {AT_ONCE_MAX} redemptions stand on one invoice.",
    Refusal.DONE_ALREADY: "This was done already. Look at the invoice before you go on.",
}


@dataclass(frozen=True, kw_only=True)
class Spendable:
    """A reward as it may be spent. `expires_at` is exclusive, None is never."""

    reward_id: str
    remaining_cents: Cents
    issued_at: datetime
    expires_at: datetime | None = None
    voided: bool = False

    def refusal(self, now: datetime) -> Refusal | None:
        """Why nothing of it may be spent at `now`, with or without an entry that says so; or None."""
        if self.voided:
            return Refusal.REWARD_VOID
        if self.expires_at is not None and now >= self.expires_at:
            return Refusal.EXPIRED
        return None


def suggested(rewards: Iterable[Spendable], due_cents: Cents, now: datetime) -> list[tuple[str, Cents]]:
    """What to use of which rewards for `due_cents`, as ids with cents in that order, none of them 0.

    The earliest to expire comes first, those that never do last, then the oldest.
    """
    open_now = [each for each in rewards if each.refusal(now) is None and each.remaining_cents > 0]
    parts: list[tuple[str, Cents]] = []
    left = due_cents
    for each in sorted(open_now, key=lambda one: (one.expires_at or NEVER, one.issued_at, one.reward_id)):
        if left <= 0 or len(parts) == AT_ONCE_MAX:
            break
        part = Cents(min(left, each.remaining_cents))
        parts.append((each.reward_id, part))
        left -= part
    return parts


def is_amount(parts: Sequence[tuple[str, Cents]]) -> bool:
    """Whether the parts of a redemption make sense: each reward once, above zero."""
    rewards = [reward_id for reward_id, _ in parts]
    return bool(parts) and len(set(rewards)) == len(rewards) and all(cents > 0 for _, cents in parts)
