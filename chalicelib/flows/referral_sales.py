"""Number of Referrals and Referral Sales: every friend counts, with a program or without; a void one is none.

Source: rules 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.money import Cents
from chalicelib.domain.referral import Reason, State
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral

FRIENDS_MAX = 50


@dataclass(frozen=True)
class ReferralSales:
    """What a referrer brought: the referrals that are shown, and each friend's sales.

    `is_cut` when there are more friends than were looked at.
    """

    shown: tuple[Referral, ...]
    by_friend: Mapping[str, Cents]
    is_cut: bool

    @property
    def number(self) -> int:
        """How many friends were looked at."""
        return sum(each.state != State.VOID for each in self.shown)

    @property
    def sales_cents(self) -> Cents:
        """What they bought, together."""
        return Cents(sum(self.by_friend.values()))


def referral_sales(referrer_id: str) -> ReferralSales:
    """The referrer's friends, oldest first, with their paid sales: a call, and one for each friend shown."""
    found = list(Referral.by_referrer.query(referrer_id, limit=FRIENDS_MAX + 1))
    # What stays of a friend's record that was joined to another is not a second friend.
    shown = tuple(each for each in found[:FRIENDS_MAX] if each.reason != Reason.JOINED)
    return ReferralSales(
        shown=shown,
        by_friend={each.friend_id: _sales(each.friend_id) for each in shown if each.state != State.VOID},
        is_cut=len(found) > FRIENDS_MAX,
    )


def _sales(client_id: str) -> Cents:
    rows = Invoice.query(client_id, attributes_to_get=["sale_cents"])
    return Cents(sum(row.sale_cents for row in rows))
