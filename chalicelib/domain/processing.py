"""A run by hand: loyalty rewards that somebody asked for, looked through and set going. Source: rules 5."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.studio import LoyaltyRule, Preferences


class State(StrEnum):
    """Where a run by hand stands."""

    GATHERING = "gathering"  # The list of eligible clients is being made.
    PREPARED = "prepared"  # The list waits for somebody to look it through and say yes.
    DROPPED = "dropped"  # Another list was loaded instead, or nobody wants it.
    PROCESSING = "processing"
    STOPPING = "stopping"  # Somebody asked for a stop, which whoever pays has not seen yet.
    STOPPED = "stopped"
    WRITING = "writing"  # Everyone is settled; report and letters are being written.
    FINISHED = "finished"
    MARKING = "marking"  # Somebody printed the letters, which their notices are being told.


UNCONFIRMED = frozenset({State.GATHERING, State.PREPARED})
WORKED_ON = frozenset({State.GATHERING, State.PROCESSING, State.STOPPING, State.WRITING, State.MARKING})
"""States in which a function has something to do."""
ENDED = frozenset({State.WRITING, State.FINISHED, State.MARKING})


class Outcome(StrEnum):
    """What became of one client on the list."""

    WAITING = "waiting"
    REWARDED = "rewarded"
    SKIPPED = "skipped"
    FAILED = "failed"  # A fault of ours: it may be tried again.


class Skip(StrEnum):
    """Why a client on the list got nothing."""

    UNTICKED = "unticked"
    CHANGED = "changed"  # Another reward by now than was reviewed.
    STATUS_NOT_INCLUDED = "status_not_included"
    MERGED = "merged"
    GONE = "gone"
    FAILED = "failed"


class Refusal(StrEnum):
    """Why a list is not loaded, or a run is not set going: the first that holds."""

    GONE = "gone"
    NOT_PREPARED = "not_prepared"  # Its list is still being made, or it was set going or dropped already.
    CHANGED = "changed"  # Count, total or who is ticked are not what was reviewed.
    NOBODY = "nobody"
    MANAGER_NEEDED = "manager_needed"
    NO_AMOUNT = "no_amount"
    EXPIRY_PAST = "expiry_past"
    START_CHANGED = "start_changed"  # The studio's start date is another one by now.
    NO_LETTER = "no_letter"
    NOT_LIVE = "not_live"
    NO_SENDER = "no_sender"
    NO_POSTAL_ADDRESS = "no_postal_address"


def refusal(rule: LoyaltyRule, preferences: Preferences, today: date) -> Refusal | None:
    """Why nobody may be rewarded by hand under this rule today.

    A last day of today is allowed: the rewards can be used until the studio's midnight.
    """
    if rule.every_cents <= 0 or rule.reward_cents <= 0:
        return Refusal.NO_AMOUNT
    if rule.start_on != preferences.loyalty_start_on:
        return Refusal.START_CHANGED
    if is_over(rule, today):
        return Refusal.EXPIRY_PAST
    return email_refusal(preferences) if rule.letter and rule.letter_form is LetterForm.EMAIL else None


def is_over(rule: LoyaltyRule, today: date) -> bool:
    """Whether the rewards would have ended before they were issued."""
    return rule.expires_on is not None and rule.expires_on < today


def email_refusal(preferences: Preferences) -> Refusal | None:
    """Why reward letters cannot go by email as the studio is set up."""
    if not preferences.live:
        return Refusal.NOT_LIVE
    if not preferences.sender_email.strip():
        return Refusal.NO_SENDER
    return None if preferences.postal_address.strip() else Refusal.NO_POSTAL_ADDRESS


def counted(figures: Mapping[str, int], told: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The figures with so much more under each name."""
    found = dict(figures)
    for name, number in told:
        found[name] = found.get(name, 0) + number
    return found


def left(number: int, figures: Mapping[str, int]) -> int:
    """How many of those on the list were not come to yet."""
    done = sum(figures.get(each.value, 0) for each in Outcome if each is not Outcome.WAITING)
    return max(0, number - done)
