"""How screens speak of mailings: states, figures, forms of letters, reasons."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Outcome, Pause, Refusal, Skip, State, enrolled_name, left
from chalicelib.domain.notice import Reason
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Badge, Tone

MAILINGS = "mailings"
KINDS = {
    Kind.INVITATION: "Invitation",
    Kind.REMINDER: "Reminder",
    Kind.PROFILE_REQUEST: "Profile request",
    Kind.NOTE: "Note",
}
FORMS = {LetterForm.EMAIL: "email", LetterForm.TEXT: "text", LetterForm.PRINT: "printed letter"}
STATES = {
    State.GATHERING: ("The list is being made", Tone.INFO),
    State.PREPARED: ("Not confirmed yet", Tone.WARNING),
    State.DROPPED: ("Dropped", Tone.INFO),
    State.PLANNED: ("Planned", Tone.INFO),
    State.SENDING: ("Sending", Tone.INFO),
    State.STOPPING: ("Stopping", Tone.WARNING),
    State.STOPPED: ("Stopped", Tone.WARNING),
    State.PAUSED: ("Resting", Tone.WARNING),
    State.FINISHED: ("Finished", Tone.GOOD),
}
PAUSES = {
    Pause.BREAKER: "Too many marketing letters bounced or were complained about, so all marketing is "
    "stopped. A manager looks into it and lets it go on; then resume this mailing.",
    Pause.QUOTA: "What may be sent in 24 hours has been sent. It goes on by itself as soon as there is room, "
    "tomorrow at the latest.",
    Pause.PROGRAM: "The referral program is not active any more. Make it active again, then resume "
    "this mailing.",
}
SKIPS = {
    Skip.UNTICKED: "Taken off the list by hand.",
    Skip.TWICE: "Stood on the list twice, and was written to once.",
    Skip.FAILED: "Something went wrong on our side.",
}
REFUSALS = {
    Refusal.GONE: "This mailing is not there any more.",
    Refusal.NOT_PREPARED: "It was confirmed or dropped in the meantime, or its list is being made.",
    Refusal.CHANGED: "The numbers are not those that you reviewed. Please review them again.",
    Refusal.NOBODY: "Nobody is left who would get it.",
    Refusal.MANAGER_NEEDED: "More than 500 people are written to by a manager alone, who finds this "
    "mailing on the list of mailings.",
    Refusal.STUDIO_NOT_READY: "Marketing needs the studio's postal address, which Company preferences have.",
    Refusal.NO_LETTER: "The letter was retired or deleted. Choose another one.",
    Refusal.NO_PROGRAM: "The referral program is not active any more. Choose another one.",
}
OUTCOMES = {Outcome.WAITING: "not yet", Outcome.QUEUED: "written to", Outcome.SKIPPED: "skipped"}
ENROLLED = {
    Enrolled.NEW: "Enrolled",
    Enrolled.REPLACED: "Moved from another program",
    Enrolled.REFRESHED: "Enrolled again from today",
}


def many(number: int, form: LetterForm) -> str:
    """So many letters of this form: `1 email`, `1,042 texts`."""
    return f"{number:,} {FORMS[form]}{'' if number == 1 else 's'}"


def state_badge(state: str) -> Badge:
    """A mailing's state."""
    words, tone = STATES[State(state)]
    return Badge(words, tone)


def reason_words(reason: str) -> str:
    """Why somebody gets nothing."""
    if reason in list(Skip):
        return SKIPS[Skip(reason)]
    return Reason(reason).words if reason in list(Reason) else reason.replace("_", " ")


def letter_words(kind: str, form: str) -> str:
    """What goes: `Invitation by email`."""
    return f"{KINDS[Kind(kind)]}, {FORMS[LetterForm(form)]}"


def progress(found: Mapping[str, int], figures: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """A mailing's figures while it goes and when it has ended."""
    yield "On the list", f"{found.get('to', 0):,}"
    yield "Written to", f"{figures.get(Outcome.QUEUED, 0):,}"
    for each, words in ENROLLED.items():
        if number := figures.get(enrolled_name(each)):
            yield words, f"{number:,}"
    yield "Skipped", f"{figures.get(Outcome.SKIPPED, 0):,}"
    yield "Left", f"{left(found, figures):,}"


def reasons(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many were left out for each reason, most first."""
    known = {*Reason, *Skip}
    told = [(reason_words(name), number) for name, number in figures.items() if name in known]
    return sorted(told, key=lambda pair: (-pair[1], pair[0]))


def local(instant: datetime, studio: Studio) -> str:
    """A moment by the studio's clock."""
    return on_the_clock(instant, studio.preferences.local_zone())
