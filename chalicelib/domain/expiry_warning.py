"""When a client is told that a reward ends soon: 30 days before its last day, and 7. Source: rules 4."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.studio import Preferences


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Of this end of a reward nobody is told any more at `days` or further away; the run that saw to it.

    Another end is another matter: whatever was settled of the earlier one says nothing of it.
    """

    expires_at: datetime
    days: int
    run_id: str

    @property
    def text(self) -> str:
        """As it stands on the reward."""
        return f"{self.expires_at.isoformat()} {self.days} {self.run_id}"


def settled_of(text: str | None, expires_at: datetime) -> Settled | None:
    """What was settled of this very end, or None."""
    if text is None:
        return None
    instant, days, run_id = text.split(" ", 2)
    settled = Settled(expires_at=datetime.fromisoformat(instant), days=int(days), run_id=run_id)
    return settled if settled.expires_at == expires_at else None


def distances(preferences: Preferences) -> frozenset[int]:
    """How many days ahead the studio warns; not at all before it is live."""
    if not preferences.live:
        return frozenset()
    switched = ((30, preferences.warn_30_days), (7, preferences.warn_7_days))
    return frozenset(days for days, is_on in switched if is_on)


def window(as_of: date, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Rewards with at most `days` to go end after the first instant, and no later than the second."""
    return start_of_day(as_of, zone), start_of_day(as_of + timedelta(days=days + 1), zone)


def days_left(expires_at: datetime, as_of: date, zone: ZoneInfo) -> int:
    """How many days before the last one `as_of` is, by the studio's clocks; 0 on that day itself."""
    return (_last_day(expires_at, zone) - as_of).days


def due(left: int, settled: Settled | None, ahead: Collection[int]) -> int | None:
    """The distance of the warning that is to go with so many days left, or None.

    Where nights were missed it is the nearest of those that were passed: one letter, not two.
    """
    nearest = min((days for days in ahead if 0 <= left <= days), default=None)
    if nearest is None or (settled is not None and settled.days <= nearest):
        return None
    return nearest


def was_just_told(expires_at: datetime, issued_at: datetime, days: int, zone: ZoneInfo) -> bool:
    """Whether the reward had no more than `days` to go when it was issued: its own letter said so."""
    return days_left(expires_at, local_date(issued_at, zone), zone) <= days


def _last_day(expires_at: datetime, zone: ZoneInfo) -> date:
    """The last day as the studio's clocks say it now; `expires_at` stays where it is when they change."""
    return local_date(expires_at - timedelta(microseconds=1), zone)
