"""The reports of a run's steps: the pages' parts joined, and the figures that follow from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from chalicelib.domain import reconciliation, run_report
from chalicelib.domain.night_step import Step
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page, summed
from chalicelib.services.files import Files

IN_MEMORY_MAX = 4_000_000
LARGEST = 10


@dataclass(frozen=True)
class Written:
    """A step's figures and, of loyalty, the greatest rewards: references and cents."""

    figures: dict[str, int]
    largest: list[tuple[str, int]] = field(default_factory=list)


def write_run_report(run: Run, step: Step, pages: Sequence[Page], files: Files) -> Written:
    """Write the step's report, if it has one, and answer what it comes to.

    The parts stand in memory, some 60 bytes a client (6 MB for 100,000); what is joined goes by way of
    the disk. Writing it again gives the same file.
    """
    parts = [run_report.rows_of(files.whole(page.report_key)) for page in pages if page.report_key]
    if step is Step.LOYALTY:
        written = Written({})
        rows = run_report.counted(run_report.merged(parts), written.figures, run.loyalty_rule)
        ranked = run_report.largest(rows, LARGEST, written.largest)
        _put(files, run.report_key, run_report.COLUMNS, ranked)
        return written
    figures = summed(pages)
    if step is Step.RECONCILIATION:
        _put(files, run.reconciliation_key, reconciliation.COLUMNS, run_report.distinct(parts))
    elif step is Step.REBUILD:
        _put(files, run.report_key, (*reconciliation.COLUMNS, "outcome"), run_report.distinct(parts))
    return Written(figures)


def _put(files: Files, key: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY_MAX) as written:
        for line in run_report.text_lines(header, rows):
            written.write(line)
        written.seek(0)
        files.put(key, written)
