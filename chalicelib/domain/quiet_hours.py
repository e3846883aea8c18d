"""The hours in which the studio sends no texts, by its own clocks. Source: rules 9."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def quiet_until(instant: datetime, quiet_from: str, until: str, zone: ZoneInfo) -> datetime | None:
    """The first instant at which a text may go, in UTC, or None when it may go now.

    Both ends are times of day such as `21:00`; the first is quiet, the second is not. The hours may pass
    midnight; two ends that are the same make none. Where the clocks change, what they show is what counts.
    """
    begin, end = time.fromisoformat(quiet_from), time.fromisoformat(until)
    local = instant.astimezone(zone)
    if not _is_quiet(local.time(), begin, end):
        return None
    today = local.time() < end
    day = local.date() if today else local.date() + timedelta(days=1)
    # Of a time that the clocks show twice, the reading that is still ahead.
    reading = local.fold if today else 0
    loud = datetime.combine(day, end, zone).replace(fold=reading).astimezone(UTC)
    # A time that the clocks leave out is read as later than it is.
    while not _is_quiet((loud - MINUTE).astimezone(zone).time(), begin, end):
        loud -= MINUTE
    return loud


def _is_quiet(at: time, begin: time, end: time) -> bool:
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end
