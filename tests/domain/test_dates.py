"""Studio-local days in zones where days are odd."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dates import expires_at, local_date, start_of_day, within_days

ZONES = [
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
    "Europe/Berlin",
]


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 5, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 9), datetime(2026, 3, 9, 4, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 2), datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
        # Midnight does not exist: the day starts at one in the morning.
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 1, 1), datetime(2025, 12, 31, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_day_starts_at_its_first_instant(zone: str, day: date, expected: datetime) -> None:
    assert start_of_day(day, ZoneInfo(zone)) == expected


@given(st.sampled_from(ZONES), st.dates(date(1995, 1, 1), date(2035, 12, 31)))
def test_the_first_instant_is_in_the_day_and_the_one_before_is_not(zone: str, day: date) -> None:
    if (zone, day) == ("Pacific/Apia", date(2011, 12, 30)):
        return  # Samoa crossed the date line: that day was never.
    first = start_of_day(day, ZoneInfo(zone))
    assert local_date(first, ZoneInfo(zone)) == day
    assert local_date(first - timedelta(microseconds=1), ZoneInfo(zone)) < day


def test_what_lasts_through_a_day_is_over_with_the_next() -> None:
    zone = ZoneInfo("America/New_York")
    over = expires_at(date(2026, 10, 31), zone)
    assert over == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offset", "days", "expected"),
    [
        (timedelta(seconds=-1), 30, False),
        (timedelta(0), 0, True),
        (timedelta(hours=12), 0, False),
        (timedelta(days=30), 30, True),
        (timedelta(days=30, hours=11, minutes=59), 30, True),
        (timedelta(days=30, hours=12), 30, False),
    ],
)
def test_n_days_count_calendar_days_the_last_included(offset: timedelta, days: int, expected: bool) -> None:
    start = datetime(2026, 1, 1, 17, 0, tzinfo=UTC)  # Noon in New York.
    assert within_days(start, start + offset, days, ZoneInfo("America/New_York")) == expected
