"""The Loyalty Rewards Outstanding: which rewards had value on a day, and what the studio owed with them.

Today is told from what is stored beside the ledger, an earlier day from the ledger's own entries: what was
left of each reward when that day ended, and the last day that it had then. Source: rules 4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import start_of_day
from chalicelib.domain.ledger import Entry
from chalicelib.domain.report_cells import ALL, is_of

NEVER, LATER = "never", "later"
MONTHS_MAX = 24


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a report is about: as of which day, and rewards of which location."""

    as_of: date
    location: str = ALL

    def is_of(self, location_id: str | None) -> bool:
        """Whether a reward of this location, or of none, belongs to it."""
        return is_of(self.location, location_id)

    def instant(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The instant that it tells of: now, or the day's last one where that is over."""
        return min(now, start_of_day(self.as_of + timedelta(days=1), zone) - timedelta(microseconds=1))


@dataclass(frozen=True)
class End:
    """A reward's last day and the instant from which it is over; None for never."""

    expires_on: date | None
    expires_at: datetime | None

    def is_over(self, instant: datetime) -> bool:
        """Whether nothing of the reward can be used any more, whether an entry says so yet or not."""
        return self.expires_at is not None and self.expires_at <= instant


def end_at(instant: datetime, now: End, earlier: Iterable[Mapping[str, Any]]) -> End:
    """The end that the reward had at the instant; `earlier` are those that held until they were changed."""
    held = [each for each in earlier if datetime.fromisoformat(each["until"]) > instant]
    if not held:
        return now
    first = min(held, key=lambda each: datetime.fromisoformat(each["until"]))
    if first["expires_on"] is None:
        return End(None, None)
    return End(date.fromisoformat(first["expires_on"]), datetime.fromisoformat(first["expires_at"]))


def left_at(instant: datetime, entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """What was left of each reward by the entries until the instant, where that was something."""
    left: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.at <= instant and entry.reward_id:
            key = (entry.client_id, entry.reward_id)
            left[key] = left.get(key, 0) + int(entry.reward_effect_cents)
    return {key: cents for key, cents in left.items() if cents}


def owed_at(instant: datetime, entries: Iterable[Entry]) -> dict[str, int]:
    """What each client owed the studio by the entries until the instant, where that was something."""
    owed: dict[str, int] = {}
    for entry in entries:
        if entry.at <= instant:
            owed[entry.client_id] = owed.get(entry.client_id, 0) + int(entry.owed_effect_cents)
    return {client_id: cents for client_id, cents in owed.items() if cents}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reward with value, as the report tells it."""

    client_id: str
    reward_id: str
    code: str
    face_cents: int
    remaining_cents: int
    issued_on: date
    expires_on: date | None
    source: str
    location_id: str | None
    created_by: str

    def days_left(self, as_of: date) -> int | None:
        """How many days to its last one, 0 on that day itself; None for never."""
        return (self.expires_on - as_of).days if self.expires_on is not None else None


def soonest_first(lines: Iterable[Line]) -> list[Line]:
    """The lines in the order in which the rewards end, those that never do last."""
    return sorted(lines, key=lambda each: (each.expires_on or date.max, each.client_id, each.reward_id))


@dataclass
class Figures:
    """What lines make together. It can be kept as plain values and added to others.

    `by_month` holds for each month in which rewards end, and for never, how many and how many cents.
    `owing` counts the clients who owe the studio.
    """

    rewards: int = 0
    face_cents: int = 0
    remaining_cents: int = 0
    by_month: dict[str, list[int]] = field(default_factory=dict)
    owing: int = 0
    owed_cents: int = 0

    def add(self, lines: Iterable[Line]) -> "Figures":
        """Count these rewards as well."""
        for line in lines:
            self.rewards += 1
            self.face_cents += line.face_cents
            self.remaining_cents += line.remaining_cents
            month = line.expires_on.strftime("%Y-%m") if line.expires_on is not None else NEVER
            many, cents = self.by_month.get(month, (0, 0))
            self.by_month[month] = [many + 1, cents + line.remaining_cents]
        return self

    def owe(self, owed: Iterable[int]) -> "Figures":
        """Count these clients' debts as well."""
        for cents in owed:
            self.owing += 1
            self.owed_cents += cents
        return self

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(vars(self))

    @classmethod
    def of(cls, plain: Mapping[str, Any] | None) -> "Figures":
        """As it was kept; nothing yet where nothing was."""
        kept = dict(plain or {})
        kept["by_month"] = {month: list(pair) for month, pair in (kept.get("by_month") or {}).items()}
        return cls(**kept)

    def months(self) -> Sequence[tuple[str, int, int]]:
        """Each month in which rewards end with how many and how many cents, then later ones, then never."""
        dated = sorted(month for month in self.by_month if month != NEVER)
        later = [self.by_month[month] for month in dated[MONTHS_MAX:]]
        shown = {month: self.by_month[month] for month in dated[:MONTHS_MAX]}
        if later:
            shown[LATER] = [sum(many for many, _ in later), sum(cents for _, cents in later)]
        if NEVER in self.by_month:
            shown[NEVER] = self.by_month[NEVER]
        return [(month, many, cents) for month, (many, cents) in shown.items()]
