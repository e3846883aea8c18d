"""What happened that a trigger may wait for, how it is told apart from the next one, and when it is due.

A record is what a trigger fires for once: its name is made here and nowhere else. Source: rules 9.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import expires_at, local_date
from chalicelib.domain.money import Cents
from chalicelib.domain.referral import SessionState
from chalicelib.domain.referral import State as ReferralState
from chalicelib.domain.reward import Source
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
ATTRIBUTES = (
    *("client_id", "status_id", "status_set_on", "created_at", "created_on", "updated_at"),
    *("session_ref", "session_type", "state", "starts_at", "ends_at"),
    *("invoice_ref", "invoiced_on", "paid_on", "total_cents", "tax_cents", "paid_cents"),
    *("paid_by_rewards_cents", "refunded_cents", "voided_on"),
    *("reward_id", "source", "issued_at", "transferred_from"),
    *("friend_id", "referrer_id"),
)
"""What of a changed row is looked at."""


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


def occurrences(
    noun: str, new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo
) -> Iterator[Occurrence]:
    """What a row that became `new` from `old` (empty: it is new) tells, as the stream brings it.

    The same change always tells the same, so that any redelivery names the same records.
    """
    told = _TELLERS.get(noun)
    return told(new, old, zone) if told is not None else iter(())


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


def is_cancelled(noun: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a session was cancelled by this change."""
    cancelled = SessionState.CANCELLED
    return noun == "sessions" and new.get("state") == cancelled and old.get("state") not in (None, cancelled)


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


def _of_client(new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Occurrence]:
    status_id, told_at = new.get("status_id"), _told_at(new)
    if not status_id or status_id == old.get("status_id") or told_at is None:
        return
    set_on = _day(new, "status_set_on") or local_date(told_at, zone)
    known_on = set_on
    if not old and (created_on := _day(new, "created_on")) is not None:
        # A client of old who is new to us had the status before.
        known_on = min(set_on, created_on)
    yield Occurrence(
        event=Event.STATUS_SET,
        # To and fro by mistake on one day is one record, and sends one letter.
        record=f"{new['client_id']}#{status_id}#{set_on.isoformat()}",
        client_id=new["client_id"],
        about=status_id,
        falls_on=set_on,
        happened_at=_known_by(known_on, told_at, zone),
        status_id=status_id,
    )


_EVENT_OF_STATE = {
    SessionState.BOOKED: Event.SESSION_BOOKED,
    SessionState.COMPLETED: Event.SESSION_COMPLETED,
    SessionState.CANCELLED: Event.SESSION_CANCELLED,
}


def _of_session(new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Occurrence]:
    told_at, starts_at = _told_at(new), _instant(new, "starts_at")
    if told_at is None or starts_at is None or "session_ref" not in new:
        return
    state = SessionState(new["state"])
    booked_on = _day(new, "created_on") if not old else None
    # What comes late was booked, completed or cancelled by the time it was to be at the latest.
    booked_at = min(starts_at, _known_by(booked_on, told_at, zone) if booked_on is not None else told_at)

    def occurrence(event: Event, falls_on: date, happened_at: datetime) -> Occurrence:
        return Occurrence(
            event=event,
            record=new["session_ref"],
            client_id=new["client_id"],
            about=new["session_ref"],
            falls_on=falls_on,
            happened_at=happened_at,
            session_type=new.get("session_type"),
        )

    if new["state"] != old.get("state"):
        ended_at = _instant(new, "ends_at") or starts_at
        happened_at = booked_at if state is SessionState.BOOKED else min(told_at, ended_at)
        yield occurrence(_EVENT_OF_STATE[state], local_date(happened_at, zone), happened_at)
    moved = new["state"] != old.get("state") or new["starts_at"] != old.get("starts_at")
    if state is SessionState.BOOKED and moved:
        yield occurrence(Event.SESSION_STARTS, local_date(starts_at, zone), booked_at)


def _of_invoice(new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Occurrence]:
    told_at, now_paid = _told_at(new), _figures(new)
    if told_at is None or now_paid is None or not is_paid(now_paid):
        return
    before = _figures(old)
    if before is not None and is_paid(before):
        return
    # What comes to us paid without saying when was paid when it was written; else it was paid by now.
    paid_on = _day(new, "paid_on") or (now_paid.invoiced_on if not old else local_date(told_at, zone))
    yield Occurrence(
        event=Event.SALE_PAID,
        record=new["invoice_ref"],
        client_id=new["client_id"],
        about=new["invoice_ref"],
        falls_on=min(paid_on, local_date(told_at, zone)),
        happened_at=_known_by(paid_on, told_at, zone),
        sale_cents=now_paid.sale_cents,
    )


def _of_reward(new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Occurrence]:
    issued_at = _instant(new, "issued_at")
    brought = new.get("source") == Source.OPEN or new.get("transferred_from")
    if old or issued_at is None or brought or "reward_id" not in new:
        return
    yield Occurrence(
        event=Event.REWARD_EARNED,
        record=f"{new['client_id']}#{new['reward_id']}",
        client_id=new["client_id"],
        about=new["reward_id"],
        falls_on=local_date(issued_at, zone),
        happened_at=issued_at,
    )


def _of_referral(new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Occurrence]:
    began_at, waits = _instant(new, "created_at"), new.get("state") == ReferralState.PENDING
    same = old.get("state") == ReferralState.PENDING and old.get("referrer_id") == new.get("referrer_id")
    if not waits or same or began_at is None or "friend_id" not in new:
        return
    yield Occurrence(
        event=Event.REFERRAL_PENDING,
        record=f"{new['friend_id']}#{new['referrer_id']}",
        client_id=new["referrer_id"],
        about=new["friend_id"],
        falls_on=local_date(began_at, zone),
        happened_at=began_at,
    )


_TELLERS = {
    "clients": _of_client,
    "sessions": _of_session,
    "invoices": _of_invoice,
    "rewards": _of_reward,
    "referrals": _of_referral,
}


def _figures(row: Mapping[str, Any]) -> InvoiceFigures | None:
    invoiced_on = _day(row, "invoiced_on")
    if invoiced_on is None or "total_cents" not in row:
        return None
    amounts = ("total_cents", "tax_cents", "paid_cents", "paid_by_rewards_cents", "refunded_cents")
    return InvoiceFigures(
        invoice_ref=row["invoice_ref"],
        invoiced_on=invoiced_on,
        voided_on=_day(row, "voided_on"),
        **{name: Cents(row.get(name) or 0) for name in amounts},
    )


def _known_by(day: date, told_at: datetime, zone: ZoneInfo) -> datetime:
    """An instant for a thing of which only the day is known: its end, or when it was told on that day."""
    return min(told_at, expires_at(day, zone))


def _told_at(row: Mapping[str, Any]) -> datetime | None:
    return _instant(row, "updated_at") or _instant(row, "created_at")


def _instant(row: Mapping[str, Any], name: str) -> datetime | None:
    text = row.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _day(row: Mapping[str, Any], name: str) -> date | None:
    text = row.get(name)
    return date.fromisoformat(text) if isinstance(text, str) else None
