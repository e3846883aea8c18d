"""What the triggers' screens say: of events, reasons, and what stands against a trigger."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason
from chalicelib.domain.occurrence import CATCH_UP_DAYS, LATE_MAX, Skip
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import DAYS_MAX, DESCRIPTION_MAX, TRIGGERS_MAX, Event, Objection, Trigger
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Action, Badge, Tone
from chalicelib.models.firing import State
from chalicelib.models.letter import heads

VIEW_NAME = "triggers"
TITLE = "Triggers"
LIST = Action(TITLE, VIEW_NAME)
COUNTED_MAX = 100
EVENTS: Mapping[Event, str] = {
    Event.STATUS_SET: "Client status set",
    Event.STATUS_DUE: "Client status due, or overdue",
    Event.SESSION_BOOKED: "Session booked",
    Event.SESSION_STARTS: "Session begins",
    Event.SESSION_COMPLETED: "Session completed",
    Event.SESSION_CANCELLED: "Session cancelled",
    Event.SALE_PAID: "Sale paid",
    Event.REWARD_EARNED: "Reward earned",
    Event.REWARD_EXPIRES: "Reward expires",
    Event.REFERRAL_PENDING: "Referral pending for some days",
    Event.BIRTHDAY: "Birthday",
    Event.ANNIVERSARY: "Anniversary",
}
KINDS: Mapping[Kind, str] = {
    Kind.INVITATION: "Invitation",
    Kind.REMINDER: "Reminder",
    Kind.NOTE: "Note",
    Kind.PROFILE_REQUEST: "Profile request",
    Kind.EXPIRING: "Reward expires",
}
FORMS: Mapping[LetterForm, str] = {
    LetterForm.EMAIL: "email",
    LetterForm.TEXT: "text",
    LetterForm.PRINT: "print",
}
STATES: Mapping[State, str] = {State.WAITING: "Waiting", State.SENT: "Sent", State.SKIPPED: "Skipped"}
SENTENCES: Mapping[Objection, str] = {
    Objection.NAMELESS: "This is needed.",
    Objection.TOO_LONG: f"This is longer than {DESCRIPTION_MAX} letters.",
    Objection.TAKEN: "Another trigger is called so.",
    Objection.TOO_MANY: f"There are {TRIGGERS_MAX} triggers already. Delete one that never fired.",
    Objection.NOT_DAYS: f"This is not a whole number of days from 0 to {DAYS_MAX}.",
    Objection.NOT_AN_HOUR: "This is not an hour of the day.",
    Objection.NOT_BEFORE: "Nobody knows of this beforehand. Choose after.",
    Objection.ONLY_BEFORE: "This needs a day before.",
    Objection.NO_STATUS: "Choose a client status that is there.",
    Objection.NOT_AN_AMOUNT: "This is not an amount such as 250.00.",
    Objection.NO_LETTER: "Choose a letter that is there and can tell of this event.",
    Objection.NO_PROGRAM: "Choose a referral program that is active, or none.",
}
SKIPS: Mapping[Skip, str] = {
    Skip.TOO_LATE: f"It would have come too late: after the day it was for, or {LATE_MAX.days} days overdue.",
    Skip.SWITCHED_OFF: "The trigger was switched off when it was due.",
    Skip.TRIGGER_CHANGED: "The trigger was changed or switched on after this happened.",
    Skip.TRIGGER_GONE: "The trigger was deleted.",
    Skip.NO_LETTER: "The trigger's letter is not there any more.",
    Skip.CLIENT_GONE: "The client's record was erased, or joined to another.",
    Skip.STATUS_MOVED: "The client's status is no longer that.",
    Skip.DATE_MOVED: "The date is another one by now.",
    Skip.SESSION_CANCELLED: "The session was cancelled.",
    Skip.SESSION_MOVED: "The session is no longer that.",
    Skip.SALE_UNDONE: "The invoice was made void, is no longer paid, or is not large enough any more.",
    Skip.REWARD_SPENT: "Nothing is left of the reward.",
    Skip.REFERRAL_MOVED: "The referral does not wait any more.",
}
SINCE = (
    "What happened before a trigger was switched on is ignored, and so are sessions that were booked before. "
    "Each record fires a trigger once. Switching on takes up to a minute to be known everywhere."
)
CAUGHT_UP = f"Days on which nothing ran are caught up, at most {CATCH_UP_DAYS} back."


def reason_in_words(reason: str) -> str:
    """Why a firing was skipped, or nothing."""
    if not reason:
        return ""
    return SKIPS[Skip(reason)] if reason in list(Skip) else Reason(reason).words


def letters_by_id() -> dict[str, str]:
    """The studio's own letters, by id, as they are called; one Query."""
    return {each.letter_id: each.description for each in heads()}


def state_badge(trigger: Trigger) -> Badge:
    """On, off or retired."""
    if trigger.retired:
        return Badge("retired", Tone.WARNING)
    return Badge("on", Tone.GOOD) if trigger.active else Badge("off")


def local_time(instant: datetime, studio: Studio) -> str:
    """An instant by the studio's clocks."""
    return on_the_clock(instant, studio.preferences.local_zone())


def counted(number: int) -> str:
    """A figure in words: above what is counted it is said so."""
    return f"{number} or more" if number >= COUNTED_MAX else str(number)
