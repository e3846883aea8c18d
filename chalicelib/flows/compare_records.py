"""Two records side by side: what each has, and what goes over when they are joined.

At most 14 calls, at any number of clients.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import joining
from chalicelib.domain.joined_referrals import Joined
from chalicelib.domain.joining import Refusal, taken_over
from chalicelib.domain.money import Cents
from chalicelib.flows.join_referrals import decided_on, referrals_of
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.invoice import Invoice, invoices_of
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session, sessions_of


@dataclass(frozen=True, kw_only=True)
class Side:
    """One record with everything that hangs on it."""

    client: Client
    account: Account
    rewards: Sequence[Reward]
    invoices: Sequence[Invoice]
    sessions: Sequence[Session]
    friends: Sequence[Referral]
    referral: Referral | None
    enrollment: Enrollment | None

    @property
    def sales_cents(self) -> Cents:
        """What the record's invoices count for."""
        return sum((each.sale_cents for each in self.invoices), Cents(0))

    @property
    def open_rewards(self) -> list[Reward]:
        """The rewards that have something left."""
        return [each for each in self.rewards if each.remaining_cents]

    @property
    def things(self) -> int:
        """How many rewards, invoices, sessions and friends there are."""
        return len(self.rewards) + len(self.invoices) + len(self.sessions) + len(self.friends)

    def seen(self) -> dict[str, int]:
        """What must stand still until what was reviewed is done."""
        account = self.account
        return {
            "version": self.client.version,
            "seq": account.seq,
            "qualified": int(account.qualified_cents),
        }


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The record that stays, the one that goes over to it, and what that changes."""

    winner: Side
    loser: Side
    changed: dict[str, Any]
    referrals: Joined

    @property
    def things(self) -> int:
        """How many things go over: the number that the confirmation names."""
        return self.loser.things

    def seen(self) -> dict[str, Any]:
        """The state of both records that was reviewed."""
        return {"winner": self.winner.seen(), "loser": self.loser.seen(), "things": self.things}


def compare_records(winner_id: str, loser_id: str) -> Comparison | Refusal:
    """What joining the second record to the first would do, or why it is refused. Reads alone."""
    both = [winner_id, loser_id]
    clients = {
        each.client_id: each for each in Client.batch_get(sorted({*both} - {""}), consistent_read=True)
    }
    winner, loser = clients.get(winner_id), clients.get(loser_id)
    why = joining.refusal(
        winner.attribute_values if winner else None, loser.attribute_values if loser else None
    )
    if why is not None or winner is None or loser is None:
        return why or Refusal.UNKNOWN
    accounts = Account.read_all(both)
    keys = [(each, OPEN) for each in both]
    enrollments = {each.client_id: each for each in Enrollment.batch_get(keys, consistent_read=True)}
    referrals = referrals_of(*both)
    still_doubtful = winner.doubtful_of not in (None, loser_id)

    def side(client: Client) -> Side:
        client_id = client.client_id
        return Side(
            client=client,
            account=accounts[client_id],
            rewards=[
                each for each in Reward.query(client_id, consistent_read=True) if each.transferred_to is None
            ],
            invoices=list(invoices_of(client_id)),
            sessions=list(sessions_of(client_id)),
            friends=list(Referral.by_referrer.query(client_id)),
            referral=referrals.get(client_id),
            enrollment=enrollments.get(client_id),
        )

    return Comparison(
        winner=side(winner),
        loser=side(loser),
        changed=taken_over(winner.attribute_values, loser.attribute_values),
        referrals=decided_on(referrals, [winner, loser], still_doubtful=still_doubtful),
    )
