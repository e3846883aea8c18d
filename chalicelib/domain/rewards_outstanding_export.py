"""A reward as a row of the file of what is outstanding, safe to open in a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.money import to_text
from chalicelib.domain.report_cells import location_words, person_cells
from chalicelib.domain.reward_words import by_words, source_words
from chalicelib.domain.rewards_outstanding import Line, Wanted
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Studio

HEADER = (
    *("code", "client", "client_number", "client_ref", "issued", "face", "remaining", "expires"),
    *("days_left", "source", "created_by", "location"),
)


def outstanding_row(line: Line, client: Mapping[str, Any], wanted: Wanted, studio: Studio) -> list[str]:
    """The cells in the order of `HEADER`; who is not there any more has no name."""
    days_left = line.days_left(wanted.as_of)
    cells = (
        line.code,
        *person_cells(client, studio.preferences.name_order),
        line.issued_on.isoformat(),
        to_text(line.face_cents),
        to_text(line.remaining_cents),
        line.expires_on.isoformat() if line.expires_on is not None else "",
        str(days_left) if days_left is not None else "",
        source_words(line.source),
        by_words(line.created_by),
        location_words(line.location_id, studio),
    )
    return [guarded(cell) for cell in cells]
