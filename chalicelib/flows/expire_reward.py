"""Closing a reward that is over with an entry, so that the ledger says where its value went."""

from datetime import datetime

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.models.entry import EntryRow
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Unknown

BY = "night"


def expire_reward(
    client_id: str, reward_id: str, *, over_at: datetime, run_id: str, now: datetime, dry_run: bool = False
) -> Cents:
    """What expired of the reward, in this run; 0 when it is used, void, extended, or was closed by another.

    It is over when its `expires_at` is no later than `over_at`. A repeat of the same run gives the
    same answer and writes nothing. Redeeming is refused from `expires_at` on, with or without the entry.
    """
    expired = Cents(0)

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal expired
        row = Reward.find(client_id, reward_id)
        expired = Cents(0)
        if row is None or row.expires_at is None or row.expires_at > over_at or row.voided:
            return None
        if row.remaining_cents == 0:
            expired = _by_this_run(row, run_id)
            return None
        if accounts[client_id].merged_into is not None:
            return None  # It goes over to another client, and expires there.
        expired = row.remaining_cents
        entry = Entry(
            client_id=client_id,
            entry_id=f"expire:{reward_id}:{row.turn + 1}",
            kind=Kind.EXPIRE,
            cents=row.remaining_cents,
            reward_id=reward_id,
            at=now,
            cause=run_id,
            by=BY,
        )
        change = RewardChange(row=row, remaining_cents=Cents(0))
        return None if dry_run else Posting(entries=[entry], reward_changes=[change])

    result = post([client_id], decide, now=now)
    if result is not None and not result.stands:
        raise Unknown("the reward moved on every try")
    return expired


def _by_this_run(row: Reward, run_id: str) -> Cents:
    """What an earlier try of the same run expired of it."""
    try:
        entry = EntryRow.get(row.client_id, f"expire:{row.reward_id}:{row.turn}", consistent_read=True)
    except EntryRow.DoesNotExist:
        return Cents(0)
    return entry.cents if entry.cause == run_id else Cents(0)
