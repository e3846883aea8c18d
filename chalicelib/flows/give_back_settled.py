"""A debt that turns out to be none: the rewards that paid it get back what they gave, the latest first.

What was spent of a reward that was taken back is owed, and later rewards settle it. When the invoice on
which it was spent is made void afterwards, nothing was spent: what was settled comes back. Source: rules 3.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.returning import Returning, entries_of_return
from chalicelib.models.entry import EntryRow
from chalicelib.models.posting import RewardChange
from chalicelib.models.reward import Reward

SETTLED = f"{Kind.SETTLE.value}:"
REWARDS_MAX = 10
"""So many fit the transaction beside as many redemptions as may stand on an invoice."""
Given = tuple[RewardChange, list[Entry]]


def give_back_settled(
    client_id: str, cents: Cents, *, without: Collection[tuple[str, str]], cause: str, by: str, now: datetime
) -> list[Given]:
    """What gives `cents` back to rewards of the client that settled a debt; less where less was settled.

    Each change comes with its entries. A reward that is over by now ends again at once. Not to those that
    went over to another record or are void, nor to `without`. Two Queries, and a read for each reward.
    """
    found: list[Given] = []
    if cents <= 0:
        return found
    left = cents
    for reward_id, settled_cents in _settled(client_id):
        row = Reward.find(client_id, reward_id)
        if row is None or row.voided or row.transferred_to is not None or row_key(row) in without:
            continue
        part = Cents(min(left, settled_cents))
        to, settled = returning(row, Cents(0)), f"{SETTLED}{reward_id}:{row.turn + 1}"
        entries = entries_of_return(to, [(settled, part)], cause=cause, by=by, now=now)
        effect = sum((each.reward_effect_cents for each in entries), Cents(0))
        found.append((RewardChange(row=row, remaining_cents=row.remaining_cents + effect), entries))
        left = Cents(left - part)
        if left == 0 or len(found) == REWARDS_MAX:
            break
    return found


def returning(row: Reward, owed_cents: Cents, *, clawed_back: bool = False) -> Returning:
    """The reward as value comes back to it."""
    return Returning(
        client_id=row.client_id,
        reward_id=row.reward_id,
        turn=row.turn,
        expires_at=row.expires_at,
        voided=row.voided,
        clawed_back=clawed_back,
        owed_cents=owed_cents,
    )


def row_key(row: Reward) -> tuple[str, str]:
    """The reward's key."""
    return row.client_id, row.reward_id


def _settled(client_id: str) -> list[tuple[str, Cents]]:
    """The rewards that settled what was owed as they were issued, the latest first, and what of it they did
    not get back yet.
    """
    rows = EntryRow.query(client_id, EntryRow.entry_id.startswith(SETTLED), consistent_read=True)
    back = EntryRow.query(client_id, EntryRow.entry_id.startswith(f"return:{SETTLED}"), consistent_read=True)
    returned: Counter[str] = Counter()
    for each in back:
        returned[each.reward_id] += int(each.cents)
    # A reward that was taken back settles out of what is returned to it: that is its own debt.
    issued = [each.entry for each in rows if each.entry_id == f"{SETTLED}{each.reward_id}"]
    in_order = sorted(issued, key=lambda each: -each.seq)
    left = [(each.reward_id, Cents(each.cents - returned[each.reward_id])) for each in in_order]
    return [(reward_id, cents) for reward_id, cents in left if cents > 0]
