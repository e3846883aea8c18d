"""Taking back what a referral gave: the unspent part of a reward goes, the spent part is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.models import entry as entries_table
from chalicelib.models.posting import RewardChange
from chalicelib.models.reward import Reward

SPENT = (Kind.REDEEM, Kind.SETTLE)
SPENT_RETURNED = ("return:redeem:", "return:settle:")
"""An extension returns what had expired: that was never spent."""


@dataclass(frozen=True)
class TakenBack:
    """The entries that take a reward back, and what they make of its row."""

    entries: Sequence[Entry]
    change: RewardChange


def taken_back(client_id: str, reward_id: str, *, cause: str, by: str, now: datetime) -> TakenBack:
    """What takes the client's reward back as it stands now: to be read anew in each try of a posting.

    What was redeemed and not returned, or settled an older debt, is owed; also what of it was spent
    before records were joined.
    """
    standing = Reward.find(client_id, reward_id)
    assert standing is not None, "a referral points at a reward that is not there"
    entries = [
        Entry(
            client_id=client_id,
            entry_id=f"{kind.value}:{reward_id}:{standing.turn + 1}",
            kind=kind,
            cents=cents,
            reward_id=reward_id,
            at=now,
            cause=cause,
            by=by,
        )
        for kind, cents in ((Kind.CLAWBACK, standing.remaining_cents), (Kind.OWE, _spent_cents(standing)))
        if cents > 0
    ]
    return TakenBack(entries, RewardChange(row=standing, remaining_cents=Cents(0), voided=True))


def _spent_cents(standing: Reward) -> Cents:
    spent = Cents(0)
    row: Reward | None = standing
    while row is not None:
        for each in entries_table.entries_of(row.client_id):
            if each.reward_id == row.reward_id and _moves_spent(each):
                spent -= each.reward_effect_cents
        row = Reward.find(*row.transferred_from.split(" ")) if row.transferred_from else None
    return spent


def _moves_spent(entry: Entry) -> bool:
    if entry.kind is Kind.RETURN:
        return entry.entry_id.startswith(SPENT_RETURNED)
    return entry.kind in SPENT
