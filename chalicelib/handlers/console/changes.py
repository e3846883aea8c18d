"""What operators changed, in rows for a table: when, what, by whom, before and after."""

from collections.abc import Iterable

from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.audit_words import in_words
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Cell
from chalicelib.models.audit import AuditRecord


def change_rows(records: Iterable[AuditRecord], studio: Studio) -> list[list[Cell]]:
    """Each record as a row of when, what, by, before, after and request."""
    zone = studio.preferences.local_zone()
    return [
        [
            on_the_clock(record.instant, zone),
            record.what.replace("_", " "),
            record.role,
            in_words(record.before, studio),
            in_words(record.after, studio),
            record.request_id,
        ]
        for record in records
    ]
