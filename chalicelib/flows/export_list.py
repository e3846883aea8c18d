"""A list of clients, or a report, is written as a file: part by part, then the parts are joined.

The parts keep memory small however long the list is, and let another function go on where one stopped.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.client_export import HEADER, export_row
from chalicelib.domain.csv_rows import BYTE_ORDER_MARK
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_clients import is_there
from chalicelib.flows.mail_report import report_notice
from chalicelib.flows.report import Part
from chalicelib.flows.reports import REPORTS
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.export import Export
from chalicelib.services.files import Files

READ_TOGETHER = 100
IN_MEMORY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Means:
    """What an export works with. `go_on` lets another function go on; `part_rows` is what one part holds."""

    files: Files
    is_time_up: Callable[[], bool]
    go_on: Callable[[str], None]
    part_rows: int = 2000


def export_list(export_id: str, studio: Studio, *, means: Means, now: datetime) -> Export | None:
    """Write parts until the list ends, then the file; or until time is up, and let another go on.

    A repeat goes on where the export stands: a part written twice is the same part, and of two who
    write at once one moves the export and the other stops. None when there is no such export.
    """
    export = Export.find(export_id, now)
    # A step before the look at the time: whoever goes on gets further, however little time it is given.
    while export is not None and not export.is_finished:
        if not (_finish if export.is_read else _write_part)(export, studio, means, now):
            break
        if not export.is_finished and means.is_time_up():
            means.go_on(export_id)
            break
    return export


def _write_part(export: Export, studio: Studio, means: Means, now: datetime) -> bool:
    """Write the next part; False when another was first."""
    read = _read_clients if export.report is None else REPORTS[export.heading].read_rows
    part = read(export, studio, means.part_rows, now)
    means.files.put(export.part_key(export.parts + 1), _csv(part.rows))
    return export.stand_behind(
        part.cursor, clients=len(part.rows), is_read=part.is_read, figures=part.figures, now=now
    )


def _finish(export: Export, studio: Studio, means: Means, now: datetime) -> bool:
    """Join the parts, and queue the email that the file goes out with; False when another was first."""
    header = HEADER if export.report is None else REPORTS[export.heading].header
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as whole:
        # Without the mark Excel reads accents as something else; imports know it.
        whole.write(BYTE_ORDER_MARK + _csv([list(header)]))
        for part in range(1, export.parts + 1):
            whole.write(means.files.whole(export.part_key(part)))
        size_bytes = whole.tell()
        whole.seek(0)
        means.files.put(export.key, whole)
    letter = [report_notice(export, size_bytes, studio, now)] if export.mail_to else []
    return export.finish(now, size_bytes=size_bytes, others=letter)


def _read_clients(export: Export, studio: Studio, part_rows: int, _: datetime) -> Part:
    """The next rows of a list of clients."""
    part = Part(cursor=export.cursor or "")
    while len(part.rows) < part_rows and not part.is_read:
        limit = min(READ_TOGETHER, part_rows - len(part.rows))
        found = standing(export.heading, part.cursor, limit, until=export.until or "")
        part.rows += _rows(found.client_ids, studio)
        part.cursor = found.places[-1] if found.places else part.cursor
        part.is_read = not found.more
    return part


def _rows(client_ids: Sequence[str], studio: Studio) -> list[list[str]]:
    """The rows of these clients in their order; whoever was joined or erased meanwhile is left out."""
    clients = {each.client_id: each for each in Client.batch_get(client_ids)}
    there = [clients[each] for each in client_ids if each in clients and is_there(clients[each])]
    wanted = {each.referred_by for each in there if each.referred_by}
    found = Client.batch_get(sorted(wanted), attributes_to_get=["client_id", "client_ref"]) if wanted else ()
    refs = {each.client_id: each.client_ref for each in found}
    return [export_row(each.attribute_values, refs.get(each.referred_by or ""), studio) for each in there]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
