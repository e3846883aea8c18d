"""The days that a report is about: from a day through another by the studio's clocks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import start_of_day
from chalicelib.domain.time_step import Step

DAYS_MAX = 5 * 366


@dataclass(frozen=True, kw_only=True)
class Days:
    """From a day through another; reports add what else they are about."""

    first_on: date
    last_on: date

    @property
    def step(self) -> Step:
        """How time is divided."""
        return Step.fitting(self.first_on, self.last_on)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The first instant, and the first one behind the last day."""
        return start_of_day(self.first_on, zone), start_of_day(self.last_on + timedelta(days=1), zone)

    def months(self, zone: ZoneInfo) -> list[str]:
        """The UTC months under which its rows stand, the earliest first."""
        start, end = self.bounds(zone)
        month, last = start.astimezone(UTC).date(), (end - timedelta(microseconds=1)).astimezone(UTC).date()
        found = []
        while (month.year, month.month) <= (last.year, last.month):
            found.append(month.strftime("%Y-%m"))
            month = month.replace(day=28) + timedelta(days=4)
        return found
