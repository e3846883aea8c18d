"""Reads the Loyalty Rewards Activity: the ledger's entries by month, and what only the rewards say.

A screen reads a bounded number of entries, the latest ones; the file has them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.money import to_display
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.report_cells import ALL, chosen_location
from chalicelib.domain.report_days import Days
from chalicelib.domain.reward_words import kind_words, source_words
from chalicelib.domain.rewards_activity import BOTH, Figures, Line, Wanted, line
from chalicelib.domain.rewards_activity_export import HEADER, activity_row
from chalicelib.domain.studio import Studio
from chalicelib.flows.monthly import Monthly
from chalicelib.flows.named import named
from chalicelib.flows.report import Part, Plain, Report
from chalicelib.models.entry import ByMonth, EntryRow
from chalicelib.models.export import Export
from chalicelib.models.reward import Reward

READ_MAX = 1000
READ_TOGETHER = 100
"""As many as one call brings of rewards, and of names."""
BY_MONTH = Monthly(EntryRow.by_month, ByMonth.at)
ASKED: Sequence[str] = (
    *("client_id", "reward_id", "code", "issued_at", "expires_on", "created_by", "location_id"),
)
RewardKey = tuple[str, str]
Told = Mapping[str, Any]
"""What a reward's row says: code, issued_on, expires_on, created_by, location_id."""


@dataclass(frozen=True)
class Read:
    """The lines, the latest first; `is_cut` when the span has more than were read."""

    lines: Sequence[Line]
    is_cut: bool


def read_activity(wanted: Wanted, studio: Studio, *, most: int = READ_MAX) -> Read:
    """The latest of the span, looking at `most` entries: a call a month, and one for each megabyte.

    With a location that is asked for, a call more for each hundred rewards.
    """
    rows, is_cut = BY_MONTH.latest(wanted, studio.preferences.local_zone(), most)
    lines, _ = _lines(rows, wanted, studio)
    return Read(lines, is_cut)


def rewards_of(lines: Iterable[Line], studio: Studio) -> dict[RewardKey, Told]:
    """What the rewards behind these lines say, by their keys: a call for each hundred."""
    keys = sorted({each.reward_key for each in lines if each.reward_key is not None})
    zone = studio.preferences.local_zone()
    found = Reward.batch_get(keys, attributes_to_get=list(ASKED)) if keys else ()
    return {
        (each.client_id, each.reward_id): {
            "code": each.code,
            "issued_on": local_date(each.issued_at, zone),
            "expires_on": each.expires_on,
            "created_by": each.created_by,
            "location_id": each.location_id,
        }
        for each in found
    }


def _lines(
    rows: Iterable[EntryRow], wanted: Wanted, studio: Studio, *, with_rewards: bool = False
) -> tuple[list[Line], dict[RewardKey, Told]]:
    """The rows that the report is about, and what their rewards say where that was read."""
    zone = studio.preferences.local_zone()
    lines = [each for row in rows if wanted.is_about(each := line(row.attribute_values, zone))]
    if wanted.location == ALL and not with_rewards:
        return lines, {}
    rewards = rewards_of(lines, studio)
    return [each for each in lines if wanted.is_of(_location(each, rewards))], rewards


def _location(each: Line, rewards: Mapping[RewardKey, Told]) -> str | None:
    key = each.reward_key
    return rewards.get(key, {}).get("location_id") if key is not None else None


def read_rows(export: Export, studio: Studio, part_rows: int, _: datetime) -> Part:
    """The next rows of the file behind where the export stands, with the figures of all so far."""
    wanted, zone = from_plain(Wanted, export.report or {}), studio.preferences.local_zone()
    part, figures = Part(), Figures.of(export.figures)
    read = BY_MONTH.parts(export.cursor or "", wanted, zone, rows=part_rows, together=READ_TOGETHER)
    for rows, cursor, is_read in read:
        lines, rewards = _lines(rows, wanted, studio, with_rewards=True)
        clients = {each: row.attribute_values for each, row in named(x.client_id for x in lines).items()}
        part.rows += [
            activity_row(
                each, rewards.get(each.reward_key or ("", ""), {}), clients.get(each.client_id, {}), studio
            )
            for each in lines
        ]
        part.cursor, part.is_read = cursor, is_read
        figures.add(lines, wanted.step)
    part.figures = figures.plain
    return part


def totals(figures: Plain, studio: Studio) -> list[tuple[str, str]]:
    """Each kind of entry with how many and how much."""
    currency = studio.preferences.currency
    return [
        (kind_words(kind), f"{to_display(cents, currency)} in {_entries(many)}")
        for kind, many, cents in Figures.of(figures).kinds()
    ]


def _entries(many: int) -> str:
    return "1 entry" if many == 1 else f"{many:,} entries"


def about(plain: Plain, studio: Studio) -> str:
    """What the report is about, in words."""
    wanted = from_plain(Wanted, plain)
    parts = [f"{wanted.first_on} to {wanted.last_on}", chosen_kind(wanted.kind)]
    if wanted.source != ALL:
        parts.append(source_words(wanted.source))
    if wanted.location != ALL:
        parts.append(chosen_location(wanted.location, studio))
    return ", ".join(parts)


def chosen_kind(kind: str) -> str:
    """Which entries were chosen, in words."""
    return {ALL: "All entries", BOTH: "Issued and redeemed"}.get(kind) or kind_words(kind)


def _of_days(days: Days) -> Plain:
    plain: Plain = to_plain(Wanted(first_on=days.first_on, last_on=days.last_on))
    return plain


REPORT = Report(
    name="rewards_activity",
    title="Loyalty Rewards Activity",
    header=HEADER,
    read_rows=read_rows,
    of_days=_of_days,
    about=about,
    totals=totals,
)
