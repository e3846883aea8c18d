"""The report beside an imported file: what was not taken, and the counts."""

import csv
import io
import tempfile

from chalicelib.domain.import_file import place_of, report_lines
from chalicelib.models.import_run import ImportRun
from chalicelib.services.files import Files

IN_MEMORY_BYTES = 4 * 1024 * 1024


def write_report(run: ImportRun, *, files: Files) -> str:
    """Put the run's report into the bucket, over an earlier one of the same file; its key.

    What was told is read slice by slice, and a long report grows on disk.
    """
    place = place_of(run.key)
    assert place is not None
    with (
        tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as report,
        io.TextIOWrapper(report, encoding="utf-8", newline="", write_through=True) as text,
    ):
        csv.writer(text, lineterminator="\n").writerows(report_lines(run.told(), run.figures))
        text.flush()
        report.seek(0)
        files.put(place.report_key, report)
    return place.report_key
