"""What happened, which record it is, and whether a trigger waits for it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.changed_row import is_cancelled, occurrences
from chalicelib.domain.money import Cents
from chalicelib.domain.occurrence import (
    Occurrence,
    dated,
    days_honoured,
    days_to_note,
    falls_on,
    is_told_too_late,
    is_too_late,
    is_yearly_day,
    matches,
)
from chalicelib.domain.trigger import Event, Trigger

NEW_YORK = ZoneInfo("America/New_York")
TOLD = "2026-11-22T15:00:00.000000+0000"
TOLD_AT = datetime(2026, 11, 22, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)
END_OF_DAY_20 = datetime(2026, 11, 21, 5, tzinfo=UTC)
THANKS = Trigger(
    trigger_id="t1",
    description="Thanks",
    event=Event.SESSION_COMPLETED,
    active=True,
    since=datetime(2026, 11, 1, tzinfo=UTC),
)
CLIENT = {"client_id": "ann", "status_id": "lead", "status_set_on": "2026-11-22", "updated_at": TOLD}
SESSION = {
    "client_id": "ann",
    "session_ref": "S-1",
    "session_type": "Family",
    "state": "booked",
    "starts_at": "2026-12-01T15:00:00.000000+0000",
    "updated_at": TOLD,
}
PAST = {"starts_at": "2026-11-10T15:00:00.000000+0000", "ends_at": "2026-11-10T16:00:00.000000+0000"}
INVOICE = {
    "client_id": "ann",
    "invoice_ref": "I-1",
    "invoiced_on": "2026-11-01",
    "paid_on": "2026-11-20",
    "total_cents": 12_000,
    "tax_cents": 2_000,
    "paid_cents": 12_000,
    "updated_at": TOLD,
}
REWARD = {"client_id": "ann", "reward_id": "loyalty:1", "source": "loyalty", "issued_at": TOLD}
REFERRAL = {"friend_id": "bob", "referrer_id": "ann", "state": "pending", "created_at": TOLD}


def told(noun: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> dict[Event, Occurrence]:
    return {each.event: each for each in occurrences(noun, new, old or {}, NEW_YORK)}


@pytest.mark.parametrize(
    ("noun", "new", "old", "expected"),
    [
        ("clients", CLIENT, {"status_id": "old"}, {Event.STATUS_SET}),
        ("clients", CLIENT, {}, {Event.STATUS_SET}),
        ("clients", CLIENT, {"status_id": "lead"}, set()),
        ("clients", {**CLIENT, "status_id": None}, {"status_id": "lead"}, set()),
        ("sessions", SESSION, {}, {Event.SESSION_BOOKED, Event.SESSION_STARTS}),
        ("sessions", SESSION, SESSION, set()),
        ("sessions", SESSION, {**SESSION, **PAST}, {Event.SESSION_STARTS}),
        ("sessions", {**SESSION, "state": "completed"}, SESSION, {Event.SESSION_COMPLETED}),
        ("sessions", {**SESSION, "state": "cancelled"}, SESSION, {Event.SESSION_CANCELLED}),
        (
            "sessions",
            SESSION,
            {**SESSION, "state": "cancelled"},
            {Event.SESSION_BOOKED, Event.SESSION_STARTS},
        ),
        ("invoices", INVOICE, {}, {Event.SALE_PAID}),
        ("invoices", INVOICE, {**INVOICE, "paid_cents": 11_999}, {Event.SALE_PAID}),
        ("invoices", INVOICE, {**INVOICE, "refunded_cents": 5}, set()),
        ("invoices", {**INVOICE, "paid_cents": 11_999}, {}, set()),
        ("invoices", {**INVOICE, "voided_on": "2026-11-21"}, {}, set()),
        ("invoices", {**INVOICE, "total_cents": 0, "tax_cents": 0}, {}, set()),
        ("rewards", REWARD, {}, {Event.REWARD_EARNED}),
        ("rewards", {**REWARD, "source": "manual"}, {}, {Event.REWARD_EARNED}),
        ("rewards", {**REWARD, "source": "open"}, {}, set()),
        ("rewards", {**REWARD, "transferred_from": "eve loyalty:1"}, {}, set()),
        ("rewards", REWARD, REWARD, set()),
        ("referrals", REFERRAL, {}, {Event.REFERRAL_PENDING}),
        ("referrals", REFERRAL, {**REFERRAL, "state": "held"}, {Event.REFERRAL_PENDING}),
        ("referrals", REFERRAL, {**REFERRAL, "referrer_id": "eve"}, {Event.REFERRAL_PENDING}),
        ("referrals", REFERRAL, REFERRAL, set()),
        ("referrals", {**REFERRAL, "state": "rewarded"}, REFERRAL, set()),
        ("notices", REFERRAL, {}, set()),
        # Rows that say too little tell nothing.
        ("clients", {"status_id": "lead"}, {}, set()),
        ("sessions", {"state": "booked"}, {}, set()),
        ("invoices", {}, {}, set()),
        ("rewards", {}, {}, set()),
        ("referrals", {"state": "pending"}, {}, set()),
    ],
)
def test_a_changed_row_tells_what_happened(
    noun: str, new: dict[str, Any], old: dict[str, Any], expected: set[Event]
) -> None:
    assert set(told(noun, new, old)) == expected


@pytest.mark.parametrize(
    ("noun", "new", "event", "record", "on"),
    [
        ("clients", CLIENT, Event.STATUS_SET, "ann#lead#2026-11-22", TODAY),
        ("sessions", SESSION, Event.SESSION_BOOKED, "S-1", TODAY),
        ("sessions", SESSION, Event.SESSION_STARTS, "S-1", date(2026, 12, 1)),
        (
            "sessions",
            {**SESSION, **PAST, "state": "completed"},
            Event.SESSION_COMPLETED,
            "S-1",
            date(2026, 11, 10),
        ),
        ("invoices", INVOICE, Event.SALE_PAID, "I-1", date(2026, 11, 20)),
        ("invoices", {**INVOICE, "paid_on": None}, Event.SALE_PAID, "I-1", date(2026, 11, 1)),
        ("rewards", REWARD, Event.REWARD_EARNED, "ann#loyalty:1", TODAY),
        ("referrals", REFERRAL, Event.REFERRAL_PENDING, "bob#ann", TODAY),
    ],
)
def test_a_record_is_what_a_trigger_fires_for_once(
    noun: str, new: dict[str, Any], event: Event, record: str, on: date
) -> None:
    found = told(noun, new)[event]
    assert (found.record, found.client_id, found.falls_on) == (record, "ann", on)


@pytest.mark.parametrize(
    ("noun", "new", "old", "event", "happened_at"),
    [
        # Only the day is known: its end, or when it was told on that day.
        ("clients", CLIENT, {"status_id": "x"}, Event.STATUS_SET, TOLD_AT),
        (
            "clients",
            {**CLIENT, "status_set_on": "2026-11-20"},
            {"status_id": "x"},
            Event.STATUS_SET,
            END_OF_DAY_20,
        ),
        # A client of old who is new to us had the status before.
        ("clients", {**CLIENT, "created_on": "2026-11-20"}, {}, Event.STATUS_SET, END_OF_DAY_20),
        ("clients", {**CLIENT, "created_on": "2026-11-20"}, {"status_id": "x"}, Event.STATUS_SET, TOLD_AT),
        ("sessions", {**SESSION, "created_on": "2026-11-20"}, {}, Event.SESSION_BOOKED, END_OF_DAY_20),
        # What comes late was booked or cancelled by the time it was to be.
        ("sessions", {**SESSION, **PAST}, {}, Event.SESSION_BOOKED, datetime(2026, 11, 10, 15, tzinfo=UTC)),
        (
            "sessions",
            {**SESSION, **PAST, "state": "cancelled"},
            {},
            Event.SESSION_CANCELLED,
            datetime(2026, 11, 10, 16, tzinfo=UTC),
        ),
        ("sessions", {**SESSION, "state": "completed"}, SESSION, Event.SESSION_COMPLETED, TOLD_AT),
        ("invoices", INVOICE, {}, Event.SALE_PAID, END_OF_DAY_20),
        ("invoices", {**INVOICE, "paid_on": "2026-12-24"}, {}, Event.SALE_PAID, TOLD_AT),
        # Written as paid without a day: new to us, it is as old as it says; else it was paid by now.
        (
            "invoices",
            {**INVOICE, "paid_on": None},
            {},
            Event.SALE_PAID,
            datetime(2026, 11, 2, 5, tzinfo=UTC),
        ),
        (
            "invoices",
            {**INVOICE, "paid_on": None},
            {**INVOICE, "paid_cents": 0},
            Event.SALE_PAID,
            TOLD_AT,
        ),
    ],
)
def test_when_it_happened_is_never_later_than_it_was_told(
    noun: str, new: dict[str, Any], old: dict[str, Any], event: Event, happened_at: datetime
) -> None:
    assert told(noun, new, old)[event].happened_at == happened_at


DONE = Occurrence(
    event=Event.SESSION_COMPLETED,
    record="S-1",
    client_id="ann",
    about="S-1",
    falls_on=TODAY,
    happened_at=TOLD_AT,
    session_type="Family  Portrait",
)
SALE = replace(DONE, event=Event.SALE_PAID, sale_cents=Cents(10_000))
SET = replace(DONE, event=Event.STATUS_SET, status_id="lead")


@pytest.mark.parametrize(
    ("trigger", "occurrence", "expected"),
    [
        (THANKS, DONE, True),
        (replace(THANKS, active=False), DONE, False),
        (replace(THANKS, since=None), DONE, False),
        (replace(THANKS, since=TOLD_AT), DONE, True),
        (replace(THANKS, since=TOLD_AT.replace(microsecond=1)), DONE, False),
        (replace(THANKS, event=Event.SESSION_BOOKED), DONE, False),
        (replace(THANKS, session_type="family portrait"), DONE, True),
        (replace(THANKS, session_type="family"), DONE, False),
        (replace(THANKS, session_type="family"), replace(DONE, session_type=None), False),
        (replace(THANKS, event=Event.SALE_PAID), SALE, True),
        (replace(THANKS, event=Event.SALE_PAID, sale_min_cents=Cents(10_000)), SALE, True),
        (replace(THANKS, event=Event.SALE_PAID, sale_min_cents=Cents(10_001)), SALE, False),
        (replace(THANKS, event=Event.STATUS_SET, status_id="lead"), SET, True),
        (replace(THANKS, event=Event.STATUS_SET, status_id="gone"), SET, False),
    ],
)
def test_a_trigger_waits_for_what_it_says_and_ignores_the_past(
    trigger: Trigger, occurrence: Occurrence, expected: bool
) -> None:
    assert matches(trigger, occurrence) is expected


def test_a_sale_counts_without_tax_and_rewards() -> None:
    invoice = {**INVOICE, "paid_cents": 7_000, "paid_by_rewards_cents": 5_000}
    assert told("invoices", invoice)[Event.SALE_PAID].sale_cents == 5_000


BEFORE = replace(THANKS, event=Event.SESSION_STARTS, days=7, before=True)


@pytest.mark.parametrize(
    ("trigger", "on", "now", "when_told", "when_due"),
    [
        # Due on November 22 at ten in the morning, which is 15:00 in UTC.
        (BEFORE, date(2026, 11, 29), datetime(2026, 11, 22, 16, tzinfo=UTC), False, False),
        (BEFORE, date(2026, 11, 29), datetime(2026, 11, 23, 4, 59, tzinfo=UTC), False, False),
        (BEFORE, date(2026, 11, 29), datetime(2026, 11, 23, 5, tzinfo=UTC), True, False),
        (BEFORE, date(2026, 11, 29), datetime(2026, 11, 29, 4, 59, tzinfo=UTC), True, False),
        (BEFORE, date(2026, 11, 29), datetime(2026, 11, 29, 5, tzinfo=UTC), True, True),
        (THANKS, TODAY, datetime(2026, 11, 29, 15, tzinfo=UTC), False, False),
        (THANKS, TODAY, datetime(2026, 11, 29, 15, 0, 1, tzinfo=UTC), True, True),
        (replace(BEFORE, days=0), TODAY, datetime(2026, 11, 22, 16, tzinfo=UTC), False, False),
        # The calendar comes back for what it missed.
        (
            replace(BEFORE, event=Event.BIRTHDAY),
            date(2026, 11, 29),
            datetime(2026, 11, 24, 15, tzinfo=UTC),
            False,
            False,
        ),
    ],
)
def test_what_would_come_too_late_does_not_come(
    trigger: Trigger, on: date, now: datetime, when_told: bool, when_due: bool
) -> None:
    assert is_told_too_late(trigger, on, NEW_YORK, now) is when_told
    assert is_too_late(trigger, on, NEW_YORK, now) is when_due


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [("cancelled", "booked", True), ("cancelled", "cancelled", False), ("booked", "cancelled", False)],
)
def test_a_session_is_cancelled_once(new: str, old: str, expected: bool) -> None:
    assert is_cancelled("sessions", {"state": new}, {"state": old}) is expected
    assert not is_cancelled("referrals", {"state": new}, {"state": old})


@pytest.mark.parametrize(
    ("done_on", "since_on", "days", "missed_on"),
    [
        (None, TODAY, [22], None),
        (date(2026, 11, 22), TODAY, [], None),
        (date(2026, 11, 21), date(2026, 11, 1), [22], None),
        (None, date(2026, 11, 19), [19, 20, 21, 22], None),
        (date(2026, 11, 18), date(2026, 11, 1), [19, 20, 21, 22], None),
        (date(2026, 11, 17), date(2026, 11, 1), [19, 20, 21, 22], date(2026, 11, 18)),
        (date(2026, 11, 18), TODAY, [22], None),
        # A zone that was moved back a day brings nothing twice.
        (date(2026, 11, 23), TODAY, [], None),
    ],
)
def test_days_that_were_missed_are_caught_up_at_most_three_back(
    done_on: date | None, since_on: date, days: list[int], missed_on: date | None
) -> None:
    found, missed = days_to_note(done_on, since_on, TODAY)
    assert [day.day for day in found] == days
    assert missed == missed_on


@pytest.mark.parametrize(
    ("of", "day", "expected"),
    [
        (date(1990, 11, 22), TODAY, True),
        (date(1990, 11, 23), TODAY, False),
        (date(2026, 11, 22), TODAY, False),
        (date(2027, 11, 22), TODAY, False),
        (None, TODAY, False),
        (date(1992, 2, 29), date(2027, 2, 28), True),
        (date(1992, 2, 29), date(2027, 3, 1), False),
        (date(1992, 2, 29), date(2028, 2, 28), False),
        (date(1992, 2, 29), date(2028, 2, 29), True),
        (date(1991, 2, 28), date(2028, 2, 28), True),
        (date(1991, 2, 28), date(2028, 2, 29), False),
        (date(1992, 2, 29), date(2100, 2, 28), True),
    ],
)
def test_february_29_is_honoured_on_the_28_in_other_years(of: date | None, day: date, expected: bool) -> None:
    assert is_yearly_day(of, day) is expected
    if of is not None and of < day:
        assert (of.replace(year=2000) in days_honoured(day)) is expected


def test_the_calendar_looks_ahead_or_back_and_makes_one_record_a_year() -> None:
    ahead = replace(THANKS, event=Event.BIRTHDAY, days=7, before=True)
    assert falls_on(ahead, TODAY) == date(2026, 11, 29)
    assert falls_on(replace(ahead, before=False), TODAY) == date(2026, 11, 15)
    found = dated(ahead, "ann", date(2026, 11, 29), NEW_YORK)
    assert (found.record, found.happened_at) == ("ann#2026", datetime(2026, 11, 22, 15, tzinfo=UTC))
    due = dated(replace(ahead, event=Event.STATUS_DUE), "ann", TODAY, NEW_YORK)
    assert due.record == "ann#2026-11-22"
    reward = dated(replace(ahead, event=Event.REWARD_EXPIRES), "ann", TODAY, NEW_YORK, about="loyalty:1")
    assert reward.record == "ann#loyalty:1#2026-11-22"


@pytest.mark.parametrize(
    ("days", "before", "on", "since", "expected"),
    [
        # Made on the day itself after its hour: the letter would have gone before.
        (0, False, TODAY, datetime(2026, 11, 22, 15, 0, 1, tzinfo=UTC), False),
        (0, False, TODAY, datetime(2026, 11, 22, 15, tzinfo=UTC), True),
        (7, True, date(2026, 11, 29), datetime(2026, 11, 22, 15, 0, 1, tzinfo=UTC), False),
        (3, False, date(2026, 11, 21), datetime(2026, 11, 22, 15, tzinfo=UTC), False),
        (3, False, TODAY, datetime(2026, 11, 22, 15, tzinfo=UTC), True),
    ],
)
def test_a_new_trigger_leaves_out_the_days_before_it(
    days: int, before: bool, on: date, since: datetime, expected: bool
) -> None:
    trigger = replace(THANKS, event=Event.BIRTHDAY, days=days, before=before, since=since)
    assert matches(trigger, dated(trigger, "ann", on, NEW_YORK)) is expected
