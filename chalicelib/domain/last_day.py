"""Rewards that never end are given a last day, by a manager's act, with a grace. Source: rules 4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.reward import Source

GRACE_MIN = 30
DAYS_MAX = 3_650
SOURCES = (Source.LOYALTY, Source.REFERRAL, Source.GIFT, Source.MANUAL, Source.OPEN)


@dataclass(frozen=True, kw_only=True)
class LastDays:
    """Which rewards get a last day: `after_days` from their issue, no sooner than `grace_days` from today.

    Only those that were issued before `issued_before` are meant: whoever asked has seen no later ones.
    """

    sources: tuple[Source, ...]
    after_days: int
    grace_days: int = GRACE_MIN
    issued_before: datetime

    def takes(self, source: str, issued_at: datetime, expires_at: datetime | None) -> bool:
        """Whether a reward with value left is one of those."""
        return expires_at is None and source in self.sources and issued_at < self.issued_before

    def of(self, issued_on: date, today: date) -> date:
        """The last day of a reward."""
        by_age, by_grace = timedelta(days=self.after_days), timedelta(days=self.grace_days)
        return max(issued_on + by_age, today + by_grace)


class Problem(StrEnum):
    """What is wrong with what was typed."""

    NO_SOURCE = "no_source"
    NOT_DAYS = "not_days"
    TOO_SOON = "too_soon"


def typed(
    text: Mapping[str, str], sources: Sequence[str], now: datetime
) -> tuple[LastDays | None, Mapping[str, Problem]]:
    """What was asked for at `now`, or the problems by field. An empty choice is none, not all."""
    problems: dict[str, Problem] = {}
    chosen = tuple(each for each in SOURCES if each.value in sources)
    if not chosen:
        problems["sources"] = Problem.NO_SOURCE
    after, grace = (_days(text.get(name, "")) for name in ("after_days", "grace_days"))
    if after is None:
        problems["after_days"] = Problem.NOT_DAYS
    if grace is None:
        problems["grace_days"] = Problem.NOT_DAYS
    elif grace < GRACE_MIN:
        problems["grace_days"] = Problem.TOO_SOON
    if problems or after is None or grace is None:
        return None, problems
    return LastDays(sources=chosen, after_days=after, grace_days=grace, issued_before=now), {}


def _days(text: str) -> int | None:
    """A whole number of days from 1, in plain digits."""
    is_whole = text.isascii() and text.isdecimal() and len(text) <= len(str(DAYS_MAX))
    return int(text) if is_whole and 1 <= int(text) <= DAYS_MAX else None
