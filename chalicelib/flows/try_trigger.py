"""Who would have got a trigger's letter in the last month, and why the others not; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.notice import Reason
from chalicelib.domain.occurrence import Occurrence, is_yearly_day
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import BY_CALENDAR, Event, Trigger
from chalicelib.flows.find_met import Month, clients_of, of_days, of_rows, of_status
from chalicelib.flows.foresee_refusals import foresee_refusals
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment

DAYS = 30
EVER = timedelta(days=3_650)


@dataclass(frozen=True, kw_only=True)
class Would:
    """One client who met the trigger: when the letter would have gone, and why not, if so."""

    client: Client
    due_at: datetime
    refused: Reason | None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Some of those who met it, and where to go on; None when all were found."""

    found: list[Would]
    cursor: str | None


def try_trigger(trigger: Trigger, studio: Studio, *, now: datetime, cursor: str | None = None) -> Tried:
    """About fifty of those who would have met the trigger in the last 30 days, from `cursor` on.

    The trigger need not be stored, nor on. At most some 35 calls, at any size of the studio.
    """
    month = Month(
        trigger=replace(trigger, active=True, since=now - EVER),
        zone=studio.preferences.local_zone(),
        first=now - timedelta(days=DAYS),
        last=now,
    )
    if trigger.event in BY_CALENDAR:
        page = of_days(month, cursor)
    elif trigger.event is Event.STATUS_SET:
        page = of_status(month, cursor)
    else:
        page = of_rows(month, cursor)
    met = [each for each in page.occurrences if month.holds(each)]
    clients = clients_of({each.client_id for each in met})
    met = [each for each in met if each.client_id in clients and _is_day_of(each, clients[each.client_id])]
    people = {each.client_id: clients[each.client_id] for each in met}
    refused = _refused(trigger, list(people.values()), studio, now)
    found = [
        Would(client=people[each.client_id], due_at=month.due_at(each), refused=refused.get(each.client_id))
        for each in met
    ]
    return Tried(found=sorted(found, key=lambda each: each.due_at, reverse=True), cursor=page.cursor)


def _refused(
    trigger: Trigger, clients: Sequence[Client], studio: Studio, now: datetime
) -> Mapping[str, Reason]:
    """Why the trigger's letter would not go, by client; at most two reads."""
    enrollments: dict[str, Enrollment] = {}
    if trigger.program_id is not None and clients:
        rows = Enrollment.batch_get([(each.client_id, OPEN) for each in clients], consistent_read=True)
        enrollments = {row.client_id: row for row in rows}
    return foresee_refusals(
        clients,
        Outgoing(kind=trigger.kind, form=trigger.form),
        program_id=trigger.program_id,
        skip_enrolled=trigger.skip_enrolled,
        enrollments=enrollments,
        studio=studio,
        now=now,
    )


def _is_day_of(each: Occurrence, client: Client) -> bool:
    """A birthday or anniversary is one from the second on."""
    if each.event is Event.BIRTHDAY:
        return is_yearly_day(client.birthday_on, each.falls_on)
    return each.event is not Event.ANNIVERSARY or is_yearly_day(client.anniversary_on, each.falls_on)
