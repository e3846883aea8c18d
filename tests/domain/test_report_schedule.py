"""On which days a report goes out, and which days it is about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.report_schedule import CAUGHT_UP_DAYS, Every, ReportSchedule, due, next_on

MONDAY, SUNDAY = 0, 6


@pytest.mark.parametrize(
    ("every", "weekday", "today", "on_first_last"),
    [
        (Every.DAY, 0, "2026-11-22", "2026-11-22 2026-11-21 2026-11-21"),
        (Every.DAY, 0, "2027-01-01", "2027-01-01 2026-12-31 2026-12-31"),
        (Every.DAY, 0, "2024-03-01", "2024-03-01 2024-02-29 2024-02-29"),
        (Every.WEEK, MONDAY, "2026-11-23", "2026-11-23 2026-11-16 2026-11-22"),
        (Every.WEEK, SUNDAY, "2026-11-22", "2026-11-22 2026-11-15 2026-11-21"),
        # Its night was missed: it still goes, about the same days.
        (Every.WEEK, MONDAY, "2026-11-26", "2026-11-23 2026-11-16 2026-11-22"),
        (Every.WEEK, MONDAY, "2026-11-27", None),
        (Every.WEEK, MONDAY, "2026-11-22", None),
        (Every.MONTH, 0, "2026-12-01", "2026-12-01 2026-11-01 2026-11-30"),
        (Every.MONTH, 0, "2026-12-04", "2026-12-01 2026-11-01 2026-11-30"),
        (Every.MONTH, 0, "2026-12-05", None),
        (Every.MONTH, 0, "2027-01-01", "2027-01-01 2026-12-01 2026-12-31"),
        (Every.MONTH, 0, "2024-03-01", "2024-03-01 2024-02-01 2024-02-29"),
        (Every.OFF, 0, "2026-12-01", None),
    ],
)
def test_a_report_is_about_the_days_that_were_over(
    every: Every, weekday: int, today: str, on_first_last: str | None
) -> None:
    found = due(ReportSchedule(every=every, weekday=weekday), date.fromisoformat(today))
    assert (f"{found.on} {found.days.first_on} {found.days.last_on}" if found else None) == on_first_last


@pytest.mark.parametrize(("since", "is_due"), [("2026-11-22", True), ("2026-11-23", False), (None, True)])
def test_what_was_due_before_it_was_set_up_goes_to_nobody(since: str | None, is_due: bool) -> None:
    since_on = date.fromisoformat(since) if since else None
    schedule = ReportSchedule(every=Every.WEEK, weekday=MONDAY, since_on=since_on)
    assert (due(schedule, date(2026, 11, 24)) is not None) is is_due


@given(
    st.sampled_from([Every.DAY, Every.WEEK, Every.MONTH]),
    st.integers(0, 6),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
)
def test_the_next_day_is_the_one_on_which_it_is_due_then(every: Every, weekday: int, today: date) -> None:
    schedule = ReportSchedule(every=every, weekday=weekday)
    coming = next_on(schedule, today)
    assert coming is not None
    found = due(schedule, coming)
    assert found is not None
    assert found.on == coming > today
    assert found.days.last_on == coming - timedelta(days=1)
    # However late its night comes, it is the same report.
    late = due(schedule, coming + timedelta(days=CAUGHT_UP_DAYS))
    assert every is Every.DAY or late == found


def test_it_is_kept_as_it_was_set() -> None:
    schedule = ReportSchedule(every=Every.WEEK, weekday=3, to="desk@x.example", since_on=date(2026, 1, 2))
    assert from_plain(ReportSchedule, to_plain(schedule)) == schedule
