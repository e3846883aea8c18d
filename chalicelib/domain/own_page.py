"""What a client reads of their own: friends and rewards in kind words, and what the studio knows them by.

Every state and reason of a referral has its words, and none says more of a friend than the program asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain import reward
from chalicelib.domain.referral import Reason, Refusal, State

A_FRIEND = "A friend"
SHOWN_LETTERS = 2
SHOWN_DIGITS = 4


class Tone(StrEnum):
    """How a friend's line looks."""

    GOOD = "good"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Told:
    """A referral in a word and a sentence."""

    label: str
    sentence: str
    tone: Tone


ASK_US = "Please ask us if you wonder why."
IN_PERSON = "Somebody at the studio looks at this one in person. You need not do anything."
ALL_THE_SAME = "so there is no reward. Thank you all the same!"

OF_STATES: Mapping[State, Told] = {
    State.PENDING: Told(
        "On the way", "Your reward comes once all that the program asks for is done.", Tone.OPEN
    ),
    State.QUALIFIED: Told("Done", "All is done. Thank you for sending them!", Tone.GOOD),
    State.REWARDED: Told("Reward earned", "Thank you! Your reward is among those on this page.", Tone.GOOD),
    State.RECORDED: Told("Noted", "We know that you sent them. Thank you!", Tone.OVER),
    State.EXPIRED: Told(
        "Too late for a reward",
        "They came to us after the days of the program. Thank you all the same!",
        Tone.OVER,
    ),
    State.LIMIT_REACHED: Told(
        "Done", "Thank you! You have earned all the rewards that this program gives to one person.", Tone.GOOD
    ),
    State.HELD: Told(
        "Being looked at",
        "Somebody at the studio looks at this one in person. You need not do anything.",
        Tone.OPEN,
    ),
    State.VOID: Told("No reward", f"This one does not count for a reward. {ASK_US}", Tone.OVER),
}
"""What is read of a state for which the reason says nothing more."""

REASONS: Mapping[Reason | Refusal, str] = {
    Reason.NOT_ENROLLED: f"You were not in a program at that time, {ALL_THE_SAME}",
    Reason.PROGRAM_INACTIVE: f"The program was not running at that time, {ALL_THE_SAME}",
    Reason.HISTORY: "They came before our program began. Thank you!",
    Reason.DOUBTFUL_DUPLICATE: IN_PERSON,
    Reason.SUSPICIOUS: IN_PERSON,
    Reason.DAILY_CAP: "Many rewards came on one day, so somebody at the studio looks at this one in person.",
    Reason.FRIEND_BEFORE_ENROLLMENT: f"They were with us before you joined the program, {ALL_THE_SAME}",
    Reason.OUTSIDE_THE_WINDOW: "They came to us after the days of the program. Thank you all the same!",
    Reason.SESSION_NOT_BOOKED: "Your reward comes with their photo session, once it is booked.",
    Reason.SESSION_NOT_COMPLETED: "Your reward comes once their photo session has taken place.",
    Reason.PAID_SALES_BELOW_MINIMUM: "Your reward comes once all that the program asks for is done.",
    Reason.REQUIREMENTS_MET: "All is done. Thank you for sending them!",
    Reason.CAP_REACHED: "Thank you! You have earned all the rewards that this program gives to one person.",
    Reason.JOINED: "This one stands here under another line.",
    Reason.REJECTED: f"We looked at this one, and it does not count for a reward. {ASK_US}",
    Reason.ERASED: "We do not keep this one any more, so there is no reward.",
    Reason.REFERRED_BY_REMOVED: f"We learned that they came to us another way. {ASK_US}",
    Refusal.REFERRER_UNKNOWN: f"This one does not count for a reward. {ASK_US}",
    Refusal.SELF_REFERRAL: "This one is your own record, so there is no reward.",
    Refusal.LOOP: "They sent you to us, so you cannot be rewarded for them.",
    Refusal.FRIEND_IS_CLIENT: f"This one does not count for a reward. {ASK_US}",
    Refusal.FRIEND_ALREADY_REFERRED: f"Somebody else sent them as well. {ASK_US}",
}
"""What is read of a reason, where it says more than the state."""

SAID_BY_REASON = frozenset({State.PENDING, State.RECORDED, State.HELD, State.VOID})
"""The states in which the reason speaks. In the others the state is the news, whatever led there."""


def told(state: State, reason: str | None) -> Told:
    """The words of a referral; a reason that staff wrote themselves is not for clients."""
    of_state = OF_STATES[state]
    by_reason = {str(each): sentence for each, sentence in REASONS.items()}
    if state not in SAID_BY_REASON or reason not in by_reason:
        return of_state
    return Told(of_state.label, by_reason[reason], of_state.tone)


OF_REWARDS: Mapping[reward.State, str] = {
    reward.State.OPEN: "Ready to use",
    reward.State.PARTLY_USED: "Partly used",
    reward.State.USED: "Used",
    reward.State.EXPIRED: "Expired",
    reward.State.VOID: "Taken back",
}
"""What a client reads of a reward's state."""

SPENDABLE = frozenset({reward.State.OPEN, reward.State.PARTLY_USED})


def half_hidden_email(address: str) -> str:
    """An address as its owner recognizes it, and nobody who was sent the page by mistake learns it."""
    name, at, host = address.partition("@")
    return f"{name[:SHOWN_LETTERS]}…{at}{host}" if at else f"{address[:SHOWN_LETTERS]}…"


def half_hidden_phone(number: str) -> str:
    """A number by its last digits."""
    digits = [letter for letter in number if letter.isdigit()]
    return f"… {''.join(digits[-SHOWN_DIGITS:])}"
