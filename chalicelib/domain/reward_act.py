"""What is done to a reward by hand, and why it is not. Source: rules 4."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import State

REASON_MAX = 300
CENTS_MAX = 10_000_00
DAYS_MAX = 3650


class Refusal(StrEnum):
    """Why nothing was done, in order: the first that applies is the answer."""

    NO_CLIENT = "no_client"  # Joined to another, or erased.
    NO_REWARD = "no_reward"
    CHANGED = "changed"  # It is not what was reviewed any more.
    VOID = "void"
    USED = "used"  # Nothing is left, and nothing of it expired.
    MANAGER_NEEDED = "manager_needed"
    PAST_DAY = "past_day"
    NOT_LATER = "not_later"
    NO_LETTER = "no_letter"  # The letter was retired or deleted.


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A reward as these acts need to know it. `returned_cents` is what an extension would give back."""

    state: State
    remaining_cents: Cents
    expires_at: datetime | None
    returned_cents: Cents = Cents(0)


def settled_cents(cents: Cents, owed_cents: Cents) -> Cents:
    """What of a new reward settles what the client owes; the rest can be spent."""
    return Cents(min(cents, owed_cents))


def day_refusal(last: date | None, today: date) -> Refusal | None:
    """Why a reward cannot get this last day; today itself is allowed, and so is never."""
    return Refusal.PAST_DAY if last is not None and last < today else None


def extend_refusal(standing: Standing, role: Role) -> Refusal | None:
    """Why the role cannot give the reward a later last day, whichever it is; or None.

    One that is over, closed by an entry or not, is revived by a manager alone.
    """
    if standing.state is State.VOID:
        return Refusal.VOID
    if standing.remaining_cents + standing.returned_cents == 0:
        return Refusal.USED
    if standing.state is State.EXPIRED and not role.may_act_as(Role.MANAGER):
        return Refusal.MANAGER_NEEDED
    return Refusal.NOT_LATER if standing.expires_at is None else None


def is_later(expires_at: datetime | None, than: datetime | None) -> bool:
    """Whether a reward that is over at the one instant lasts longer than until the other; None is never."""
    return than is not None and (expires_at is None or expires_at > than)


def void_refusal(standing: Standing, role: Role) -> Refusal | None:
    """Why the role cannot void what is left of the reward; or None. What was used of it stays in history."""
    if standing.state is State.VOID:
        return Refusal.VOID
    if standing.remaining_cents == 0:
        return Refusal.USED
    return None if role.may_act_as(Role.MANAGER) else Refusal.MANAGER_NEEDED
