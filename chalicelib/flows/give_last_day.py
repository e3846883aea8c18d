"""A reward that never ends gets a last day, by an entry that names the manager's act as its cause."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain import dates
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.models.entry import EntryRow
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Unknown

BY = "manager"


def give_last_day(
    client_id: str, reward_id: str, *, wanted: LastDays, zone: ZoneInfo, run_id: str, now: datetime
) -> Cents:
    """What is left of the reward that this run gave a last day; 0 when it did not.

    It does not where the reward was used up, voided or given a last day in the meantime, by whomever: nobody
    is done twice. A repeat of the same run writes nothing and gives what is left by then.
    """
    left = Cents(0)

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal left
        row = Reward.find(client_id, reward_id)
        left = Cents(0)
        if row is None or row.voided or row.remaining_cents == 0:
            return None
        if not wanted.takes(row.source, row.issued_at, row.expires_at):
            left = row.remaining_cents if _was_by(row, run_id) else Cents(0)
            return None
        if accounts[client_id].merged_into is not None:
            return None  # It goes over to another client, where it is found when this is asked for again.
        left = row.remaining_cents
        last = wanted.of(dates.local_date(row.issued_at, zone), dates.local_date(now, zone))
        entry = Entry(
            client_id=client_id,
            entry_id=f"extend:{reward_id}:{row.turn + 1}",
            kind=Kind.EXTEND,
            cents=Cents(0),
            reward_id=reward_id,
            at=now,
            cause=run_id,
            by=BY,
        )
        ends = (last, dates.expires_at(last, zone))
        change = RewardChange(row=row, remaining_cents=row.remaining_cents, new_expiry=ends)
        return Posting(entries=[entry], reward_changes=[change])

    result = post([client_id], decide, now=now)
    if result is not None and not result.stands:
        raise Unknown("the reward moved on every try")
    return left


def _was_by(row: Reward, run_id: str) -> bool:
    """Whether an earlier try of the same run gave the reward its last day."""
    extended = EntryRow.entry_id.startswith(f"extend:{row.reward_id}:")
    rows = EntryRow.query(row.client_id, extended, consistent_read=True)
    return any(each.cause == run_id for each in rows)
