"""Comparing what is stored beside the ledger with what ledger and invoices make of it. Never a repair.

Source: rules 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain import ledger
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.loyalty import Sales
from chalicelib.domain.money import Cents

COLUMNS = ("client_ref", "client_id", "what", "stored", "computed")
ENTRY = "entry"
HEAD = "head"
MISSING = "missing"
UNREAD = "not compared"
SPENDING = (Kind.REDEEM, Kind.RETURN, Kind.SETTLE)
ENDS_IT = (Kind.VOID, Kind.CLAWBACK, Kind.OWE)
"""What stands on a reward that was voided or taken back."""


@dataclass(frozen=True, kw_only=True)
class HeldReward:
    """A reward's caches: what is left of it, whether it is void, and by which indexes it is found.

    `came_over`: it was another client's, whose ledger says whether it was void then.
    """

    remaining_cents: Cents
    voided: bool
    expires: bool
    is_open: bool
    is_outstanding: bool
    came_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A client's caches: the account's figures, and its rewards by their ids."""

    balance_cents: Cents
    owed_cents: Cents
    is_owing: bool
    qualified_cents: Cents
    consumed_cents: Cents
    seq: int
    head: str
    loyalty_sequence: int
    rewards: Mapping[str, HeldReward]

    @property
    def remaining_cents(self) -> Cents:
        """What all its rewards say is left."""
        return sum((each.remaining_cents for each in self.rewards.values()), Cents(0))


@dataclass(frozen=True)
class Difference:
    """One cache that is not what its sources make of it, or one entry that breaks the chain.

    `what` is the account's figure, or `<figure>:<reward>`, or `entry:<entry>` with the reason computed.
    """

    what: str
    stored: str
    computed: str

    @property
    def figure(self) -> str:
        """What differs, without of what."""
        return self.what.partition(":")[0]

    @property
    def of(self) -> str:
        """The reward or entry it is about; empty for the account."""
        return self.what.partition(":")[2]


def differences(
    stored: Stored, entries: Sequence[Entry], sales: Sales, loyalty_issues: int
) -> list[Difference]:
    """Every difference of one client, `sales` being counted from the account's own start date."""
    owed_cents = ledger.owed_cents(entries)
    figures: tuple[tuple[str, object, object], ...] = (
        ("balance_cents", stored.balance_cents, ledger.balance_cents(entries)),
        ("owed_cents", stored.owed_cents, owed_cents),
        ("is_owing", _word(stored.is_owing), _word(owed_cents > 0)),
        ("qualified_cents", stored.qualified_cents, sales.qualified_cents),
        ("consumed_cents", stored.consumed_cents, sales.consumed_cents),
        ("loyalty_sequence", stored.loyalty_sequence, loyalty_issues),
        ("seq", stored.seq, len(entries)),
        (HEAD, stored.head, entries[-1].hash if entries else ledger.GENESIS),
        *_rewards(stored.rewards, entries),
    )
    found = [Difference(what, str(left), str(right)) for what, left, right in figures if left != right]
    broken = ledger.first_break(entries)
    if broken is not None:
        found.append(Difference(f"{ENTRY}:{broken.entry_id}", "", broken.reason))
    return found


def _rewards(
    rewards: Mapping[str, HeldReward], entries: Sequence[Entry]
) -> Iterator[tuple[str, object, object]]:
    remaining = ledger.remaining_by_reward(entries)
    for reward_id in sorted({*rewards, *remaining}):
        left, held = remaining.get(reward_id, Cents(0)), rewards.get(reward_id)
        if held is None:
            yield f"remaining_cents:{reward_id}", MISSING, left
            continue
        own = [entry for entry in entries if entry.reward_id == reward_id]
        voided = any(entry.kind in ENDS_IT for entry in own) or (held.voided and _says_nothing(held, own))
        yield f"remaining_cents:{reward_id}", held.remaining_cents, left
        yield f"voided:{reward_id}", _word(held.voided), _word(voided)
        yield f"is_open:{reward_id}", _word(held.is_open), _word(held.expires and left > 0)
        yield f"is_outstanding:{reward_id}", _word(held.is_outstanding), _word(left > 0)


def _says_nothing(held: HeldReward, own: Sequence[Entry]) -> bool:
    """Whether a reward may be void without an entry of its own ledger that says so.

    It was another client's; or nothing was left of it to take back, and nothing spent to be owed.
    """
    spent = sum((entry.reward_effect_cents for entry in own if entry.kind in SPENDING), Cents(0))
    left = sum((entry.reward_effect_cents for entry in own), Cents(0))
    return held.came_over or (left == 0 and spent == 0)


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"
