"""What every change of a reward by hand stands on: the reward as it was seen, who asks, under which key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward_act import REASON_MAX, Refusal, Standing
from chalicelib.models.client import Client
from chalicelib.models.entry import EntryRow
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Write


@dataclass(frozen=True, kw_only=True)
class Change:
    """Which reward is changed, and why. `turn_seen` is the reward's turn, as it was reviewed.

    `key` names the change, so that a repeat is known. `others` stand or fall with it.
    """

    client_id: str
    reward_id: str
    turn_seen: int
    reason: str
    key: str
    actor: Actor
    now: datetime
    others: Sequence[Write] = ()

    def entry_id(self, kind: Kind) -> str:
        """The id of the entry of this kind that the reward as it was seen comes to have."""
        return f"{kind.value}:{self.reward_id}:{self.turn_seen + 1}"

    def entry(self, kind: Kind, cents: Cents, entry_id: str = "") -> Entry:
        """An entry of this change."""
        return Entry(
            client_id=self.client_id,
            entry_id=entry_id or self.entry_id(kind),
            kind=kind,
            cents=cents,
            reward_id=self.reward_id,
            at=self.now,
            cause=self.key,
            by=self.actor.by,
        )


def change_reward(
    change: Change, kind: Kind, posting_of: Callable[[Reward], Posting | Refusal]
) -> Refusal | None:
    """Post what `posting_of` makes of the reward, once for the change's key; why not, or None.

    `kind` is that of the entry by which the change is known. It is asked again after a lost race.
    """
    assert 0 < len(change.reason) <= REASON_MAX, "a change of a reward needs a reason"
    refused: Refusal | None = None

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal refused
        row = Reward.find(change.client_id, change.reward_id)
        if row is None:
            found: Posting | Refusal | None = Refusal.NO_REWARD
        elif row.turn != change.turn_seen:
            found = None if _stands(change, kind) else Refusal.CHANGED
        elif row.transferred_to is not None or accounts[row.client_id].merged_into is not None:
            found = Refusal.NO_CLIENT
        else:
            found = posting_of(row)
        refused = found if isinstance(found, Refusal) else None
        return None if isinstance(found, Refusal) else found

    result = post([change.client_id], decide, now=change.now)
    if result is None:
        return refused
    if result.stands or _stands(change, kind):
        return None
    return Refusal.NO_CLIENT if result.failed_on(Client) else Refusal.CHANGED


def standing_of(row: Reward, now: datetime, returned_cents: Cents = Cents(0)) -> Standing:
    """The reward as the rules of these changes know it."""
    return Standing(
        state=row.state(now),
        remaining_cents=row.remaining_cents,
        expires_at=row.expires_at,
        returned_cents=returned_cents,
    )


def _stands(change: Change, kind: Kind) -> bool:
    """Whether this very change was written before."""
    keys = [(change.client_id, change.entry_id(kind))]
    return any(each.cause == change.key for each in EntryRow.batch_get(keys, consistent_read=True))
