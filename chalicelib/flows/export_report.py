"""The next lines of the Client Referral Report for its file: month by month, the earliest first."""

import json
from dataclasses import dataclass, field

from chalicelib.domain.referral_export import referral_row
from chalicelib.domain.referral_report import Figures, Line, Wanted
from chalicelib.domain.studio import Studio
from chalicelib.flows.referral_report import Key, named, read_part
from chalicelib.models.export import Export

READ_TOGETHER = 50
"""Two names each: as many as one call brings."""


@dataclass
class Part:
    """Rows of the file, where to go on, and what all rows so far make together."""

    rows: list[list[str]] = field(default_factory=list)
    cursor: str = ""
    is_read: bool = False
    figures: Figures = field(default_factory=Figures)


def read_rows(export: Export, studio: Studio, part_rows: int) -> Part:
    """The next rows behind where the export stands, at most `part_rows` of them or a little fewer.

    A part that is read twice is the same part but for what came about meanwhile.
    """
    wanted = Wanted.of(export.report or {})
    months = wanted.months(studio.preferences.local_zone())
    part = Part(cursor=export.cursor or "", figures=Figures.of(export.figures))
    left = part_rows
    while left > 0 and not part.is_read:
        month, key = _standing(part.cursor, months)
        lines, key, is_over = read_part(wanted, studio, month, key, min(READ_TOGETHER, left))
        left -= READ_TOGETHER
        part.rows += _rows([each for each in lines if each.is_shown], studio)
        part.figures.add(lines, wanted.step)
        if is_over and month == months[-1]:
            part.is_read = True
        elif is_over:
            month, key = months[months.index(month) + 1], None
        part.cursor = json.dumps([month, key], separators=(",", ":"))
    return part


def _standing(cursor: str, months: list[str]) -> tuple[str, Key]:
    if not cursor:
        return months[0], None
    month, key = json.loads(cursor)
    return month, key


def _rows(lines: list[Line], studio: Studio) -> list[list[str]]:
    if not lines:
        return []
    clients = named(client_id for each in lines for client_id in (each.friend_id, each.referrer_id))
    values = {each: row.attribute_values for each, row in clients.items()}
    return [
        referral_row(each, values.get(each.referrer_id, {}), values.get(each.friend_id, {}), studio)
        for each in lines
    ]
