"""The ledger's rules: entries, their chain, and the balances that follow from them.

An entry is one line that is only ever added. Source: rules 0 and 4.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.ids import payload_hash
from chalicelib.domain.money import Cents

GENESIS = "0" * 64


class Kind(StrEnum):
    """What an entry does."""

    OPEN = "open"  # A balance brought along from an earlier system.
    ISSUE = "issue"
    REDEEM = "redeem"
    RETURN = "return"
    VOID = "void"
    EXTEND = "extend"
    EXPIRE = "expire"
    CLAWBACK = "clawback"
    OWE = "owe"
    SETTLE = "settle"
    TRANSFER = (
        "transfer"  # Joining: signed, out of one client and into another; what is owed without a reward.
    )


REWARD_SIGN: Mapping[Kind, int] = {
    Kind.OPEN: 1,
    Kind.ISSUE: 1,
    Kind.RETURN: 1,
    Kind.REDEEM: -1,
    Kind.VOID: -1,
    Kind.EXPIRE: -1,
    Kind.CLAWBACK: -1,
    Kind.SETTLE: -1,
    Kind.EXTEND: 0,
    Kind.OWE: 0,
    Kind.TRANSFER: 1,
}
OWED_SIGN: Mapping[Kind, int] = {Kind.OWE: 1, Kind.SETTLE: -1}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a client's ledger. Holds ids and codes only; free text stands elsewhere.

    `cents` is above zero, but for a transfer, whose sign says the way, and an extension, which moves
    none. `consumed` says what a loyalty issue used up, as {invoice_ref: cents}; a transfer takes it
    along with the invoices, signed. A transfer without a `reward_id` moves what is owed, or nothing.
    `seq` counts the client's entries from 1; `hash` covers the entry and the one before it.
    """

    client_id: str
    entry_id: str
    kind: Kind
    cents: Cents
    reward_id: str
    at: datetime
    cause: str
    by: str
    consumed: Mapping[str, int] = field(default_factory=dict)
    seq: int = 0
    previous_hash: str = ""
    hash: str = ""

    @property
    def reward_effect_cents(self) -> Cents:
        """What the entry adds to its reward and to the client's balance."""
        return Cents(0) if self._moves_owed else self.cents * REWARD_SIGN[self.kind]

    @property
    def owed_effect_cents(self) -> Cents:
        """What the entry adds to what the client owes."""
        return self.cents if self._moves_owed else self.cents * OWED_SIGN.get(self.kind, 0)

    @property
    def _moves_owed(self) -> bool:
        return self.kind is Kind.TRANSFER and not self.reward_id

    @property
    def payload_hash(self) -> str:
        """What the entry means, without when and where in the chain it was written."""
        return payload_hash(
            {
                "client": self.client_id,
                "entry": self.entry_id,
                "kind": self.kind.value,
                "cents": int(self.cents),
                "reward": self.reward_id,
                "cause": self.cause,
                "consumed": {ref: int(cents) for ref, cents in self.consumed.items()},
            }
        )


@dataclass(frozen=True)
class Head:
    """The end of a client's chain: the last entry's place and hash, and the balances after it."""

    seq: int = 0
    hash: str = GENESIS
    balance_cents: Cents = Cents(0)
    owed_cents: Cents = Cents(0)


def chained(head: Head, entries: Iterable[Entry]) -> tuple[list[Entry], Head]:
    """`entries` with their places and hashes after `head`, and the head after them.

    Asserts that neither the balance nor what is owed falls below zero: the flows decide before.
    """
    placed = []
    for entry in entries:
        linked = replace(entry, seq=head.seq + 1, previous_hash=head.hash)
        linked = replace(linked, hash=entry_hash(linked))
        head = Head(
            seq=linked.seq,
            hash=linked.hash,
            balance_cents=head.balance_cents + linked.reward_effect_cents,
            owed_cents=head.owed_cents + linked.owed_effect_cents,
        )
        assert head.balance_cents >= 0, "a balance below zero"
        assert head.owed_cents >= 0, "less than nothing owed"
        placed.append(linked)
    return placed, head


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says, its place and the hash before it."""
    content = {
        "payload": entry.payload_hash,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "seq": entry.seq,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the entry, and why."""

    entry_id: str
    reason: str


def first_break(entries: Iterable[Entry]) -> Break | None:
    """The first entry, in order of `seq`, that does not follow from the one before it, or None."""
    previous = GENESIS
    for place, entry in enumerate(sorted(entries, key=lambda each: each.seq), 1):
        if entry.seq != place:
            return Break(entry.entry_id, "sequence")
        if entry.previous_hash != previous:
            return Break(entry.entry_id, "previous_hash")
        if entry.hash != entry_hash(entry):
            return Break(entry.entry_id, "hash")
        previous = entry.hash
    return None


def balance_cents(entries: Iterable[Entry]) -> Cents:
    """What the client can spend: the sum of the entries' effects."""
    return sum((entry.reward_effect_cents for entry in entries), Cents(0))


def owed_cents(entries: Iterable[Entry]) -> Cents:
    """What the client owes after clawbacks of value already spent."""
    return sum((entry.owed_effect_cents for entry in entries), Cents(0))


def remaining_by_reward(entries: Iterable[Entry]) -> dict[str, Cents]:
    """What is left of each reward."""
    remaining: dict[str, Cents] = {}
    for entry in entries:
        if entry.kind is Kind.OWE or not entry.reward_id:
            continue
        before = remaining.get(entry.reward_id, Cents(0))
        remaining[entry.reward_id] = before + entry.reward_effect_cents
    return remaining
