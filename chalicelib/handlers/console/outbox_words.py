"""What the outbox says in words."""

from collections.abc import Mapping

from chalicelib.domain import report_mail
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, Sign, State
from chalicelib.domain.resending import Refusal
from chalicelib.handlers.console.letters_words import IN_FORM, KINDS
from chalicelib.models.notice import Notice

STATES: Mapping[State, tuple[str, str]] = {
    State.QUEUED: ("Queued", "They go by themselves. The reason says what they wait for."),
    State.SENDING: ("On their way", "The provider has them, or its answer was lost: then a day is waited."),
    State.SENT: ("Sent", "They went. A reason says what became of them since."),
    State.TO_PRINT: ("To print", "Open each, print it, and say so."),
    State.UNKNOWN: (
        "Not known",
        "The provider's answer was lost, and nothing was heard of them since. They are never sent again by "
        "themselves: ask the client, or look at the mail service.",
    ),
    State.DEAD: ("Given up", "Nothing is sent again by itself. Put right what is said beside it first."),
    State.SUPPRESSED: (
        "Held back",
        "They were not sent: the reason says what stood against it.",
    ),
}
"""The tabs: state, its name, and what it means."""
REPORT = "Report"
TO_THE_STUDIO = "The studio itself"
SIGNS: Mapping[Sign, str] = {
    Sign.ACCEPTED: "taken by the provider",
    Sign.DELAYED: "delayed",
    Sign.DELIVERED: "delivered",
    Sign.BOUNCED_FOR_NOW: "could not be delivered for now",
    Sign.BOUNCED: "came back",
    Sign.COMPLAINED: "reported as unwanted",
    Sign.REFUSED: "refused by the provider",
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.NOT_OVER: "It waits, is on its way, or has gone.",
    Refusal.WENT: "The provider has told that it went.",
    Refusal.ENROLLMENT_ENDED: (
        "The client was to be enrolled with it, and that has ended with it. Send a new invitation from the "
        "client's screen: it enrolls again."
    ),
    Refusal.SAME_AGAIN: "It would end in the same way.",
    Refusal.NOT_SURE: "Say first that it did not arrive.",
}


def letter_in_words(notice: Notice) -> str:
    """What it is, and in which form it goes."""
    return f"{_known(notice.kind)}, {form_in_words(notice)}"


def form_in_words(notice: Notice) -> str:
    """The form in which it goes, inside a sentence."""
    words = IN_FORM[LetterForm(notice.form)]
    return words if words.isupper() or words.startswith("HTML") else words[0].lower() + words[1:]


def reason_in_words(reason: str) -> str:
    """The reason as a person reads it; one of an older program stands for itself."""
    try:
        return Reason(reason).words if reason else ""
    except ValueError:
        return reason.replace("_", " ")


def state_in_words(state: str) -> str:
    """The state as the tabs name it."""
    return STATES[State(state)][0]


def _known(kind: str) -> str:
    return REPORT if kind == report_mail.KIND else KINDS.get(Kind(kind), kind)
