"""Reads the Loyalty Rewards Outstanding: today's from an index, an earlier day's from the ledger's entries.

A screen reads a bounded number of rows. The file reads all: an earlier day's client by client, each ledger
whole and strongly consistent, so that it tells the same whenever it is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import Entry
from chalicelib.domain.rewards_outstanding import (
    End,
    Figures,
    Line,
    Wanted,
    end_at,
    left_at,
    owed_at,
    soonest_first,
)
from chalicelib.domain.studio import Studio
from chalicelib.models.account import OWING, Account
from chalicelib.models.entry import first_entries
from chalicelib.models.reward import OUTSTANDING, Reward

REWARDS_MAX = 5000
"""So many are added up for a screen, which shows the thousand of them that end first."""
SHOWN_MAX = 1000
OWING_MAX = 100
ENTRIES_MAX = 1000
"""So long a ledger is read for a screen as of an earlier day."""


@dataclass(frozen=True)
class Read:
    """The rewards, those that end soonest first, and what clients owe, who owes most first.

    `is_cut` when there are more rewards than were read, `owing_is_cut` the same for who owes.
    """

    lines: Sequence[Line]
    owed: Sequence[tuple[str, int]]
    is_cut: bool = False
    owing_is_cut: bool = False

    @property
    def figures(self) -> Figures:
        """What all of it makes together."""
        return Figures().add(self.lines).owe(cents for _, cents in self.owed)


def read_outstanding(wanted: Wanted, studio: Studio, now: datetime) -> Read | None:
    """The report as a screen reads it; None when the day is over and its ledger too long for a screen."""
    if is_over(wanted, studio, now):
        return _from_ledger(wanted, studio, now)
    rows = list(Reward.by_outstanding.query(OUTSTANDING, limit=REWARDS_MAX + 1))
    owing = list(Account.by_owing.query(OWING, limit=OWING_MAX + 1))
    return Read(
        soonest_first(lines_now(rows[:REWARDS_MAX], wanted, studio, now)),
        _most_first({each.client_id: int(each.owed_cents) for each in owing[:OWING_MAX]}),
        is_cut=len(rows) > REWARDS_MAX,
        owing_is_cut=len(owing) > OWING_MAX,
    )


def is_over(wanted: Wanted, studio: Studio, now: datetime) -> bool:
    """Whether the day is an earlier one, which the ledger alone can tell of."""
    return wanted.as_of < local_date(now, studio.preferences.local_zone())


def lines_now(rows: Iterable[Reward], wanted: Wanted, studio: Studio, instant: datetime) -> list[Line]:
    """Those of these rows, which have value left, that are not over."""
    return [
        _line(row, int(row.remaining_cents), end, studio)
        for row in rows
        if not (end := End(row.expires_on, row.expires_at)).is_over(instant) and wanted.is_of(row.location_id)
    ]


def lines_then(
    entries: Iterable[Entry], wanted: Wanted, studio: Studio, instant: datetime
) -> tuple[list[Line], dict[str, int]]:
    """The rewards that had value at the instant by these entries, and what clients owed.

    One call for each hundred rewards. What was over and not closed yet had none.
    """
    entries = list(entries)
    left = left_at(instant, entries)
    rows = Reward.batch_get(sorted(left), consistent_read=True) if left else ()
    lines = []
    for row in rows:
        end = end_at(instant, End(row.expires_on, row.expires_at), row.earlier_ends or ())
        if not end.is_over(instant) and wanted.is_of(row.location_id):
            lines.append(_line(row, left[row.client_id, row.reward_id], end, studio))
    return lines, owed_at(instant, entries)


def _from_ledger(wanted: Wanted, studio: Studio, now: datetime) -> Read | None:
    entries = first_entries(ENTRIES_MAX + 1)
    if len(entries) > ENTRIES_MAX:
        return None
    instant = wanted.instant(studio.preferences.local_zone(), now)
    lines, owed = lines_then(entries, wanted, studio, instant)
    return Read(soonest_first(lines), _most_first(owed))


def _most_first(owed: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(owed.items(), key=lambda each: (-each[1], each[0]))


def _line(row: Reward, remaining_cents: int, end: End, studio: Studio) -> Line:
    return Line(
        client_id=row.client_id,
        reward_id=row.reward_id,
        code=row.code,
        face_cents=int(row.face_cents),
        remaining_cents=remaining_cents,
        issued_on=local_date(row.issued_at, studio.preferences.local_zone()),
        expires_on=end.expires_on,
        source=row.source,
        location_id=row.location_id,
        created_by=row.created_by,
    )
