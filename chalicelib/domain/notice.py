"""A notice's states, and what the mail provider's events make of them, whatever their order and number."""

from collections.abc import Set
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)  # Far above the mail client's time-outs.
ANSWER_WAIT = timedelta(hours=24)  # After a lost answer: how long an event may still tell.
KEEP_TRYING = timedelta(days=7)  # A reward letter a few days late is better than none.
FIRST_DELAY = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=6)
STUDIO_DELAY = timedelta(hours=1)


class State(StrEnum):
    """Where a notice stands. `unknown`: the answer was lost and no event came; a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    TO_PRINT = "to_print"  # On paper, which a person does.
    SUPPRESSED = "suppressed"
    SENT = "sent"
    DEAD = "dead"


UNFINISHED = frozenset({State.QUEUED, State.SENDING})
FOR_A_PERSON = frozenset({State.DEAD, State.UNKNOWN, State.TO_PRINT})
CAME_TO_NOTHING = frozenset({State.SUPPRESSED, State.DEAD})
"""Ends in which an enrollment that was made with the notice ends as well."""


class Purpose(StrEnum):
    """Service goes unless the address is blocked; marketing needs the client's consent as well."""

    SERVICE = "service"
    MARKETING = "marketing"


class Reason(StrEnum):
    """Why a notice is not queued, waits, was not sent, or did not arrive."""

    # Suppressed, or not queued at all: nothing was handed over.
    NO_CLIENT = "no_client"
    NO_ADDRESS = "no_address"
    NO_NUMBER = "no_number"
    NO_SMS_TICK = "no_sms_tick"
    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    OPTED_OUT = "opted_out"
    REWARD_SPENT = "reward_spent"
    REWARD_MOVED = "reward_moved"
    REWARD_OVER = "reward_over"
    # Not queued: the client is not enrolled, so nothing is sent.
    NO_PROGRAM = "no_program"
    ENROLLED_ELSEWHERE = "enrolled_elsewhere"
    OVERTAKEN = "overtaken"
    # Dead at once: the same message would be refused again.
    MESSAGE_REFUSED = "message_refused"
    TOO_LONG = "too_long"
    # Waits for another try; dead when it lasts too long.
    THROTTLED = "throttled"
    SENDING_PAUSED = "sending_paused"
    SENDER_NOT_READY = "sender_not_ready"
    STUDIO_NOT_READY = "studio_not_ready"
    MARKETING_STOPPED = "marketing_stopped"
    SPENDING_LIMIT = "spending_limit"
    QUIET_HOURS = "quiet_hours"
    NOT_REACHED = "not_reached"
    # The answer was lost.
    NO_ANSWER = "no_answer"
    # Told by the provider's events.
    BOUNCED_FOR_NOW = "bounced_for_now"
    BOUNCED = "bounced"
    COMPLAINED = "complained"

    @property
    def words(self) -> str:
        """The reason as a person reads it, for every screen and report."""
        return _WORDS[self]


_WORDS = {
    Reason.NO_CLIENT: "There is no such client any more.",
    Reason.NO_ADDRESS: "The client has no address that it could go to.",
    Reason.NO_NUMBER: "The client has no mobile number.",
    Reason.NO_SMS_TICK: "Texts are not allowed on the client's mobile number.",
    Reason.NO_CONSENT: "The client does not allow marketing.",
    Reason.BLOCKED: "The address is on the block list.",
    Reason.OPTED_OUT: "The client answered STOP to an earlier text.",
    Reason.REWARD_SPENT: "Nothing is left of the reward that it speaks of.",
    Reason.REWARD_MOVED: "The reward that it speaks of has another last day by now.",
    Reason.REWARD_OVER: "The reward that it speaks of is over.",
    Reason.NO_PROGRAM: "The referral program is not there any more, or inactive.",
    Reason.ENROLLED_ELSEWHERE: "The client is in another referral program.",
    Reason.OVERTAKEN: "It was stopped or done in another way in the meantime.",
    Reason.MESSAGE_REFUSED: "The provider refused the message.",
    Reason.TOO_LONG: "The text is longer than one text message may be.",
    Reason.THROTTLED: "The provider takes no more messages for now.",
    Reason.SENDING_PAUSED: "The provider has paused this account's sending.",
    Reason.SENDER_NOT_READY: "The studio's sender is not set up, or not confirmed by the provider.",
    Reason.STUDIO_NOT_READY: "Marketing needs the studio's postal address and a public address.",
    Reason.MARKETING_STOPPED: "Marketing is stopped: too many letters bounced or were complained about.",
    Reason.SPENDING_LIMIT: "The limit of what texts may cost this month is reached.",
    Reason.QUIET_HOURS: "It waits for the end of the quiet hours.",
    Reason.NOT_REACHED: "The provider could not be reached.",
    Reason.NO_ANSWER: "Whether the provider took it is not known.",
    Reason.BOUNCED_FOR_NOW: "It came back; the address may work again later.",
    Reason.BOUNCED: "It came back: the address does not exist.",
    Reason.COMPLAINED: "The client reported it as unwanted.",
}


_FOR_THE_STUDIO = frozenset({Reason.STUDIO_NOT_READY, Reason.MARKETING_STOPPED})


class Sign(StrEnum):
    """What one event of the mail provider says about a message."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    BOUNCED_FOR_NOW = "bounced_for_now"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REFUSED = "refused"


# The later row wins; a sign of any kind but REFUSED proves that the message went out.
_REASONS = {
    Sign.BOUNCED_FOR_NOW: Reason.BOUNCED_FOR_NOW,
    Sign.BOUNCED: Reason.BOUNCED,
    Sign.COMPLAINED: Reason.COMPLAINED,
    Sign.REFUSED: Reason.MESSAGE_REFUSED,
}


def standing(state: State, reason: str, signs: Set[str]) -> tuple[State, str]:
    """State and reason once these signs are known.

    A function of the set alone, never falling back: signs in any order and number end in
    the same place. A notice with a sign is `sent`, even one whose answer was lost, and `dead`
    when the provider refused it after accepting it. A bounce leaves it sent, with the reason.
    """
    if not signs or state is State.DEAD:
        return state, reason
    told = [why for sign, why in _REASONS.items() if sign in signs]
    return State.DEAD if Sign.REFUSED in signs else State.SENT, str(told[-1]) if told else ""


def end_of(reason: Reason) -> State:
    """How a notice ends that its provider will never take for this reason: an opt-out is nobody's fault."""
    return State.SUPPRESSED if reason is Reason.OPTED_OUT else State.DEAD


def next_try_at(attempts: int, now: datetime, reason: Reason | None = None) -> datetime:
    """When a notice that could not be sent is tried again: 5 minutes, doubling up to 6 hours.

    What waits for a person to act is looked at once an hour.
    """
    if reason in _FOR_THE_STUDIO:
        return now + STUDIO_DELAY
    doublings = min(max(attempts - 1, 0), 10)
    return now + min(LONGEST_DELAY, FIRST_DELAY * (1 << doublings))


def is_given_up(queued_at: datetime, now: datetime) -> bool:
    """Whether a notice has been tried for so long that it is dead."""
    return now - queued_at >= KEEP_TRYING
