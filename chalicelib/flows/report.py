"""What a report gives so that it can be written as a file and mailed: columns, rows in parts, figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.report_days import Days
from chalicelib.domain.studio import Studio
from chalicelib.models.export import Export

Plain = Mapping[str, Any]
"""What a report is about, or its figures, as they are kept."""


@dataclass(kw_only=True)
class Part:
    """Rows of the file, where to go on, and what all rows so far make together."""

    rows: list[list[str]] = field(default_factory=list)
    cursor: str = ""
    is_read: bool = False
    figures: Plain | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report. `name` is its view's too.

    `read_rows` gives the next rows behind where the export stands, at most so many or a little fewer, as
    of now; a part that is read twice is the same part but for what came about meanwhile. `totals` are the
    figures in words, `about` says what they are about, and `of_days` is what is asked for by a schedule.
    """

    name: str
    title: str
    header: Sequence[str]
    read_rows: Callable[[Export, Studio, int, datetime], Part]
    of_days: Callable[[Days], Plain]
    about: Callable[[Plain, Studio], str]
    totals: Callable[[Plain, Studio], Sequence[tuple[str, str]]]
