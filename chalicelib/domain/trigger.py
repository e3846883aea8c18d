"""A trigger: on which event, how long before or after, which letter goes and into which program.

Source: rules 9.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Studio

DAYS_MAX = 365
HOUR_MAX = 23
DESCRIPTION_MAX = 100
TRIGGERS_MAX = 50
"""All of them are read whenever something happens."""


class Event(StrEnum):
    """What a trigger waits for."""

    STATUS_SET = "status_set"
    STATUS_DUE = "status_due"
    SESSION_BOOKED = "session_booked"
    SESSION_STARTS = "session_starts"
    SESSION_COMPLETED = "session_completed"
    SESSION_CANCELLED = "session_cancelled"
    SALE_PAID = "sale_paid"
    REWARD_EARNED = "reward_earned"
    REWARD_EXPIRES = "reward_expires"
    REFERRAL_PENDING = "referral_pending"
    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"


ONLY_BEFORE = frozenset({Event.SESSION_STARTS, Event.REWARD_EXPIRES})
KNOWN_AHEAD = ONLY_BEFORE | {Event.STATUS_DUE, Event.BIRTHDAY, Event.ANNIVERSARY}
BY_CALENDAR = KNOWN_AHEAD - {Event.SESSION_STARTS}
"""Found by the day; all others are told by the change that brings them."""
OF_SESSIONS = frozenset(
    {Event.SESSION_BOOKED, Event.SESSION_STARTS, Event.SESSION_COMPLETED, Event.SESSION_CANCELLED}
)
OF_STATUS = frozenset({Event.STATUS_SET, Event.STATUS_DUE})
KINDS = (Kind.INVITATION, Kind.REMINDER, Kind.NOTE, Kind.PROFILE_REQUEST)
"""Letters that need nothing of their cause; an expiring reward's tells its amount and code."""
ONLY_OWN = frozenset({Kind.NOTE})
"""Kinds of which no letter ships with the product: only the studio knows what to say."""


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One trigger. `since`: made, switched on or given another event then; what was before is ignored.

    `status_id`, `session_type` (as sessions keep it) and `sale_min_cents` narrow the events they belong to.
    Without `letter_id` the letter that ships with the product goes.
    """

    trigger_id: str
    description: str
    event: Event
    days: int = 0
    before: bool = False
    hour: int = 10  # By the studio's clocks.
    status_id: str | None = None
    session_type: str | None = None
    sale_min_cents: Cents | None = None
    kind: Kind = Kind.INVITATION
    form: LetterForm = LetterForm.EMAIL
    letter_id: str | None = None
    program_id: str | None = None
    skip_enrolled: bool = False  # Leave out whoever is enrolled in another program.
    active: bool = False
    retired: bool = False
    since: datetime | None = None
    version: int = 0


class Objection(StrEnum):
    """Why a trigger cannot be saved as it is."""

    NAMELESS = "nameless"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    TOO_MANY = "too_many"
    NOT_DAYS = "not_days"
    NOT_AN_HOUR = "not_an_hour"
    NOT_BEFORE = "not_before"
    ONLY_BEFORE = "only_before"
    NO_STATUS = "no_status"
    NOT_AN_AMOUNT = "not_an_amount"
    NO_LETTER = "no_letter"
    NO_PROGRAM = "no_program"


def due_at(trigger: Trigger, on: date, zone: ZoneInfo) -> datetime:
    """When the trigger fires for something that falls on the studio's day `on`, in UTC.

    An hour that the clocks leave out is the one behind it; of one that comes twice it is the first.
    """
    day = on + timedelta(days=-trigger.days if trigger.before else trigger.days)
    return datetime.combine(day, time(trigger.hour), tzinfo=zone).astimezone(UTC)


def cleaned(trigger: Trigger) -> Trigger:
    """The trigger without what does not belong to its event, its words as they are kept."""
    event = trigger.event
    return replace(
        trigger,
        description=" ".join("".join(_shown(trigger.description)).split()),
        before=event in ONLY_BEFORE or (trigger.before and event in KNOWN_AHEAD),
        status_id=trigger.status_id if event in OF_STATUS else None,
        session_type=trigger.session_type if event in OF_SESSIONS else None,
        sale_min_cents=trigger.sale_min_cents if event is Event.SALE_PAID else None,
        skip_enrolled=trigger.skip_enrolled and trigger.program_id is not None,
    )


def objections(wanted: Trigger, others: Mapping[str, Trigger], studio: Studio) -> Mapping[str, Objection]:
    """What stands against saving `wanted`, by field; the first objection to a field counts.

    `others` are all triggers that stand, by id. Whether its letter is there is asked elsewhere.
    """
    found: dict[str, Objection] = {}
    for name, objection in _objections(wanted, others, studio):
        found.setdefault(name, objection)
    return found


def kinds_for(event: Event) -> tuple[Kind, ...]:
    """The kinds of letters that can tell of this event."""
    return (Kind.EXPIRING,) if event is Event.REWARD_EXPIRES else KINDS


def _objections(
    wanted: Trigger, others: Mapping[str, Trigger], studio: Studio
) -> Iterator[tuple[str, Objection]]:
    if not wanted.description:
        yield "description", Objection.NAMELESS
    if len(wanted.description) > DESCRIPTION_MAX:
        yield "description", Objection.TOO_LONG
    for other in others.values():
        same = other.description.casefold() == wanted.description.casefold()
        if same and other.trigger_id != wanted.trigger_id and not other.retired:
            yield "description", Objection.TAKEN
    if wanted.trigger_id not in others and len(others) >= TRIGGERS_MAX:
        yield "description", Objection.TOO_MANY
    if not 0 <= wanted.days <= DAYS_MAX:
        yield "days", Objection.NOT_DAYS
    if not 0 <= wanted.hour <= HOUR_MAX:
        yield "hour", Objection.NOT_AN_HOUR
    yield from _of_event(wanted, studio)
    without = wanted.kind in ONLY_OWN and wanted.letter_id is None
    if without or wanted.kind not in kinds_for(wanted.event):
        yield "letter", Objection.NO_LETTER
    if wanted.program_id is not None:
        program = studio.programs.get(wanted.program_id)
        if program is None or program.inactive:
            yield "program", Objection.NO_PROGRAM


def _of_event(wanted: Trigger, studio: Studio) -> Iterator[tuple[str, Objection]]:
    if wanted.before and wanted.event not in KNOWN_AHEAD:
        yield "before", Objection.NOT_BEFORE
    if not wanted.before and wanted.event in ONLY_BEFORE:
        yield "before", Objection.ONLY_BEFORE
    if wanted.event is Event.STATUS_SET and wanted.status_id is None:
        yield "status", Objection.NO_STATUS
    if wanted.status_id is not None and wanted.status_id not in studio.statuses:
        yield "status", Objection.NO_STATUS
    if wanted.sale_min_cents is not None and wanted.sale_min_cents <= 0:
        yield "sale_min", Objection.NOT_AN_AMOUNT


def _shown(text: str) -> Iterator[str]:
    """Marks that turn text around, and whatever else is not seen, are left out."""
    return (letter if letter.isprintable() else " " for letter in text)
