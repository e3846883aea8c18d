"""Files under `imports/`: which kind a file is, where its report goes, and what the report says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.row import Judgement, Kind

FOLDER = "imports"
REPORTS = "reports"
DRY_RUN = "dry-run"
REASON_MAX = 200
REPORT_COLUMNS = ("line", "column", "reason", "outcome")
FIGURES = ("rows", "stored", "unchanged", "older", "waiting", "refused", "applied")
NOT_CSV = {
    b"PK\x03\x04": "is a workbook; save it as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "is a workbook; save it as CSV (UTF-8)",
    b"\xff\xfe": "is not UTF-8; save it as CSV (UTF-8)",
    b"\xfe\xff": "is not UTF-8; save it as CSV (UTF-8)",
    b"\x1f\x8b": "is compressed; put it there unpacked",
}


@dataclass(frozen=True)
class Place:
    """A file to import, or to try: its kind, and its name within the kind's folder."""

    kind: Kind
    name: str
    dry_run: bool = False

    @property
    def report_key(self) -> str:
        """Where the report stands; its name ends in `.csv` whatever the file is called."""
        name = self.name if self.name.lower().endswith(".csv") else f"{self.name}.csv"
        kind = f"{DRY_RUN}/{self.kind}" if self.dry_run else self.kind
        return f"{FOLDER}/{REPORTS}/{kind}/{name}"


def place_of(key: str) -> Place | None:
    """The file that an object of the bucket is, or None for folders, reports and anything else.

    Only clients can be tried.
    """
    folder, _, rest = key.partition("/")
    dry_run = rest.startswith(f"{DRY_RUN}/{Kind.CLIENTS}/")
    kind, _, name = rest.removeprefix(f"{DRY_RUN}/" if dry_run else "").partition("/")
    if folder != FOLDER or kind not in list(Kind) or not name or name.endswith("/"):
        return None
    return Place(Kind(kind), name, dry_run)


def fault_of(start: bytes) -> str:
    """Why a file that begins so is no CSV file at all, or ""."""
    return next((why for sign, why in NOT_CSV.items() if start.startswith(sign)), "")


def told(line: int, judgement: Judgement, of: str = "") -> tuple[int, str, str, str]:
    """A row as the report lists it. `of` names a row that had waited."""
    reason = f"{of}: {judgement.reason}" if of else judgement.reason
    return line, judgement.column, reason[:REASON_MAX], judgement.outcome.value


def report_lines(
    listed: Iterable[Mapping[str, Any]], figures: Mapping[str, int]
) -> Iterator[tuple[str, ...]]:
    """The report's lines: its columns, each row that is listed, and at the end the counts."""
    yield REPORT_COLUMNS
    for each in listed:
        yield tuple(str(each[column]) for column in REPORT_COLUMNS)
    for name in FIGURES:
        yield "count", name, str(figures.get(name, 0)), ""
