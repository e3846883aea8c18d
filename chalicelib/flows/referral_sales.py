"""Number of Referrals and Referral Sales: every friend counts, with a program or without; a void one is none.

Each referral keeps its friend's sales, so that no invoice is read here. Source: rules 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.money import Cents
from chalicelib.domain.referral import Reason, State
from chalicelib.models.referral import Referral

FRIENDS_MAX = 50
COUNTED_MAX = 2000


@dataclass(frozen=True)
class ReferralSales:
    """What a referrer brought: the referrals that are shown, and what all of them make together.

    `is_cut` when there are more friends than were counted, `is_shown_cut` when more than are shown.
    """

    shown: tuple[Referral, ...]
    number: int
    sales_cents: Cents
    is_cut: bool
    is_shown_cut: bool


def referral_sales(referrer_id: str) -> ReferralSales:
    """The referrer's friends, oldest first, with their paid sales: a call, two where they are many."""
    found = Referral.by_referrer.query(referrer_id, limit=FRIENDS_MAX)
    first = list(found)
    rest: list[Referral] = []
    if found.last_evaluated_key is not None:
        rest = list(
            Referral.by_referrer.query(
                referrer_id,
                limit=COUNTED_MAX - FRIENDS_MAX + 1,
                last_evaluated_key=found.last_evaluated_key,
                attributes_to_get=["friend_id", "state", "reason", "sales_cents"],
            )
        )
    friends = _friends([*first, *rest[: COUNTED_MAX - FRIENDS_MAX]])
    counted = [each for each in friends if each.state != State.VOID]
    return ReferralSales(
        shown=tuple(_friends(first)),
        number=len(counted),
        sales_cents=Cents(sum(each.sales_cents for each in counted)),
        is_cut=len(rest) > COUNTED_MAX - FRIENDS_MAX,
        is_shown_cut=bool(rest),
    )


def _friends(rows: Iterable[Referral]) -> list[Referral]:
    """What stays of a friend's record that was joined to another is not a second friend."""
    return [each for each in rows if each.reason != Reason.JOINED]
