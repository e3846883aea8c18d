"""Which notices may be sent again, and why the others not. Rules 9: nothing goes twice by itself."""

from collections.abc import Set
from enum import StrEnum

from chalicelib.domain.notice import CAME_TO_NOTHING, Reason, State

CAN_PASS = frozenset(
    {
        Reason.THROTTLED,
        Reason.SENDING_PAUSED,
        Reason.SENDER_NOT_READY,
        Reason.STUDIO_NOT_READY,
        Reason.MARKETING_STOPPED,
        Reason.SPENDING_LIMIT,
        Reason.QUIET_HOURS,
        Reason.NOT_REACHED,
    }
)
"""Reasons of dead ones that lay with us or the provider."""
MAY_CHANGE = frozenset(
    {
        Reason.NO_ADDRESS,
        Reason.NO_NUMBER,
        Reason.NO_SMS_TICK,
        Reason.NO_CONSENT,
        Reason.BLOCKED,
        Reason.OPTED_OUT,
    }
)
"""Reasons of suppressed ones that lay with the client's record: asked again before anything goes."""


class Refusal(StrEnum):
    """Why a notice is not sent again, in order of precedence."""

    NOT_OVER = "not_over"  # It waits, is on its way, or has gone.
    WENT = "went"  # An event shows that it went.
    ENROLLMENT_ENDED = "enrollment_ended"  # Sending and enrolling are one act: enroll again instead.
    SAME_AGAIN = "same_again"  # It would end in the same way.
    NOT_SURE = "not_sure"  # It may have arrived: somebody has to say that it did not.


def refusal(state: State, reason: str, signs: Set[str], *, enrolled: bool, sure: bool) -> Refusal | None:
    """Why a notice in this state is not sent again, or None. Whether its reason holds still is asked beside.

    `enrolled`: an enrollment was made with it. `sure`: a person says that it did not arrive, and knows
    that it may arrive twice.
    """
    if state is not State.UNKNOWN and state not in CAME_TO_NOTHING:
        return Refusal.NOT_OVER
    if signs:
        return Refusal.WENT
    if state is State.UNKNOWN:
        return None if sure else Refusal.NOT_SURE
    if enrolled:
        return Refusal.ENROLLMENT_ENDED
    passing = CAN_PASS if state is State.DEAD else CAN_PASS | MAY_CHANGE
    return None if reason in passing else Refusal.SAME_AGAIN
