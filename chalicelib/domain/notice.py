"""A notice's states, and what the mail provider's events make of them, whatever their order and number."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)  # Far above the mail client's time-outs.
ANSWER_WAIT = timedelta(hours=24)  # After a lost answer: how long an event may still tell.
KEEP_TRYING = timedelta(days=7)  # A reward letter a few days late is better than none.
FIRST_DELAY = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=6)


class State(StrEnum):
    """Where a notice stands. `unknown`: the answer was lost and no event came; a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    SENT = "sent"
    DEAD = "dead"


UNFINISHED = frozenset({State.QUEUED, State.SENDING})
FOR_A_PERSON = frozenset({State.DEAD, State.UNKNOWN})


class Purpose(StrEnum):
    """Service goes unless the address is blocked; marketing needs the client's consent as well."""

    SERVICE = "service"
    MARKETING = "marketing"


class Reason(StrEnum):
    """Why a notice waits, was not sent, or did not arrive."""

    # Suppressed: nothing was handed over.
    NO_CLIENT = "no_client"
    NO_ADDRESS = "no_address"
    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    # Dead at once: the same message would be refused again.
    MESSAGE_REFUSED = "message_refused"
    # Waits for another try; dead when it lasts too long.
    THROTTLED = "throttled"
    SENDING_PAUSED = "sending_paused"
    SENDER_NOT_READY = "sender_not_ready"
    NOT_REACHED = "not_reached"
    # The answer was lost.
    NO_ANSWER = "no_answer"
    # Told by the provider's events.
    BOUNCED_FOR_NOW = "bounced_for_now"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


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


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a notice is for, as the client's record says now. `address` is None where no mail can go."""

    first_name: str
    address: str | None
    allow_marketing: bool


def refusal(purpose: Purpose, recipient: Recipient | None) -> Reason | None:
    """Why nothing goes to this person, or None. Whether the address is blocked is asked later, at the claim.

    Source: rules 9.
    """
    if recipient is None:
        return Reason.NO_CLIENT
    if recipient.address is None:
        return Reason.NO_ADDRESS
    if purpose is Purpose.MARKETING and not recipient.allow_marketing:
        return Reason.NO_CONSENT
    return None


def next_try_at(attempts: int, now: datetime) -> datetime:
    """When a notice that could not be sent is tried again: 5 minutes, doubling up to 6 hours."""
    doublings = min(max(attempts - 1, 0), 10)
    return now + min(LONGEST_DELAY, FIRST_DELAY * (1 << doublings))


def is_given_up(queued_at: datetime, now: datetime) -> bool:
    """Whether a notice has been tried for so long that it is dead."""
    return now - queued_at >= KEEP_TRYING
