"""The outbox: everything that is to go, went, or came to nothing, and what may be done about it."""

from chalicelib.domain.notice import State
from chalicelib.domain.resending import Refusal
from chalicelib.flows.mark_printed import mark_printed
from chalicelib.flows.resend_notice import Outcome, resend_notice
from chalicelib.flows.take_note import take_note_of_notice
from chalicelib.handlers.console.outbox_list import OUTBOX, day_of, outbox_list
from chalicelib.handlers.console.outbox_notice import asking_screen, letter_screen, notice_screen
from chalicelib.handlers.console.outbox_words import REFUSALS, STATES
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import Act, View
from chalicelib.models.notice import Notice


def show(ask: Ask) -> Screen:
    """The notices in one state: those that wait for a person first seen, else the latest."""
    return outbox_list(ask, _state(ask), day_of(ask.text("day")))


def go(ask: Ask) -> Screen:
    """Those that were queued on the day that was typed."""
    if not ask.form.arrived:
        return not_arrived(OUTBOX)
    typed = ask.form.text("day")
    day = day_of(typed)
    error = "" if day or not typed else "This is not a day of the calendar, such as 2026-11-22."
    return outbox_list(ask, State.SENT, day, error=error, typed=typed)


def one(ask: Ask) -> Screen:
    """One notice with all that is known of it."""
    return _one(ask, Notice.find(ask.text("notice")) if ask.text("notice") else None)


def look(ask: Ask) -> Screen:
    """A notice as its client reads it."""
    notice = Notice.find(ask.text("notice")) if ask.text("notice") else None
    return letter_screen(ask, notice) if notice is not None else _one(ask, None)


def ask_whether(ask: Ask) -> Screen:
    """Whether it surely did not arrive, before it goes a second time."""
    notice = Notice.find(ask.text("notice")) if ask.text("notice") else None
    return asking_screen(notice) if notice is not None else _one(ask, None)


def again(ask: Ask) -> Screen:
    """Send a notice again, where that is safe or a person said that it did not arrive."""
    version = ask.whole("version")
    done = resend_notice(
        ask.text("notice"),
        version=-1 if version is None else version,
        sure=ask.given.get("sure") is True,
        studio=ask.studio,
        actor=ask.actor,
        now=ask.now,
    )
    if done.outcome is Outcome.QUEUED:
        told = Message("It is queued again", ["It goes within a quarter of an hour."], Tone.GOOD)
    elif done.outcome is Outcome.CHANGED:
        told = Message("Nothing was changed", ["It moved meanwhile. Look at it again."], Tone.WARNING)
    elif isinstance(done.outcome, Refusal):
        why = [REFUSALS[done.outcome], *([done.still.words] if done.still is not None else [])]
        told = Message("It is not sent again", why, Tone.WARNING)
    else:
        told = None
    return _one(ask, done.notice, told)


def printed(ask: Ask) -> Screen:
    """A letter was printed."""
    stood = mark_printed(ask.text("notice"), actor=ask.actor, now=ask.now)
    told = Message("Printed", ["It counts as sent."], Tone.GOOD)
    if not stood:
        told = Message("Nothing was changed", ["It is not to be printed any more."], Tone.INFO)
    return outbox_list(ask, State.TO_PRINT, None, told)


def note(ask: Ask) -> Screen:
    """Take one from those that wait: the operator has seen to it."""
    stood = take_note_of_notice(ask.text("notice"), actor=ask.actor, now=ask.now)
    told = Message("Noted", ["It no longer waits."], Tone.GOOD)
    if not stood:
        told = Message("It was noted already", ["Somebody else was quicker."], Tone.INFO)
    return outbox_list(ask, _state(ask), None, told)


def _one(ask: Ask, notice: Notice | None, told: Message | None = None) -> Screen:
    if notice is None:
        gone = Message("There is no such letter any more", ["Nothing was changed."], Tone.INFO)
        return outbox_list(ask, _state(ask), None, gone)
    return notice_screen(ask, notice, told)


def _state(ask: Ask) -> State:
    wanted = ask.text("state")
    return next((state for state in STATES if state.value == wanted), State.QUEUED)


VIEW = View(
    title="Outbox",
    acts={
        "": Act(show),
        "go": Act(go),
        "one": Act(one),
        "look": Act(look),
        "ask": Act(ask_whether),
        "again": Act(again),
        "printed": Act(printed),
        "note": Act(note),
    },
)
