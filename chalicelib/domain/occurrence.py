"""What happened that a trigger may wait for, how it is told apart from the next one, and when it is due.

A record is what a trigger fires for once: its name is made here and nowhere else. Source: rules 9.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import expires_at, local_date
from chalicelib.domain.money import Cents
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.trigger import Event, Trigger, due_at

CATCH_UP_DAYS = 3
"""So many days of the calendar are gone through later, when nothing ran for a while."""
LATE_MAX = timedelta(days=7)
"""Something told so long after its letter was due gets none: a thank-you of last year is none."""


class Skip(StrEnum):
    """Why a firing came to nothing before anybody was asked for consent or an address."""

    TOO_LATE = "too_late"
    SWITCHED_OFF = "switched_off"
    TRIGGER_CHANGED = "trigger_changed"
    TRIGGER_GONE = "trigger_gone"
    NO_LETTER = "no_letter"
    CLIENT_GONE = "client_gone"
    STATUS_MOVED = "status_moved"
    DATE_MOVED = "date_moved"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_MOVED = "session_moved"
    SALE_UNDONE = "sale_undone"
    REWARD_SPENT = "reward_spent"
    REFERRAL_MOVED = "referral_moved"


LEAP_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One thing that happened: `record` names it for its event, `about` is the row to look at again.

    Days before or after are counted from `falls_on`; `happened_at` is compared with a trigger's `since`.
    """

    event: Event
    record: str
    client_id: str
    about: str
    falls_on: date
    happened_at: datetime
    status_id: str | None = None
    session_type: str | None = None
    sale_cents: Cents = Cents(0)


def matches(trigger: Trigger, each: Occurrence) -> bool:
    """Whether this is what the trigger waits for, and did not happen before it was made."""
    if not trigger.active or trigger.since is None or trigger.event is not each.event:
        return False
    if each.happened_at < trigger.since:
        return False
    if trigger.status_id is not None and trigger.status_id != each.status_id:
        return False
    return is_of_type(trigger, each.session_type) and is_enough(trigger, each.sale_cents)


def is_of_type(trigger: Trigger, session_type: str | None) -> bool:
    """Whether a session of this type is one that the trigger waits for."""
    return trigger.session_type is None or folded(trigger.session_type) == folded(session_type or "")


def is_enough(trigger: Trigger, sale_cents: Cents) -> bool:
    """Whether a sale is as large as the trigger asks for."""
    return trigger.sale_min_cents is None or sale_cents >= trigger.sale_min_cents


def is_too_late(
    trigger: Trigger, falls_on: date, zone: ZoneInfo, now: datetime, waited_until: datetime | None = None
) -> bool:
    """Whether the letter has no point any more: the day it was to precede is here, or a week is over.

    `waited_until`: when it was due as it was noted, where the trigger has other days since.
    """
    if trigger.before and trigger.days and local_date(now, zone) >= falls_on:
        return True
    return now - (waited_until or due_at(trigger, falls_on, zone)) > LATE_MAX


def is_told_too_late(trigger: Trigger, falls_on: date, zone: ZoneInfo, now: datetime) -> bool:
    """The same of what was told only now: a session booked for tomorrow gets no letter of a week before."""
    due_on = local_date(due_at(trigger, falls_on, zone), zone)
    missed = trigger.event is Event.SESSION_STARTS and due_on < local_date(now, zone)
    return missed or is_too_late(trigger, falls_on, zone, now)


def days_to_note(done_on: date | None, since_on: date, today: date) -> tuple[list[date], date | None]:
    """The days of the calendar to go through now, and the last day that was missed for good, if any."""
    first = since_on if done_on is None else max(since_on, done_on + timedelta(days=1))
    earliest = today - timedelta(days=CATCH_UP_DAYS)
    start = max(first, earliest)
    days = [start + timedelta(days=number) for number in range((today - start).days + 1)]
    return days, earliest - timedelta(days=1) if first < earliest else None


def falls_on(trigger: Trigger, day: date) -> date:
    """The date that the trigger looks for on the studio's `day`."""
    return day + timedelta(days=trigger.days if trigger.before else -trigger.days)


def days_honoured(day: date) -> tuple[date, ...]:
    """Whose yearly day it is, as days of a leap year: February 28 is also that of the 29th in other years."""
    own = day.replace(year=LEAP_YEAR)
    leap_day = date(LEAP_YEAR, 2, 29)
    short_year = (day + timedelta(days=1)).day != leap_day.day
    return (own, leap_day) if own == leap_day - timedelta(days=1) and short_year else (own,)


def is_yearly_day(of: date | None, day: date) -> bool:
    """Whether `day` is a later year's day of `of`, such as a birthday."""
    return of is not None and day > of and of.replace(year=LEAP_YEAR) in days_honoured(day)


def dated(trigger: Trigger, client_id: str, day: date, zone: ZoneInfo, *, about: str = "") -> Occurrence:
    """What the calendar brings of a client for `day`; before a trigger's `since` if its letter would be.

    A day of every year is one record a year. Any other date that is moved is another record.
    """
    yearly = trigger.event in (Event.BIRTHDAY, Event.ANNIVERSARY)
    parts = [client_id, *([about] if about else [])]
    return Occurrence(
        event=trigger.event,
        record=f"{client_id}#{day.year}" if yearly else "#".join([*parts, day.isoformat()]),
        client_id=client_id,
        about=about,
        falls_on=day,
        happened_at=min(due_at(trigger, day, zone), expires_at(day, zone)),
        status_id=trigger.status_id,
    )


def is_paid(figures: InvoiceFigures) -> bool:
    """Whether an invoice is a sale that was paid in full, and not made void."""
    return figures.total_cents > 0 and figures.voided_on is None and figures.is_paid_in_full


def folded(words: str) -> str:
    """A session type as it is compared."""
    return " ".join(words.casefold().split())
