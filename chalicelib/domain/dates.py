"""Studio-local days: what day it is there, when a day ends, how many days a promise lasts."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The studio's date at `instant`, which must be aware."""
    assert instant.tzinfo is not None
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the studio's `day`, in UTC.

    Where midnight does not exist (São Paulo 2018, Beirut) the day starts at the end of the gap.
    """
    midnight = datetime.combine(day, time(), tzinfo=zone)
    instant = midnight.astimezone(UTC)
    if instant.astimezone(zone).date() < day:
        # A gap read with fold=0 lands before it; the other reading is its far side.
        instant = midnight.replace(fold=1).astimezone(UTC)
    while instant.astimezone(zone).date() < day:
        instant += timedelta(minutes=15)
    return instant


def expires_at(expires_on: date, zone: ZoneInfo) -> datetime:
    """The first instant at which something that lasts through `expires_on` is over. Source: rules 4."""
    return start_of_day(expires_on + timedelta(days=1), zone)


def within_days(start: datetime, instant: datetime, days: int, zone: ZoneInfo) -> bool:
    """Whether `instant` is no earlier than `start` and within `days` calendar days, the last included.

    Source: rules 1.
    """
    if instant < start:
        return False
    return local_date(instant, zone) <= local_date(start, zone) + timedelta(days=days)
