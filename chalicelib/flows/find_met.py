"""What a trigger would have met in the last month, page by page, as the records stand now.

What the calendar brings is read by day, statuses by their heading. Sessions, invoices, rewards and referrals
have no order of time over all clients: they are gone through, ten thousand at a time.
"""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.changed_row import occurrences
from chalicelib.domain.dates import local_date
from chalicelib.domain.directory import item_heading
from chalicelib.domain.occurrence import Occurrence, falls_on, matches
from chalicelib.domain.referral import SessionState
from chalicelib.domain.trigger import OF_SESSIONS, Event, Trigger, due_at
from chalicelib.flows.find_dated import find_dated
from chalicelib.models.base import from_dynamodb
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session

SHOWN_MAX = 50
ROWS_A_CALL = 1_000
CALLS_MAX = 10
ROWS: Mapping[Event, tuple[str, type[Session | Invoice | Reward | Referral]]] = {
    **dict.fromkeys(OF_SESSIONS, ("sessions", Session)),
    Event.SALE_PAID: ("invoices", Invoice),
    Event.REWARD_EARNED: ("rewards", Reward),
    Event.REFERRAL_PENDING: ("referrals", Referral),
}


@dataclass(frozen=True)
class Page:
    """Some of what met the trigger, and where to go on; None when all was found."""

    occurrences: list[Occurrence]
    cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Month:
    """The trigger as if it had always been on, and the last 30 days."""

    trigger: Trigger
    zone: ZoneInfo
    first: datetime
    last: datetime

    def due_at(self, each: Occurrence) -> datetime:
        """When its letter would have gone."""
        return due_at(self.trigger, each.falls_on, self.zone)

    def met(self, noun: str, row: Mapping[str, Any], old: Mapping[str, Any]) -> list[Occurrence]:
        """What the row tells that the trigger waits for, and would have fired for in the month."""
        told = occurrences(noun, row, old, self.zone)
        return [each for each in told if matches(self.trigger, each) and self.holds(each)]

    def holds(self, each: Occurrence) -> bool:
        """Whether its letter would have gone in the month."""
        return self.first <= self.due_at(each) <= self.last


def of_days(month: Month, cursor: str | None) -> Page:
    """The days of the calendar, the latest first."""
    first, last = (local_date(instant, month.zone) for instant in (month.first, month.last))
    told_day, _, after = (cursor or f"{last.isoformat()}@").partition("@")
    day, inside = date.fromisoformat(told_day), after or None
    found: list[Occurrence] = []
    while day >= first and len(found) < SHOWN_MAX:
        wanted = falls_on(month.trigger, day)
        limit = SHOWN_MAX - len(found)
        page = find_dated(month.trigger, wanted, month.zone, cursor=inside, limit=limit)
        found += page.occurrences
        inside = page.cursor
        if inside is None:
            day -= timedelta(days=1)
    return Page(found, f"{day.isoformat()}@{inside or ''}" if day >= first else None)


def of_status(month: Month, cursor: str | None) -> Page:
    """Who has the status now; whoever has left it since is not found."""
    status_id = month.trigger.status_id or ""
    places = standing(item_heading("status", status_id), cursor or "", SHOWN_MAX)
    found: list[Occurrence] = []
    for client in clients_of(set(places.client_ids)).values():
        set_on, told_at = client.status_set_on, client.updated_at or client.created_at
        row = {
            "client_id": client.client_id,
            "status_id": client.status_id,
            "status_set_on": set_on and set_on.isoformat(),
            "updated_at": told_at.isoformat(),
        }
        found += month.met("clients", row, {})
    return Page(found, places.places[-1] if places.more else None)


def of_rows(month: Month, cursor: str | None) -> Page:
    """Rows in the order in which the table gives them, whatever their time."""
    noun, table = ROWS[month.trigger.event]
    connection = table._get_connection()
    key: Any = json.loads(cursor) if cursor else None
    found: list[Occurrence] = []
    for _ in range(CALLS_MAX):
        answer = connection.scan(limit=ROWS_A_CALL, exclusive_start_key=key)
        for item in answer["Items"]:
            row = {name: from_dynamodb(value) for name, value in item.items()}
            found += month.met(noun, _as_it_was(row, month.trigger.event), {})
            if len(found) == SHOWN_MAX:
                names = (table._hash_keyname, table._range_keyname)
                return Page(found, json.dumps({name: item[name] for name in names if name}))
        key = answer.get("LastEvaluatedKey")
        if key is None:
            return Page(found, None)
    return Page(found, json.dumps(key))


def _as_it_was(row: Mapping[str, Any], event: Event) -> Mapping[str, Any]:
    """A session that is completed now was booked before."""
    ahead = event in (Event.SESSION_BOOKED, Event.SESSION_STARTS)
    if ahead and row.get("state") == SessionState.COMPLETED:
        return {**row, "state": SessionState.BOOKED.value}
    return row


def clients_of(client_ids: Set[str]) -> dict[str, Client]:
    """The clients who are there: not joined to another, not erased."""
    rows = Client.batch_get(sorted(client_ids)) if client_ids else ()
    return {row.client_id: row for row in rows if row.merged_into is None and row.erased_at is None}
