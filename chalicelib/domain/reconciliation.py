"""Comparing what is stored beside the ledger with what ledger and invoices make of it. Never a repair.

Source: rules 4.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain import ledger
from chalicelib.domain.ledger import Entry
from chalicelib.domain.loyalty import Sales
from chalicelib.domain.money import Cents

COLUMNS = ("client_ref", "client_id", "what", "stored", "computed")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A client's caches: the account's figures, and what is left of each reward."""

    balance_cents: Cents
    owed_cents: Cents
    qualified_cents: Cents
    consumed_cents: Cents
    seq: int
    head: str
    loyalty_sequence: int
    remaining: Mapping[str, Cents]


@dataclass(frozen=True)
class Difference:
    """One cache that is not what its sources make of it, or one entry that breaks the chain."""

    what: str
    stored: str
    computed: str


def differences(
    stored: Stored, entries: Sequence[Entry], sales: Sales, loyalty_issues: int
) -> list[Difference]:
    """Every difference of one client, `sales` being counted from the account's own start date."""
    figures: Iterable[tuple[str, object, object]] = (
        ("balance_cents", stored.balance_cents, ledger.balance_cents(entries)),
        ("owed_cents", stored.owed_cents, ledger.owed_cents(entries)),
        ("qualified_cents", stored.qualified_cents, sales.qualified_cents),
        ("consumed_cents", stored.consumed_cents, sales.consumed_cents),
        ("loyalty_sequence", stored.loyalty_sequence, loyalty_issues),
        ("seq", stored.seq, len(entries)),
        ("head", stored.head, entries[-1].hash if entries else ledger.GENESIS),
        *_rewards(stored.remaining, entries),
    )
    found = [Difference(what, str(left), str(right)) for what, left, right in figures if left != right]
    broken = ledger.first_break(entries)
    if broken is not None:
        found.append(Difference(f"entry:{broken.entry_id}", "", broken.reason))
    return found


def _rewards(
    remaining: Mapping[str, Cents], entries: Sequence[Entry]
) -> Iterator[tuple[str, object, object]]:
    computed = ledger.remaining_by_reward(entries)
    for reward_id in sorted({*remaining, *computed}):
        yield (
            f"remaining_cents:{reward_id}",
            remaining.get(reward_id, "missing"),
            computed.get(reward_id, Cents(0)),
        )
