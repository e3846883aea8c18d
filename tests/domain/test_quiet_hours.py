from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.quiet_hours import quiet_until

NEW_YORK = ZoneInfo("America/New_York")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ALL_DAY = 24 * 60


def at(text: str, zone: ZoneInfo = NEW_YORK, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "loud"),
    [
        ("2026-11-21 20:59:59", None),
        ("2026-11-21 21:00:00", "2026-11-22 08:00"),
        ("2026-11-21 23:59:59", "2026-11-22 08:00"),
        ("2026-11-22 00:00:00", "2026-11-22 08:00"),
        ("2026-11-22 07:59:59", "2026-11-22 08:00"),
        ("2026-11-22 08:00:00", None),
        # The night in which the clocks go forward, and the one in which they go back.
        ("2026-03-07 22:00:00", "2026-03-08 08:00"),
        ("2026-10-31 22:00:00", "2026-11-01 08:00"),
    ],
)
def test_texts_wait_for_the_morning_by_the_studios_clocks(now: str, loud: str | None) -> None:
    assert quiet_until(at(now), "21:00", "08:00", NEW_YORK) == (at(loud) if loud else None)


@pytest.mark.parametrize(
    ("now", "begin", "end", "loud"),
    [
        ("2026-11-22 12:30", "12:00", "14:00", "2026-11-22 14:00"),
        ("2026-11-22 14:00", "12:00", "14:00", None),
        ("2026-11-22 11:59", "12:00", "14:00", None),
        ("2026-11-22 12:30", "12:00", "12:00", None),
    ],
)
def test_quiet_hours_may_lie_within_a_day_or_be_none(
    now: str, begin: str, end: str, loud: str | None
) -> None:
    assert quiet_until(at(now), begin, end, NEW_YORK) == (at(loud) if loud else None)


def test_an_end_that_the_clocks_leave_out_comes_when_they_jump() -> None:
    assert quiet_until(at("2026-03-08 01:15"), "21:00", "02:30", NEW_YORK) == at("2026-03-08 03:00")


def test_an_end_that_the_clocks_show_twice_comes_each_time() -> None:
    first, second = at("2026-11-01 01:30"), at("2026-11-01 01:30", fold=1)
    assert second - first == timedelta(hours=1)
    assert quiet_until(at("2026-11-01 01:15"), "21:00", "01:30", NEW_YORK) == first
    assert quiet_until(first, "21:00", "01:30", NEW_YORK) is None
    assert quiet_until(at("2026-11-01 01:15", fold=1), "21:00", "01:30", NEW_YORK) == second


@given(
    st.timedeltas(timedelta(0), timedelta(days=364)).map(lambda passed: NEW_YEAR + passed),
    st.integers(0, ALL_DAY - 1),
    st.integers(0, ALL_DAY - 1),
    st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_what_waits_goes_at_the_first_loud_minute(now: datetime, begin: int, end: int, zone: str) -> None:
    first, last = (f"{minute // 60:02}:{minute % 60:02}" for minute in (begin, end))
    loud = quiet_until(now, first, last, ZoneInfo(zone))
    if loud is not None:
        assert now < loud <= now + timedelta(hours=25)
        assert quiet_until(loud, first, last, ZoneInfo(zone)) is None
        assert quiet_until(loud - timedelta(minutes=1), first, last, ZoneInfo(zone)) in (loud, None)
