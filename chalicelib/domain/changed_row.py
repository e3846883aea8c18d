"""What a changed row of clients, sessions, invoices, rewards or referrals tells, as the stream brings it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import expires_at, local_date
from chalicelib.domain.money import Cents
from chalicelib.domain.occurrence import Occurrence, is_paid
from chalicelib.domain.referral import SessionState
from chalicelib.domain.referral import State as ReferralState
from chalicelib.domain.reward import Source
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.trigger import Event

ATTRIBUTES = (
    *("client_id", "status_id", "status_set_on", "created_at", "created_on", "updated_at"),
    *("session_ref", "session_type", "state", "starts_at", "ends_at"),
    *("invoice_ref", "invoiced_on", "paid_on", "total_cents", "tax_cents", "paid_cents"),
    *("paid_by_rewards_cents", "refunded_cents", "voided_on"),
    *("reward_id", "source", "issued_at", "transferred_from"),
    *("friend_id", "referrer_id"),
)
"""What of a changed row is looked at."""


def occurrences(
    noun: str, new: Mapping[str, Any], old: Mapping[str, Any], zone: ZoneInfo
) -> Iterator[Occurrence]:
    """What a row that became `new` from `old` (empty: it is new) tells, as the stream brings it.

    The same change always tells the same, so that any redelivery names the same records.
    """
    told = _TELLERS.get(noun)
    return told(new, old, zone) if told is not None else iter(())


def is_cancelled(noun: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a session was cancelled by this change."""
    cancelled = SessionState.CANCELLED
    return noun == "sessions" and new.get("state") == cancelled and old.get("state") not in (None, cancelled)


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
