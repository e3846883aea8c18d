"""What became of a run by hand: every line of it as a file, and its letters to print as another."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from chalicelib.domain.csv_rows import BYTE_ORDER_MARK
from chalicelib.domain.money import to_text
from chalicelib.domain.processing import Skip
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Preferences
from chalicelib.models.client import Client
from chalicelib.models.eligible import TO, Eligible, rows_behind
from chalicelib.models.processing import Processing
from chalicelib.services.files import Files

READ_TOGETHER = 100
HEADER = (
    *("client_ref", "client_number", "first_name", "last_name", "qualifying_sales", "consumed"),
    *("reward", "outcome", "reason", "paid", "code"),
)
NAMES = ["client_id", "client_ref", "client_number", "first_name", "last_name", "company", "erased_at"]
HTML = "text/html; charset=utf-8"


def write_files(
    run: Processing, preferences: Preferences, files: Files, renew: Callable[[], None]
) -> int | None:
    """Put report and letters of the run into the bucket; how many letters, None where none are on paper.

    The files say what stands at this moment and take the place of earlier ones.
    """
    rows = sorted(_rows(run.processing_id, renew), key=lambda row: row.by_name or "")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_lines(run, rows))
    files.put(run.report_key, BYTE_ORDER_MARK + text.getvalue().encode())
    if not run.has_letters_to_print:
        return None
    # Templates and the cleaner of letters are loaded where there are letters alone.
    from chalicelib.flows.print_letters import printed_letters

    notice_ids = [row.notice_id for row in rows if row.notice_id is not None]
    page, number = printed_letters(notice_ids, preferences, renew)
    files.put(run.letters_key, page.encode(), content_type=HTML)
    return number


def _rows(processing_id: str, renew: Callable[[], None]) -> Iterator[Eligible]:
    after, more = "", True
    while more:
        renew()
        rows, more = rows_behind(processing_id, TO, after, 10 * READ_TOGETHER)
        yield from rows
        after = rows[-1].part if rows else ""


def _lines(run: Processing, rows: Sequence[Eligible]) -> Iterator[list[str]]:
    for start in range(0, len(rows), READ_TOGETHER):
        some = rows[start : start + READ_TOGETHER]
        found = Client.batch_get(
            [row.client_id for row in some], consistent_read=True, attributes_to_get=NAMES
        )
        clients = {each.client_id: each for each in found}
        yield from (_line(run, row, clients.get(row.client_id)) for row in some)


def _line(run: Processing, row: Eligible, client: Client | None) -> list[str]:
    number = client.client_number if client is not None else None
    is_ticked = row.is_ticked(run)
    told = (
        client.client_ref if client is not None else row.client_id,
        str(number) if number is not None else "",
        (client.first_name if client is not None else None) or "",
        (client.last_name if client is not None else None) or "",
        to_text(row.qualifying_cents),
        to_text(row.consumed_cents),
        to_text(row.reward_cents),
        row.outcome if is_ticked else "skipped",
        (row.reason or "") if is_ticked else Skip.UNTICKED.value,
        to_text(row.paid_cents or 0),
        row.code or "",
    )
    return [guarded(cell) for cell in told]
