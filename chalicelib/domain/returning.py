"""What becomes of value that was redeemed and comes back to its reward. Source: rules 3 and 4."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents


@dataclass(frozen=True, kw_only=True)
class Returning:
    """The reward that value comes back to, as it stands, and what its client owes."""

    client_id: str
    reward_id: str
    turn: int
    expires_at: datetime | None
    voided: bool
    clawed_back: bool
    owed_cents: Cents

    def parts(self, cents: Cents, now: datetime) -> list[tuple[Kind, Cents]]:
        """What takes the returned value away again at once; nothing where the reward may be spent.

        What was taken back settles what its client owes first. A void or expired reward ends again.
        """
        if self.clawed_back:
            settled = Cents(min(self.owed_cents, cents))
            both = [(Kind.SETTLE, settled), (Kind.CLAWBACK, Cents(cents - settled))]
            return [(kind, part) for kind, part in both if part > 0]
        if self.voided:
            return [(Kind.VOID, cents)]
        if self.expires_at is not None and now >= self.expires_at:
            return [(Kind.EXPIRE, cents)]
        return []


def entries_of_return(
    to: Returning, redeemed: list[tuple[str, Cents]], *, cause: str, by: str, now: datetime
) -> list[Entry]:
    """The entries that return `redeemed` (redeem entries' ids with cents) to one reward, in their order."""
    total = sum((cents for _, cents in redeemed), Cents(0))
    returns = [(f"return:{entry_id}", Kind.RETURN, cents) for entry_id, cents in redeemed]
    ends = [
        (f"{kind.value}:{to.reward_id}:{to.turn + 1}", kind, cents) for kind, cents in to.parts(total, now)
    ]
    return [
        Entry(
            client_id=to.client_id,
            entry_id=entry_id,
            kind=kind,
            cents=cents,
            reward_id=to.reward_id,
            at=now,
            cause=cause,
            by=by,
        )
        for entry_id, kind, cents in [*returns, *ends]
    ]
