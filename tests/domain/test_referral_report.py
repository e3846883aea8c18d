"""The Client Referral Report's days, figures and order; how time is divided; what words codes have."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.referral import Reason, Refusal, State
from chalicelib.domain.referral_report import CHANNELS_MAX, OTHER_CHANNELS, Figures, Line, Wanted, by_referrer
from chalicelib.domain.referral_words import REASONS, STATES, channel_words, reason_words
from chalicelib.domain.time_step import Step

NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 11, 21)


def line(friend: str = "f", referrer: str = "r", **values: Any) -> Line:
    told: dict[str, Any] = {
        "program_id": "friends",
        "program_name": "Friends",
        "state": "rewarded",
        "reason": "requirements_met",
        "evidence": "link",
        "channel": None,
        "created_on": DAY,
    }
    return Line(friend_id=friend, referrer_id=referrer, **(told | values))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 11, 2), date(2026, 11, 3), ["2026-11"]),
        # The last evening of a month is the next one by UTC.
        (date(2026, 11, 30), date(2026, 11, 30), ["2026-11", "2026-12"]),
        (date(2026, 11, 30), date(2027, 2, 1), ["2026-11", "2026-12", "2027-01", "2027-02"]),
    ],
)
def test_a_span_of_local_days_stands_in_utc_months(first: date, last: date, months: list[str]) -> None:
    wanted = Wanted(first_on=first, last_on=last)
    assert wanted.months(NEW_YORK) == months
    assert from_plain(Wanted, to_plain(wanted)) == wanted
    start, end = wanted.bounds(NEW_YORK)
    assert (start.astimezone(NEW_YORK).date(), end.astimezone(NEW_YORK).date()) == (
        first,
        date.fromordinal(last.toordinal() + 1),
    )


@pytest.mark.parametrize(
    ("program", "about"),
    [("", (True, True, True)), ("none", (False, False, True)), ("friends", (True, False, False))],
)
def test_it_is_about_a_program_all_or_none(program: str, about: tuple[bool, ...]) -> None:
    wanted = Wanted(first_on=DAY, last_on=DAY, program=program)
    assert tuple(map(wanted.is_about, ("friends", "brides", None))) == about


@pytest.mark.parametrize(
    ("first", "last", "step", "bars"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), Step.DAY, 1),
        (date(2026, 10, 1), date(2026, 10, 14), Step.DAY, 14),
        (date(2026, 10, 1), date(2026, 10, 15), Step.WEEK, 3),
        (date(2026, 1, 5), date(2026, 8, 9), Step.WEEK, 31),
        (date(2026, 1, 5), date(2026, 8, 10), Step.MONTH, 8),
        (date(2024, 1, 1), date(2026, 12, 31), Step.MONTH, 36),
        (date(2024, 1, 1), date(2027, 1, 1), Step.YEAR, 4),
    ],
)
def test_time_is_divided_as_it_can_be_looked_at(first: date, last: date, step: Step, bars: int) -> None:
    assert Step.fitting(first, last) is step
    assert len(list(step.moments(first, last))) == bars


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 1825), st.integers(0, 1825))
def test_every_day_of_a_span_is_in_one_of_its_parts(first: date, days: int, day: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    step = Step.fitting(first, last)
    moments = list(step.moments(first, last))
    assert len(moments) <= 36
    assert len(set(moments)) == len(moments)
    assert step.moment(date.fromordinal(first.toordinal() + min(day, days))) in moments


def test_void_ones_are_shown_and_not_counted_and_joined_ones_are_neither() -> None:
    lines = [
        line("a", reward_cents=2500, sales_cents=100),
        line("b", state="recorded", reason="not_enrolled", program_id=None, sales_cents=50),
        line("c", state="void", reason="rejected", sales_cents=999),
        line("d", state="void", reason="joined", sales_cents=999),
    ]
    figures = Figures().add(lines, Step.DAY)
    assert (figures.referrals, figures.rewarded, figures.reward_cents, figures.sales_cents) == (
        2,
        1,
        2500,
        150,
    )
    assert figures.over_time == {"2026-11-21": 2}
    (found,) = by_referrer(lines, Step.DAY)
    assert [each.friend_id for each in found.lines] == ["a", "b", "c"]


def test_figures_of_parts_are_those_of_the_whole() -> None:
    lines = [line(str(number), channel=f"c{number % 3}", sales_cents=number) for number in range(10)]
    kept = Figures.of(Figures().add(lines[:4], Step.DAY).plain)
    assert kept.add(lines[4:], Step.DAY) == Figures().add(lines, Step.DAY)
    assert Figures.of(None) == Figures()


def test_whoever_writes_channels_into_links_makes_no_long_chart() -> None:
    figures = Figures().add([line(str(number), channel=f"x{number}") for number in range(99)], Step.DAY)
    assert len(figures.by_channel) == CHANNELS_MAX + 1
    assert figures.by_channel[OTHER_CHANNELS] == 99 - CHANNELS_MAX
    assert figures.channels()[0][0] == OTHER_CHANNELS


def test_who_sent_most_comes_first_then_who_brought_most() -> None:
    lines = [
        line("a", "one"),
        line("b", "two", sales_cents=5),
        line("c", "three"),
        line("d", "three"),
    ]
    assert [each.referrer_id for each in by_referrer(lines, Step.DAY)] == ["three", "two", "one"]


def test_every_state_and_reason_has_words() -> None:
    assert set(STATES) == set(State)
    assert {*Reason, *Refusal} <= set(REASONS)


@pytest.mark.parametrize(
    ("evidence", "channel", "words"),
    [
        ("link", "whatsapp", "WhatsApp"),
        ("link", "school_fair", "School fair"),
        ("link", None, "Referral link"),
        ("staff", "staff", "Staff"),
        ("new_way", None, "New way"),
    ],
)
def test_a_way_that_is_not_known_is_said_as_it_is(evidence: str, channel: str | None, words: str) -> None:
    assert channel_words(evidence, channel) == words
    assert reason_words(None) == ""
