"""A trigger read back as a person would say it."""

from collections.abc import Mapping

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.money import to_display
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import Event, Trigger

EVENTS: Mapping[Event, str] = {
    Event.STATUS_SET: "a client's status is set",
    Event.STATUS_DUE: "a client's status is due",
    Event.SESSION_BOOKED: "a session is booked",
    Event.SESSION_STARTS: "a session begins",
    Event.SESSION_COMPLETED: "a session is completed",
    Event.SESSION_CANCELLED: "a session is cancelled",
    Event.SALE_PAID: "an invoice is paid in full",
    Event.REWARD_EARNED: "a client earns a reward",
    Event.REWARD_EXPIRES: "a reward expires",
    Event.REFERRAL_PENDING: "a referral began that is still pending",
    Event.BIRTHDAY: "a client's birthday",
    Event.ANNIVERSARY: "a client's anniversary",
}
_DAYS_OF_THEIR_OWN = (Event.BIRTHDAY, Event.ANNIVERSARY)
_ACTS = {
    Event.SESSION_BOOKED: "is booked",
    Event.SESSION_STARTS: "begins",
    Event.SESSION_COMPLETED: "is completed",
    Event.SESSION_CANCELLED: "is cancelled",
}
LETTERS: Mapping[Kind, str] = {
    Kind.INVITATION: "the invitation",
    Kind.REMINDER: "the reminder",
    Kind.NOTE: "a note",
    Kind.PROFILE_REQUEST: "the profile request",
    Kind.EXPIRING: "the letter about a reward that ends soon",
}
_BY = {LetterForm.EMAIL: "by email", LetterForm.TEXT: "by text", LetterForm.PRINT: "on paper"}
GONE = "a letter that is not there any more"


def sentence(trigger: Trigger, studio: Studio, letters: Mapping[str, str]) -> str:
    """The whole trigger in one sentence; `letters` are the studio's own by id, with their descriptions."""
    who = "the referrer " if trigger.event is Event.REFERRAL_PENDING else ""
    leaves = ", but leave out whoever is in another program" if trigger.skip_enrolled else ""
    return (
        f"{_when(trigger, studio)}, send {who}{letter_in_words(trigger, letters)}"
        f"{program_in_words(trigger, studio)}{leaves}."
    )


def event_in_words(trigger: Trigger, studio: Studio) -> str:
    """The event with what narrows it: `a session of the type Family is completed`."""
    if trigger.status_id is not None:
        status = words_of(studio, ListKind.STATUS, trigger.status_id)
        verb = f"is set to {status}" if trigger.event is Event.STATUS_SET else f"{status} is due"
        return f"a client's status {verb}"
    if trigger.session_type is not None:
        return f"a session of the type {trigger.session_type} {_ACTS[trigger.event]}"
    if trigger.sale_min_cents is not None:
        least = to_display(trigger.sale_min_cents, studio.preferences.currency)
        return f"{EVENTS[trigger.event]} with a sale of at least {least}"
    return EVENTS[trigger.event]


def letter_in_words(trigger: Trigger, letters: Mapping[str, str]) -> str:
    """What goes, and how: `the invitation by email`."""
    words = LETTERS[trigger.kind]
    if trigger.letter_id is not None:
        name = letters.get(trigger.letter_id)
        words = GONE if name is None else f"“{name}”"
    return f"{words} {_BY[trigger.form]}"


def program_in_words(trigger: Trigger, studio: Studio) -> str:
    """The program it enrolls in, if any."""
    if trigger.program_id is None:
        return ""
    program = studio.programs.get(trigger.program_id)
    name = program.description if program is not None else "a program that is not there any more"
    return f" and enroll in {name}"


def _when(trigger: Trigger, studio: Studio) -> str:
    event = event_in_words(trigger, studio)
    if trigger.days:
        days = "1 day" if trigger.days == 1 else f"{trigger.days} days"
        return f"{days} {'before' if trigger.before else 'after'} {event}"
    if trigger.event in _DAYS_OF_THEIR_OWN:
        return f"On {event}"
    if trigger.before or trigger.event is Event.STATUS_DUE:
        return f"On the day when {event}"
    return f"When {event}"
