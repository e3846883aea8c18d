"""The trial balance: what the entries of some clients come to, line by line, beside what is stored.

Over everyone it is the studio's. Source: rules 4.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chalicelib.domain.ledger import Entry, Kind

HEAD_BYTES = 256


class Line(StrEnum):
    """One line of the trial balance: a kind of entry, a transfer by its way and by what it moves."""

    OPENED = "opened"
    ISSUED = "issued"
    RETURNED = "returned"
    TRANSFERRED_IN = "transferred_in"
    REDEEMED = "redeemed"
    VOIDED = "voided"
    EXPIRED = "expired"
    CLAWED_BACK = "clawed_back"
    SETTLED = "settled"
    TRANSFERRED_OUT = "transferred_out"
    OWED = "owed"
    OWED_TRANSFERRED_IN = "owed_transferred_in"
    OWED_TRANSFERRED_OUT = "owed_transferred_out"


OUTSTANDING: Mapping[Line, int] = {
    Line.OPENED: 1,
    Line.ISSUED: 1,
    Line.RETURNED: 1,
    Line.TRANSFERRED_IN: 1,
    Line.REDEEMED: -1,
    Line.VOIDED: -1,
    Line.EXPIRED: -1,
    Line.CLAWED_BACK: -1,
    Line.SETTLED: -1,
    Line.TRANSFERRED_OUT: -1,
}
"""The lines that make what is outstanding, with their signs, in the order in which they are read."""
OWED: Mapping[Line, int] = {
    Line.OWED: 1,
    Line.OWED_TRANSFERRED_IN: 1,
    Line.SETTLED: -1,
    Line.OWED_TRANSFERRED_OUT: -1,
}
"""The lines that make what clients owe the studio."""
_OF_KIND = {
    Kind.OPEN: Line.OPENED,
    Kind.ISSUE: Line.ISSUED,
    Kind.REDEEM: Line.REDEEMED,
    Kind.RETURN: Line.RETURNED,
    Kind.VOID: Line.VOIDED,
    Kind.EXPIRE: Line.EXPIRED,
    Kind.CLAWBACK: Line.CLAWED_BACK,
    Kind.OWE: Line.OWED,
    Kind.SETTLE: Line.SETTLED,
}


@dataclass(frozen=True, kw_only=True)
class Books:
    """What was added up over some clients: their entries by line, and what is stored beside them.

    `lines` are sums above zero, in cents. `balance_cents`, `owed_cents` and `remaining_cents` are as the
    accounts and rewards say. `heads` is the sum of the chains' ends, for `digest`.
    """

    clients: int = 0
    entries: int = 0
    lines: Mapping[Line, int] = field(default_factory=dict)
    balance_cents: int = 0
    owed_cents: int = 0
    remaining_cents: int = 0
    heads: int = 0

    @property
    def outstanding_by_entries(self) -> int:
        """What should be outstanding, by the entries."""
        return sum(self.lines.get(line, 0) * sign for line, sign in OUTSTANDING.items())

    @property
    def owed_by_entries(self) -> int:
        """What should be owed, by the entries."""
        return sum(self.lines.get(line, 0) * sign for line, sign in OWED.items())

    @property
    def is_right(self) -> bool:
        """Whether both balances hold: entries, accounts and rewards say the same."""
        outstanding = {self.outstanding_by_entries, self.balance_cents, self.remaining_cents}
        return len(outstanding) == 1 and self.owed_by_entries == self.owed_cents

    @property
    def digest(self) -> str:
        """SHA-256 over the sum of the chains' ends: equal when the same clients' chains end alike."""
        return hashlib.sha256(self.heads.to_bytes(HEAD_BYTES)).hexdigest()

    @property
    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "clients": self.clients,
            "entries": self.entries,
            "lines": {line.value: cents for line, cents in self.lines.items()},
            "balance_cents": self.balance_cents,
            "owed_cents": self.owed_cents,
            "remaining_cents": self.remaining_cents,
            "heads": f"{self.heads:x}",
        }


def of_plain(stored: Mapping[str, Any]) -> Books:
    """What was stored."""
    lines = {Line(name): int(cents) for name, cents in stored["lines"].items()}
    return Books(**{**stored, "lines": lines, "heads": int(stored["heads"], 16)})


def books_of(
    client_id: str, entries: Sequence[Entry], *, balance_cents: int, owed_cents: int, remaining_cents: int
) -> Books:
    """One client's entries, in the order of their chain, and what is stored beside them."""
    lines: dict[Line, int] = {}
    for entry in entries:
        line = _line(entry)
        if line is not None:
            lines[line] = lines.get(line, 0) + abs(int(entry.cents))
    return Books(
        clients=1,
        entries=len(entries),
        lines=lines,
        balance_cents=int(balance_cents),
        owed_cents=int(owed_cents),
        remaining_cents=int(remaining_cents),
        heads=end_of_chain(client_id, len(entries), entries[-1].hash) if entries else 0,
    )


def added(books: Iterable[Books]) -> Books:
    """Several clients' books in one, in whatever order they come."""
    total = Books()
    for each in books:
        names = total.lines.keys() | each.lines.keys()
        total = Books(
            clients=total.clients + each.clients,
            entries=total.entries + each.entries,
            lines={line: total.lines.get(line, 0) + each.lines.get(line, 0) for line in sorted(names)},
            balance_cents=total.balance_cents + each.balance_cents,
            owed_cents=total.owed_cents + each.owed_cents,
            remaining_cents=total.remaining_cents + each.remaining_cents,
            heads=(total.heads + each.heads) % (1 << 8 * HEAD_BYTES),
        )
    return total


def end_of_chain(client_id: str, entries: int, last_hash: str) -> int:
    """One chain's part of the digest: `<client> <number of entries> <hash of the last>`, as a long number.

    Parts are added, so that no order counts and the same part twice is seen; and they are long, since
    short ones could be chosen so that their sum stays.
    """
    text = f"{client_id} {entries} {last_hash}".encode()
    return int.from_bytes(hashlib.shake_256(text).digest(HEAD_BYTES))


def _line(entry: Entry) -> Line | None:
    if entry.kind is not Kind.TRANSFER:
        return _OF_KIND.get(entry.kind)
    if entry.cents == 0:
        return None
    if entry.reward_id:
        return Line.TRANSFERRED_IN if entry.cents > 0 else Line.TRANSFERRED_OUT
    return Line.OWED_TRANSFERRED_IN if entry.cents > 0 else Line.OWED_TRANSFERRED_OUT
