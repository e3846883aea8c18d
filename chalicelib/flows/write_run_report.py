"""The reports of a run's steps: the pages' parts joined, and the figures that follow from them."""

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile

from chalicelib.domain import reconciliation, run_report
from chalicelib.domain.night_step import Step
from chalicelib.models.run import Run
from chalicelib.models.run_page import Page, summed
from chalicelib.services.files import Files

IN_MEMORY_MAX = 4_000_000


def write_run_report(run: Run, step: Step, pages: Sequence[Page], files: Files) -> dict[str, int]:
    """Write the step's report, if it has one, and answer the step's figures.

    The parts stand in memory, some 60 bytes a client (6 MB for 100,000); what is joined goes by way of
    the disk. Writing it again gives the same file.
    """
    parts = [run_report.rows_of(files.whole(page.report_key)) for page in pages if page.report_key]
    if step is Step.LOYALTY:
        figures: dict[str, int] = {}
        rows = run_report.counted(run_report.merged(parts), figures)
        _put(files, run.report_key, run_report.COLUMNS, rows)
        return figures
    figures = summed(pages)
    if step is Step.RECONCILIATION:
        _put(files, run.reconciliation_key, reconciliation.COLUMNS, run_report.distinct(parts))
    return figures


def _put(files: Files, key: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY_MAX) as written:
        for line in run_report.text_lines(header, rows):
            written.write(line)
        written.seek(0)
        files.put(key, written)
