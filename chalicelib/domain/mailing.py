"""A mailing: one letter to many clients, its states, its pace, and who may set it going. Source: rules 9."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.actor import Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.program import Program
from chalicelib.domain.recipients import Criteria
from chalicelib.domain.studio import Preferences

OPERATOR_MAX = 500
"""More people than that are written to only by a manager. (ours)"""
UNTICKED_MAX = 1000
"""So many people can be left out one by one; more call for a narrower choice."""
PAGE_MAX = 25
LEASE = timedelta(minutes=2)  # Renewed with each page, which takes some seconds.
LOOK_AGAIN = timedelta(hours=1)  # The provider's 24 hours roll: room comes back little by little.
TEXTS_PER_SECOND = 1.0
SHARE_OF_RATE = 0.8  # The rest is for letters that somebody waits for,
RESERVE = 20  # as is one twentieth of what may go in 24 hours.


class State(StrEnum):
    """Where a mailing stands."""

    GATHERING = "gathering"  # Its list is being made.
    PREPARED = "prepared"  # The list waits for somebody to look at it and confirm.
    DROPPED = "dropped"  # Another list was made instead, or nobody wants it.
    PLANNED = "planned"  # Confirmed, for later.
    SENDING = "sending"
    STOPPING = "stopping"  # Somebody asked for a stop, which whoever sends has not seen yet.
    STOPPED = "stopped"
    PAUSED = "paused"
    FINISHED = "finished"


UNCONFIRMED = frozenset({State.GATHERING, State.PREPARED})
STOPPABLE = frozenset({State.PLANNED, State.SENDING, State.PAUSED})
RESUMABLE = frozenset({State.STOPPED, State.PAUSED})
CONFIRMED = frozenset(State) - UNCONFIRMED - {State.DROPPED}


class Pause(StrEnum):
    """Why a mailing rests."""

    BREAKER = "breaker"  # Too much of the marketing came back: a manager's turn.
    QUOTA = "quota"  # What may go in 24 hours has gone: it goes on by itself.
    PROGRAM = "program"  # The program to enroll in is not active any more.


class Outcome(StrEnum):
    """What became of one recipient."""

    WAITING = "waiting"
    QUEUED = "queued"
    SKIPPED = "skipped"


class Skip(StrEnum):
    """Why a recipient was skipped, where it was not the letter that could not go."""

    UNTICKED = "unticked"
    TWICE = "twice"  # The client stood on the list in two places; one of them was written to.
    FAILED = "failed"


class Refusal(StrEnum):
    """Why a mailing is not set going, the first that holds."""

    GONE = "gone"
    NOT_PREPARED = "not_prepared"  # Its list is still being made, or it was confirmed or dropped already.
    CHANGED = "changed"  # The numbers are not those that were reviewed.
    NOBODY = "nobody"
    MANAGER_NEEDED = "manager_needed"
    STUDIO_NOT_READY = "studio_not_ready"
    NO_LETTER = "no_letter"
    NO_PROGRAM = "no_program"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a mailing is to be: whom it is for, what goes, and the program to enroll them in.

    Without `letter_id` the letter that ships goes; without `program_id` nobody is enrolled.
    """

    criteria: Criteria
    kind: Kind
    form: LetterForm
    letter_id: str = ""
    program_id: str = ""
    skip_enrolled: bool = False


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What the mail provider allows. `per_day` None: as much as one likes."""

    per_second: float
    per_day: int | None
    sent: int = 0

    @property
    def room(self) -> int | None:
        """How many may be queued now; some are kept back for the letters that somebody waits for."""
        if self.per_day is None:
            return None
        return max(0, self.per_day - self.sent - self.per_day // RESERVE)


def per_second(form: LetterForm, quota: Quota) -> float:
    """How many recipients a second a mailing of this form goes over; paper has no hurry and no limit."""
    if form is LetterForm.EMAIL:
        return max(0.1, quota.per_second * SHARE_OF_RATE)
    return TEXTS_PER_SECOND if form is LetterForm.TEXT else float(PAGE_MAX)


def page_size(rate: float) -> int:
    """How many recipients are done before the next look at a stop: about a second's, 25 at most."""
    return max(1, min(PAGE_MAX, int(rate)))


def may_confirm(role: Role, recipients: int) -> bool:
    """Whether this role may set a mailing to so many going."""
    return role.may_act_as(Role.MANAGER if recipients > OPERATOR_MAX else Role.OPERATOR)


def not_ready(
    role: Role,
    recipients: int,
    *,
    form: LetterForm,
    program: Program | None,
    enrolls: bool,
    studio: Preferences,
) -> Refusal | None:
    """Why this role may not set a mailing to so many going now, as the studio stands."""
    if recipients <= 0:
        return Refusal.NOBODY
    if not may_confirm(role, recipients):
        return Refusal.MANAGER_NEEDED
    if form is LetterForm.EMAIL and not (studio.postal_address.strip() and studio.sender_email.strip()):
        return Refusal.STUDIO_NOT_READY
    return Refusal.NO_PROGRAM if enrolls and (program is None or program.inactive) else None


def enrolled_name(enrolled: str) -> str:
    """What the figures call those whose enrollment is new, replaced or refreshed."""
    return f"enrolled_{enrolled}"


def added(figures: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    """The figures with one more of each name."""
    found = dict(figures)
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found


def left(found: Mapping[str, int], figures: Mapping[str, int]) -> int:
    """How many of those who are to get it were not come to yet."""
    return found.get("to", 0) - figures.get(Outcome.QUEUED, 0) - figures.get(Outcome.SKIPPED, 0)
