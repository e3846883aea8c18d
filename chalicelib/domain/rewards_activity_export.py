"""An entry as a row of the activity's file, safe to open in a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.money import to_text
from chalicelib.domain.report_cells import location_words, person_cells
from chalicelib.domain.reward_words import by_words, kind_words, source_words
from chalicelib.domain.rewards_activity import Line
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Studio

HEADER = (
    *("code", "what", "amount", "on", "issued", "expires", "client", "client_number", "client_ref"),
    *("by", "created_by", "invoice", "source", "location", "entry"),
)


def activity_row(
    line: Line, reward: Mapping[str, Any], client: Mapping[str, Any], studio: Studio
) -> list[str]:
    """The cells in the order of `HEADER`; who is not there any more has no name."""
    issued_on, expires_on = reward.get("issued_on"), reward.get("expires_on")
    cells = [
        str(reward.get("code") or ""),
        kind_words(line.kind),
        line.on.isoformat(),
        issued_on.isoformat() if issued_on else "",
        expires_on.isoformat() if expires_on else "",
        *person_cells(client, studio.preferences.name_order),
        by_words(line.by),
        by_words(str(reward.get("created_by") or "")),
        line.invoice,
        source_words(line.source),
        location_words(reward.get("location_id"), studio),
        line.entry_id,
    ]
    # An amount of ours that begins with a minus is no formula, and is to be added up.
    return [*map(guarded, cells[:2]), to_text(line.cents), *map(guarded, cells[2:])]
