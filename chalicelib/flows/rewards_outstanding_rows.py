"""The Loyalty Rewards Outstanding as a file: today's by an index, an earlier day's client by client."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.money import to_display
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.report_cells import chosen_location
from chalicelib.domain.report_days import Days
from chalicelib.domain.rewards_outstanding import Figures, Line, Wanted
from chalicelib.domain.rewards_outstanding_export import HEADER, outstanding_row
from chalicelib.domain.studio import Studio
from chalicelib.flows.named import named
from chalicelib.flows.report import Part, Plain, Report
from chalicelib.flows.rewards_outstanding import is_over, lines_now, lines_then
from chalicelib.models.account import OWING, Account
from chalicelib.models.entry import entries_of
from chalicelib.models.export import Export
from chalicelib.models.reward import OUTSTANDING, Reward

REWARDS_TOGETHER = 100
ACCOUNTS_TOGETHER = 25
"""Each has a ledger of its own to be read."""


class Source(StrEnum):
    """What is read: today's rewards, then who owes; or everybody's ledger."""

    REWARDS = "rewards"
    OWING = "owing"
    LEDGERS = "ledgers"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the reading stands. `instant` is the same in all parts, whenever they are read."""

    source: Source
    instant: datetime
    key: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, export: Export, wanted: Wanted, studio: Studio, now: datetime) -> "Place":
        """Where the export stands."""
        if export.cursor:
            source, instant, key = json.loads(export.cursor)
            return cls(source=Source(source), instant=datetime.fromisoformat(instant), key=key)
        source = Source.LEDGERS if is_over(wanted, studio, now) else Source.REWARDS
        return cls(source=source, instant=wanted.instant(studio.preferences.local_zone(), now))

    @property
    def cursor(self) -> str:
        """As it is kept."""
        return json.dumps([self.source, self.instant.isoformat(), self.key], separators=(",", ":"))


def read_rows(export: Export, studio: Studio, part_rows: int, now: datetime) -> Part:
    """The next rows behind where the export stands, with the figures of all so far."""
    wanted = from_plain(Wanted, export.report or {})
    place = Place.of(export, wanted, studio, now)
    part, figures = Part(), Figures.of(export.figures)
    while part_rows > 0 and not part.is_read:
        lines, key, looked_at = _read(place, wanted, studio, figures)
        part_rows -= looked_at
        figures.add(lines)
        part.rows += _rows(lines, wanted, studio)
        if key is not None:
            place = replace(place, key=key)
        elif place.source is Source.REWARDS:
            place = replace(place, source=Source.OWING, key=None)
        else:
            part.is_read = True
    part.cursor, part.figures = place.cursor, figures.plain
    return part


def _read(
    place: Place, wanted: Wanted, studio: Studio, figures: Figures
) -> tuple[list[Line], Mapping[str, Any] | None, int]:
    """The lines of one page, where to go on, and how many rows of the part it stands for.

    What clients owe is added to the figures.
    """
    if place.source is Source.REWARDS:
        found: Any = Reward.by_outstanding.query(
            OUTSTANDING, limit=REWARDS_TOGETHER, last_evaluated_key=_key(place)
        )
        lines = lines_now(found, wanted, studio, place.instant)
        return lines, found.last_evaluated_key, REWARDS_TOGETHER
    if place.source is Source.OWING:
        found = Account.by_owing.query(OWING, limit=REWARDS_TOGETHER, last_evaluated_key=_key(place))
        figures.owe(int(each.owed_cents) for each in found)
        return [], found.last_evaluated_key, REWARDS_TOGETHER
    found = Account.scan(limit=ACCOUNTS_TOGETHER, last_evaluated_key=_key(place), consistent_read=True)
    ledgers = (entry for account in found if account.seq for entry in entries_of(account.client_id))
    lines, owed = lines_then(ledgers, wanted, studio, place.instant)
    figures.owe(owed.values())
    return lines, found.last_evaluated_key, ACCOUNTS_TOGETHER


def _key(place: Place) -> dict[str, Any] | None:
    return dict(place.key) if place.key is not None else None


def _rows(lines: list[Line], wanted: Wanted, studio: Studio) -> list[list[str]]:
    clients = named(each.client_id for each in lines)
    values = {client_id: row.attribute_values for client_id, row in clients.items()}
    return [outstanding_row(each, values.get(each.client_id, {}), wanted, studio) for each in lines]


def totals(figures: Plain, studio: Studio) -> list[tuple[str, str]]:
    """The figures in words."""
    made, currency = Figures.of(figures), studio.preferences.currency
    return [
        ("Rewards with value left", f"{made.rewards:,}"),
        ("What the studio owes with them", to_display(made.remaining_cents, currency)),
        ("Issued for", to_display(made.face_cents, currency)),
        ("Clients who owe the studio", f"{made.owing:,}"),
        ("What clients owe the studio", to_display(made.owed_cents, currency)),
    ]


def about(plain: Plain, studio: Studio) -> str:
    """What the report is about, in words."""
    wanted = from_plain(Wanted, plain)
    return f"As of {wanted.as_of}, {chosen_location(wanted.location, studio)}"


def _of_days(days: Days) -> Plain:
    plain: Plain = to_plain(Wanted(as_of=days.last_on))
    return plain


REPORT = Report(
    name="rewards_outstanding",
    title="Loyalty Rewards Outstanding",
    header=HEADER,
    read_rows=read_rows,
    of_days=_of_days,
    about=about,
    totals=totals,
)
