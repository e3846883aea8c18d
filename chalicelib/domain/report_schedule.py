"""When a report goes to the studio by email, and which days it is about then."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.report_days import Days

CAUGHT_UP_DAYS = 3
"""So many days later a report still goes whose night was missed."""


class Every(StrEnum):
    """How often; what comes once a week or month comes on one day of it."""

    OFF = "off"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class ReportSchedule:
    """One report's. `weekday` is 0 for Monday, `to` an address (empty: the studio's own).

    What is due on `since_on`, the day on which it was set up, or before goes to nobody.
    """

    every: Every = Every.OFF
    weekday: int = 0
    to: str = ""
    since_on: date | None = None


@dataclass(frozen=True)
class Due:
    """A day on which a report goes, and the days it is about."""

    on: date
    days: Days


def due(schedule: ReportSchedule, today: date) -> Due | None:
    """The latest day until today on which the report goes, unless that is long past or before it was set up.

    It is about what was over by then: the day before, the seven days before, the month before.
    """
    on = latest_on(schedule, today)
    if on is None or (today - on).days > CAUGHT_UP_DAYS:
        return None
    if schedule.since_on is not None and on <= schedule.since_on:
        return None
    return Due(on, _before(schedule.every, on))


def next_on(schedule: ReportSchedule, today: date) -> date | None:
    """The next day after today on which the report goes."""
    if schedule.every is Every.OFF:
        return None
    day = today + timedelta(days=1)
    while latest_on(schedule, day) != day:
        day += timedelta(days=1)
    return day


def latest_on(schedule: ReportSchedule, today: date) -> date | None:
    """The latest day until today that is one of the report's, whether it went then or not."""
    if schedule.every is Every.DAY:
        return today
    if schedule.every is Every.WEEK:
        return today - timedelta(days=(today.weekday() - schedule.weekday) % len(calendar.day_name))
    return today.replace(day=1) if schedule.every is Every.MONTH else None


def _before(every: Every, on: date) -> Days:
    last_on = on - timedelta(days=1)
    if every is Every.MONTH:
        return Days(first_on=last_on.replace(day=1), last_on=last_on)
    return Days(first_on=last_on if every is Every.DAY else on - timedelta(days=7), last_on=last_on)
