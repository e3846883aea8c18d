"""The report of a run: one line for each client considered, and the figures that follow from the lines."""

import csv
import heapq
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from chalicelib.domain.loyalty import WAITING, Reason, earned
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import LoyaltyRule

COLUMNS = ("client_ref", "qualifying_cents", "consumed_cents", "rewards", "reward_cents", "reason")
Row = list[str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """What the run made of one client; sales and consumed ones as they stood before its reward."""

    client_ref: str
    qualifying_cents: int = 0
    consumed_cents: int = 0
    rewards: int = 0
    reward_cents: int = 0
    reason: Reason

    @property
    def row(self) -> Row:
        """The line as text, column by column."""
        return [
            self.client_ref,
            *(str(int(each)) for each in (self.qualifying_cents, self.consumed_cents)),
            *(str(int(each)) for each in (self.rewards, self.reward_cents)),
            self.reason.value,
        ]


def part(rows: Iterable[Sequence[str]]) -> bytes:
    """A part of a report: rows by their first column, without header."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(sorted(rows, key=tuple))
    return written.getvalue().encode()


def rows_of(contents: bytes) -> Iterator[Row]:
    """The rows of a part."""
    return csv.reader(io.StringIO(contents.decode(), newline=""))


def merged(parts: Iterable[Iterator[Row]]) -> Iterator[Row]:
    """The rows of all parts by client reference, one a client.

    Whoever changes while the pages are listed may stand on two of them: the line with rewards wins.
    """
    in_order = heapq.merge(*parts, key=lambda row: row[0])
    for _, same in groupby(in_order, key=lambda row: row[0]):
        yield max(same, key=lambda row: int(row[3]))


def distinct(parts: Iterable[Iterator[Row]]) -> Iterator[Row]:
    """The rows of all parts in order, each once."""
    for row, _ in groupby(heapq.merge(*parts)):
        yield row


def counted(rows: Iterable[Row], figures: dict[str, int], rule: LoyaltyRule | None = None) -> Iterator[Row]:
    """`rows` as they pass, adding each to `figures`: clients considered, by reason, rewards and cents.

    With `rule` also what those have earned by it who wait for another day.
    """
    figures.update(considered=0, rewards=0, reward_cents=0)
    for row in rows:
        figures["considered"] += 1
        figures[row[5]] = figures.get(row[5], 0) + 1
        figures["rewards"] += int(row[3])
        figures["reward_cents"] += int(row[4])
        if rule is not None and row[5] in WAITING:
            waiting = earned(Cents(int(row[1]) - int(row[2])), rule).reward_cents
            figures["waiting_cents"] = figures.get("waiting_cents", 0) + int(waiting)
        yield row


def largest(rows: Iterable[Row], most: int, found: list[tuple[str, int]]) -> Iterator[Row]:
    """`rows` as they pass, leaving in `found` the references and cents of the greatest, at most so many."""
    heap: list[tuple[int, str]] = []
    for row in rows:
        if int(row[4]):
            push = heapq.heappush if len(heap) < most else heapq.heappushpop
            push(heap, (int(row[4]), row[0]))
        yield row
    found[:] = [(ref, cents) for cents, ref in sorted(heap, key=lambda each: (-each[0], each[1]))]


def text_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file's lines, its header first."""
    yield _line(header)
    yield from map(_line, rows)


def _line(row: Sequence[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerow(row)
    return written.getvalue().encode()
