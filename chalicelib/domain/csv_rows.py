"""Reading a piece of a CSV file: its whole records, where each begins and ends, never half a one.

A file is read in pieces of bytes. A record may hold line breaks inside quotes, so that only reading
tells where it ends; what is left over at the end of a piece is read again with the next one.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.spreadsheet import unguarded

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RECORD_MAX = 128 * 1024  # csv's own limit of a cell; a quote that is never closed runs into it.


@dataclass(frozen=True)
class Record:
    """One record: its cells, the line it begins on, and how many lines and bytes it takes.

    `fault` says why it cannot be read, in words for a report; then it has no cells.
    """

    cells: tuple[str, ...]
    line: int
    lines: int
    size: int
    fault: str = ""


class _Lines:
    """Hands out decoded lines one by one and knows how much was taken."""

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines
        self.taken = 0
        self.ran_out = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.taken == len(self.lines):
            self.ran_out = True
            raise StopIteration
        self.taken += 1
        # What is not UTF-8 becomes surrogates, which the readers of cells refuse by name.
        return self.lines[self.taken - 1].decode("utf-8", "surrogateescape")


def records(piece: bytes, *, line: int, is_last: bool) -> Iterator[Record]:
    """The records that are whole in `piece`, which begins with a record at line number `line`.

    The file's last piece may end without a line break. A quote that is never closed costs its own
    line, not the rest of the file. The mark at the start of a file must be cut off before.
    """
    source = _Lines(_whole_lines(piece, is_last))
    while source.taken < len(source.lines):
        begun = source.taken
        try:
            cells = tuple(map(unguarded, next(csv.reader(source), ())))
            fault = ""
        except csv.Error:
            cells, fault = (), "cannot be read: a quote is not closed, or a cell is too long"
        if source.ran_out and not fault:
            size = sum(map(len, source.lines[begun:]))
            if not is_last and size <= RECORD_MAX:
                return
            # The end of the file, or of what a record may be, inside quotes.
            cells, fault = (), "cannot be read: a quote is not closed"
        if fault:
            source.taken, source.ran_out = begun + 1, False
        size = sum(map(len, source.lines[begun : source.taken]))
        yield Record(cells, line, source.taken - begun, size, fault)
        line += source.taken - begun


def _whole_lines(piece: bytes, is_last: bool) -> list[bytes]:
    lines = piece.split(b"\n")
    rest = lines.pop()
    whole = [line + b"\n" for line in lines]
    return [*whole, rest] if is_last and rest else whole
