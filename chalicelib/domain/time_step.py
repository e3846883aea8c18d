"""How a span of days is divided for a chart: into days, weeks, months or years, some thirty at most."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

DAYS_MAX, WEEKS_MAX, MONTHS_MAX = 14, 31, 36


class Step(StrEnum):
    """One part of time. A moment is the first day of one, as `2026-11-16`."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @classmethod
    def fitting(cls, first_on: date, last_on: date) -> "Step":
        """The shortest of which the span has few enough to be looked at."""
        days = (last_on - first_on).days + 1
        if days <= DAYS_MAX:
            return cls.DAY
        if days <= WEEKS_MAX * 7:
            return cls.WEEK
        months = (last_on.year - first_on.year) * 12 + last_on.month - first_on.month + 1
        return cls.MONTH if months <= MONTHS_MAX else cls.YEAR

    def moment(self, day: date) -> str:
        """The part that this day is in."""
        return self._first(day).isoformat()

    def moments(self, first_on: date, last_on: date) -> Iterator[str]:
        """Every part from the first day's through the last day's."""
        into_the_next = timedelta(days={Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}.get(self, 366))
        day = self._first(first_on)
        while day <= last_on:
            yield day.isoformat()
            day = self._first(day + into_the_next)

    def label(self, moment: str) -> str:
        """What people call it; a week by its Monday."""
        cut = {Step.MONTH: len("2026-11"), Step.YEAR: len("2026")}.get(self)
        return f"Week of {moment}" if self is Step.WEEK else moment[:cut]

    def _first(self, day: date) -> date:
        if self is Step.WEEK:
            return day - timedelta(days=day.weekday())
        if self is Step.MONTH:
            return day.replace(day=1)
        return day.replace(month=1, day=1) if self is Step.YEAR else day
