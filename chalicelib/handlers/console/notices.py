"""Letters that were given up, and letters of which nobody knows whether they went. Two calls a screen."""

from collections.abc import Mapping

from chalicelib.domain.notice import Reason, State
from chalicelib.flows.take_note import take_note_of_notice
from chalicelib.flows.what_waits import notices_for_a_person
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View

WHY: Mapping[str, str] = {
    Reason.MESSAGE_REFUSED: "The mail service refused the message",
    Reason.THROTTLED: "The mail service had no room for a week",
    Reason.SENDING_PAUSED: "Sending was paused for a week",
    Reason.SENDER_NOT_READY: "The sender's address is not set up",
    Reason.NOT_REACHED: "The mail service could not be reached for a week",
    Reason.NO_ANSWER: "The answer of the mail service was lost",
}
TITLES = {
    State.DEAD: "Letters that could not be sent",
    State.UNKNOWN: "Letters of which nobody knows whether they went",
}
WHAT_TO_DO = {
    State.DEAD: "Nothing is sent again by itself. Put right what is said beside it, and tell the client.",
    State.UNKNOWN: "They are never sent again by themselves. Ask the client, or look at the mail service.",
}


def dead(ask: Ask) -> Screen:
    """Those that were given up."""
    return _list(State.DEAD, [])


def unknown(ask: Ask) -> Screen:
    """Those whose fate is unknown."""
    return _list(State.UNKNOWN, [])


def note(ask: Ask) -> Screen:
    """Take one from the list: the operator has seen to it."""
    stood = take_note_of_notice(ask.text("notice"), actor=ask.actor, now=ask.now)
    state = State.UNKNOWN if ask.text("state") == State.UNKNOWN.value else State.DEAD
    told = Message("Noted", ["It no longer waits."], Tone.GOOD)
    if not stood:
        told = Message("It was noted already", ["Somebody else was quicker."], Tone.INFO)
    return _list(state, [told])


def _list(state: State, told: list[Block]) -> Screen:
    rows: list[list[Cell]] = [
        [
            f"{each.kind} letter".capitalize(),
            f"{each.queued_at:%Y-%m-%d %H:%M} UTC",
            WHY.get(each.reason, each.reason.replace("_", " ")),
            (
                Action("Open the client", "client", "", {"client": each.client_id}),
                Action(
                    "Seen to",
                    "notices",
                    "note",
                    {"notice": each.notice_id, "state": state.value},
                    aria_label=f"Seen to: {each.kind} letter of {each.queued_at:%Y-%m-%d %H:%M}",
                ),
            ),
        ]
        for each in notices_for_a_person(state)
    ]
    columns = [Column("Letter"), Column("Queued"), Column("Why"), Column("What to do")]
    blocks: list[Block] = [*told, Text(WHAT_TO_DO[state]), Table(TITLES[state], columns, rows)]
    return Screen(title=TITLES[state], blocks=blocks, trail=[HOME])


VIEW = View(
    title="Letters", acts={"": Act(dead), "dead": Act(dead), "unknown": Act(unknown), "note": Act(note)}
)
