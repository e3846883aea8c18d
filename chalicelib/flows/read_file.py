"""Reads a file of the bucket record by record from where a run stands, a piece in memory at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.csv_rows import BYTE_ORDER_MARK, Record, records
from chalicelib.domain.import_file import fault_of
from chalicelib.models.import_run import ImportRun
from chalicelib.services.files import Files

PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Placed:
    """A record, and where what comes after it begins."""

    record: Record
    offset: int
    line: int


def read_file(run: ImportRun, files: Files) -> Iterator[Placed]:
    """The records from the run's place on; empty lines are left out. Raises FileChanged.

    What is no text at all is one record with a fault, and so is a line longer than a piece.
    """
    offset, line = run.offset, run.line
    while offset < run.size:
        piece = files.read(run.key, start=offset, length=PIECE_BYTES, etag=run.etag)
        if offset == 0:
            if why := fault_of(piece):
                yield Placed(Record((), 1, 0, run.size, f"the file {why}"), run.size, 1)
                return
            if piece.startswith(BYTE_ORDER_MARK):
                piece, offset = piece[len(BYTE_ORDER_MARK) :], len(BYTE_ORDER_MARK)
        begun = offset
        for record in records(piece, line=line, is_last=offset + len(piece) >= run.size):
            offset, line = offset + record.size, line + record.lines
            if record.fault or any(cell.strip() for cell in record.cells):
                yield Placed(record, offset, line)
        if offset == begun and piece:
            offset += len(piece)
            yield Placed(Record((), line, 0, len(piece), "is longer than a megabyte"), offset, line)
