"""One slice of a file: its rows are stored, what is to be told is kept, and the next one is sent for.

Where a file stands is written on its run, under the condition that nobody moved it meanwhile. A message
only says that a run goes on: told again, it goes on from where the run stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.cells import ref_of
from chalicelib.domain.columns import Header, read_header
from chalicelib.domain.csv_rows import Record
from chalicelib.domain.import_file import told
from chalicelib.domain.row import Judgement, Kind, Row, refused
from chalicelib.domain.studio import Studio
from chalicelib.flows.import_report import write_report
from chalicelib.flows.read_file import Placed, read_file
from chalicelib.flows.record_rows import Door, apply_waiting, record_rows
from chalicelib.flows.try_clients import try_clients
from chalicelib.models.import_run import FINISHED, REPLACED, RUNNING, EndedImport, ImportRun
from chalicelib.services.files import FileChanged, Files
from chalicelib.services.queue import Queue

ROWS_TOGETHER = 100
LEASE = timedelta(seconds=60)  # Longer than a slice takes; a dead reader's slice is read again after it.
TOLD_MAX = 500  # With the rows of one more round they still fit into a record.


@dataclass(frozen=True)
class Means:
    """What a slice works with. `is_time_up` says after each round of rows whether to stop there."""

    files: Files
    queue: Queue
    door: Door
    is_time_up: Callable[[], bool]


def import_slice(run_id: str, studio: Studio, *, means: Means, now: datetime) -> ImportRun | None:
    """Read on where the run stands, and send for the next slice or write the report; the run after.

    A repeat changes nothing: rows are upserts, and only one reader moves the run. One who finds
    another at work comes back when that one must have ended. None where there was nothing to do,
    or where the file is not there any more.
    """
    run = ImportRun.find(run_id)
    if run is None or run.state == REPLACED:
        return None
    if run.state == RUNNING:
        if not run.lease(now, now + LEASE):
            means.queue.send({"run": run_id}, delay_seconds=int(LEASE.total_seconds()))
            return None
        try:
            reader = _Reader(run, studio, means, now)
            reader.read()
        except FileChanged:
            run.settle(now, state=REPLACED)
            return None
        if not run.advance(reader.after, reader.told):
            return None
        run = reader.after
    if run.state == RUNNING:
        means.queue.send({"run": run_id})
    elif not run.is_reported:
        report_key = write_report(run, files=means.files)
        EndedImport.of_run(run, report_key).keep()
        run.settle(now, is_reported=True)
    return run


class _Reader:
    """Reads one slice. `after` is the run as it stands behind the slice, `told` what the report will list."""

    def __init__(self, run: ImportRun, studio: Studio, means: Means, now: datetime) -> None:
        self.run, self.studio, self.means, self.now = run, studio, means, now
        self.kind = Kind(run.kind)
        self.after = ImportRun(**{**run.attribute_values, "updated_at": now})
        self.after.slices += 1
        self.after.figures = dict(run.figures)
        self.told: list[tuple[int, str, str, str]] = []

    def read(self) -> None:
        """Read rows until the time is up, the file ends, or there is much to tell."""
        round_: list[Placed] = []
        for placed in read_file(self.run, self.means.files):
            if self.after.columns is None:
                if not self._begin(placed):
                    return
                continue
            round_.append(placed)
            if len(round_) == ROWS_TOGETHER:
                self._take(round_)
                round_ = []
                if self.means.is_time_up() or len(self.told) >= TOLD_MAX:
                    return
        if round_:
            self._take(round_)
        if self.after.columns is None:
            self._tell(1, refused("", "the file is empty"))
        self.after.state = FINISHED

    def _begin(self, placed: Placed) -> bool:
        """Read the first line; False when the file cannot be taken."""
        record = placed.record
        header = Header((), fault=record.fault) if record.fault else read_header(self.kind, record.cells)
        if header.fault:
            self._tell(record.line, refused("", header.fault))
            self.after.state = FINISHED
            return False
        for name in header.unknown:
            self.told.append((record.line, name[:100], "is not a known column and is left out", "ignored"))
        self.after.columns = list(header.columns)
        self._stand_behind(placed)
        return True

    def _take(self, round_: Sequence[Placed]) -> None:
        """Store a round of rows."""
        faults = [self._fault(placed.record) for placed in round_]
        rows = [
            Row(self._cells(placed.record), placed.record.line)
            for placed, fault in zip(round_, faults, strict=True)
            if not fault
        ]
        door = self.means.door
        if self.run.dry_run:
            judged = iter(try_clients(rows, self.studio, now=self.now))
        else:
            judged = iter(record_rows(self.kind, rows, self.studio, door=door, now=self.now))
        for placed, fault in zip(round_, faults, strict=True):
            self._count("rows")
            self._tell(placed.record.line, refused("", fault) if fault else next(judged))
        if self.kind is Kind.CLIENTS and not self.run.dry_run:
            lines = {ref: row.line for row in rows if (ref := ref_of(row, "client_ref"))}
            for each in apply_waiting(list(lines), self.studio, door=door, now=self.now):
                self._count("applied")
                if each.judgement.is_told:
                    self.told.append(told(lines[each.client_ref], each.judgement, of=each.row))
        self._stand_behind(round_[-1])

    def _stand_behind(self, placed: Placed) -> None:
        self.after.offset, self.after.line = placed.offset, placed.line

    def _fault(self, record: Record) -> str:
        if record.fault:
            return record.fault
        more = record.cells[len(self.after.columns or ()) :]
        return "has more cells than the file has columns" if any(cell.strip() for cell in more) else ""

    def _cells(self, record: Record) -> dict[str, str]:
        pairs = zip(self.after.columns or (), record.cells, strict=False)
        return {column: cell for column, cell in pairs if column and cell.strip()}

    def _tell(self, line: int, judgement: Judgement) -> None:
        self._count(judgement.outcome.value)
        if judgement.is_told:
            self.told.append(told(line, judgement))

    def _count(self, figure: str) -> None:
        self.after.figures[figure] = self.after.figures.get(figure, 0) + 1
