"""A referral: who may refer whom, and what has come of it. Pure rules: facts in, an answer out.

Source: rules 1 and 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import within_days
from chalicelib.domain.program import GiftTiming, Terms


class Refusal(StrEnum):
    """Why nobody is taken as the referrer of a friend, in order: the first that applies is the answer."""

    REFERRER_UNKNOWN = "referrer_unknown"
    SELF_REFERRAL = "self_referral"
    LOOP = "loop"
    FRIEND_IS_CLIENT = "friend_is_client"
    FRIEND_ALREADY_REFERRED = "friend_already_referred"


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What the refusal is decided from. Contact keys are canonical (`email:…`, `mobile:…`).

    `friend_was_client` counts for the public form alone: staff may always store Referred By.
    """

    referrer_id: str | None
    friend_id: str
    referrer_contacts: frozenset[str] = frozenset()
    friend_contacts: frozenset[str] = frozenset()
    referrer_referred_by: str | None = None
    friend_was_client: bool = False
    friend_referred_by: str | None = None


def refusal(candidates: Candidates) -> Refusal | None:
    """Why the referrer is turned away, or None to take it. The same referrer again is no refusal."""
    if candidates.referrer_id is None:
        return Refusal.REFERRER_UNKNOWN
    same_contact = candidates.referrer_contacts & candidates.friend_contacts
    if candidates.referrer_id == candidates.friend_id or same_contact:
        return Refusal.SELF_REFERRAL
    if candidates.referrer_referred_by == candidates.friend_id:
        return Refusal.LOOP
    if candidates.friend_was_client:
        return Refusal.FRIEND_IS_CLIENT
    if candidates.friend_referred_by not in (None, candidates.referrer_id):
        return Refusal.FRIEND_ALREADY_REFERRED
    return None


class State(StrEnum):
    """How far a referral has come."""

    PENDING = "pending"
    QUALIFIED = "qualified"  # All that was asked holds, and the program gives the referrer nothing.
    REWARDED = "rewarded"
    RECORDED = "recorded"
    EXPIRED = "expired"
    LIMIT_REACHED = "limit_reached"
    HELD = "held"
    VOID = "void"


class Reason(StrEnum):
    """Why a referral is where it is; operators read these."""

    NOT_ENROLLED = "not_enrolled"
    PROGRAM_INACTIVE = "program_inactive"
    HISTORY = "history"
    DOUBTFUL_DUPLICATE = "doubtful_duplicate"
    FRIEND_BEFORE_ENROLLMENT = "friend_before_enrollment"
    OUTSIDE_THE_WINDOW = "outside_the_window"
    SESSION_NOT_BOOKED = "session_not_booked"
    SESSION_NOT_COMPLETED = "session_not_completed"
    PAID_SALES_BELOW_MINIMUM = "paid_sales_below_minimum"
    REQUIREMENTS_MET = "requirements_met"
    CAP_REACHED = "cap_reached"
    JOINED = "joined"  # The friend's record was joined to another, which has the referral now.
    SUSPICIOUS = "suspicious"  # The evidence found is over the mark: a person decides.
    DAILY_CAP = "daily_cap"  # So many rewards were issued that day already: a person decides.
    REJECTED = "rejected"  # A person looked at it and found that it is none.
    ERASED = "erased"  # The friend's record was erased before anybody decided.
    REFERRED_BY_REMOVED = "referred_by_removed"


class SessionState(StrEnum):
    """What is known of a photo session."""

    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


GIVEN = (State.QUALIFIED, State.REWARDED, State.LIMIT_REACHED)
OVER = (State.RECORDED, State.EXPIRED, State.HELD, State.VOID)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an evaluation is decided from.

    `gift_stands`: the friend's gift was given and not withdrawn; `gift_unused`: nor used.
    """

    state: State
    terms: Terms | None
    enrolled_at: datetime | None
    friend_created_at: datetime
    session_states: Sequence[SessionState]
    paid_sales_cents: int
    referrer_rewards: int
    gift_stands: bool
    gift_unused: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Where the referral stands now, and what that gives or takes."""

    state: State
    reason: Reason
    give_reward: bool = False
    take_back_reward: bool = False
    give_gift: bool = False
    take_back_gift: bool = False

    def moves(self, state: State, reason: str | None) -> bool:
        """Whether anything is different from a referral that stands in `state` for `reason`."""
        gives = self.give_reward or self.give_gift
        takes = self.take_back_reward or self.take_back_gift
        return gives or takes or (self.state, self.reason.value) != (state, reason)

    def completes(self, state: State) -> bool:
        """Whether all requirements hold now and did not in `state`."""
        return self.state in GIVEN and state not in GIVEN

    def pays(self, state: State) -> bool:
        """Whether the referrer is due what the program gives: not where the cap was reached."""
        return self.completes(state) and self.state is not State.LIMIT_REACHED


def initial(
    terms: Terms | None,
    *,
    program_inactive: bool,
    history: bool,
    doubtful: bool = False,
    enrolled_at: datetime | None,
    friend_created_at: datetime,
) -> tuple[State, Reason | None]:
    """The state a new referral begins in: pending, or recorded with the reason it can never pay.

    A friend who may be a client already is held: a person decides, and silence never pays.
    """
    if history:
        return State.RECORDED, Reason.HISTORY
    if terms is None or enrolled_at is None:
        return State.RECORDED, Reason.NOT_ENROLLED
    if program_inactive:
        return State.RECORDED, Reason.PROGRAM_INACTIVE
    if friend_created_at < enrolled_at:
        return State.RECORDED, Reason.FRIEND_BEFORE_ENROLLMENT
    if doubtful:
        return State.HELD, Reason.DOUBTFUL_DUPLICATE
    return State.PENDING, None


def evaluate(facts: Facts, zone: ZoneInfo) -> Decision | None:
    """What the facts make of a referral, or None where nothing that happens can move it.

    A repeat with the same facts gives the same state and nothing more to give. A requirement that
    stops holding takes the reward back and the referral to pending; it may be earned again.
    """
    terms = facts.terms
    if facts.state in OVER or terms is None or facts.enrolled_at is None:
        return None
    if is_too_late(terms, facts.enrolled_at, facts.friend_created_at, zone):
        return Decision(state=State.EXPIRED, reason=Reason.OUTSIDE_THE_WINDOW)
    on_intake = terms.gift_timing is GiftTiming.ON_INTAKE
    has_gift = terms.gift is not None
    missing = _missing(facts, terms)
    if missing is not None:
        return Decision(
            state=State.PENDING,
            reason=missing,
            take_back_reward=facts.state is State.REWARDED,
            give_gift=has_gift and on_intake and not facts.gift_stands,
            take_back_gift=facts.gift_unused and not on_intake,
        )
    gift_due = has_gift and not facts.gift_stands
    if facts.state in GIVEN:
        return Decision(state=facts.state, reason=Reason.REQUIREMENTS_MET, give_gift=gift_due)
    if terms.reward_cents is None:
        return Decision(state=State.QUALIFIED, reason=Reason.REQUIREMENTS_MET, give_gift=gift_due)
    most = terms.rewards_per_client_max
    if most is not None and facts.referrer_rewards >= most:
        return Decision(state=State.LIMIT_REACHED, reason=Reason.CAP_REACHED, give_gift=gift_due)
    return Decision(
        state=State.REWARDED, reason=Reason.REQUIREMENTS_MET, give_reward=True, give_gift=gift_due
    )


def may_be_held(state: State, *, has_reward: bool) -> bool:
    """Whether a person may be asked before anything more is given: never after the referrer was rewarded.

    Held later, a reward would stand on a referral that pays nothing until somebody decides.
    """
    return state is State.PENDING and not has_reward


def is_too_late(terms: Terms, enrolled_at: datetime, friend_created_at: datetime, zone: ZoneInfo) -> bool:
    """Whether the friend came after the days in which the program rewards; then nothing ever comes of it."""
    return terms.within_days is not None and not within_days(
        enrolled_at, friend_created_at, terms.within_days, zone
    )


def _missing(facts: Facts, terms: Terms) -> Reason | None:
    """The first ticked requirement that does not hold, or None."""
    alive = {SessionState.BOOKED, SessionState.COMPLETED} & set(facts.session_states)
    if terms.session_booked and not alive:
        return Reason.SESSION_NOT_BOOKED
    if terms.session_completed and SessionState.COMPLETED not in facts.session_states:
        return Reason.SESSION_NOT_COMPLETED
    if terms.paid_sales_min_cents is not None and facts.paid_sales_cents < terms.paid_sales_min_cents:
        return Reason.PAID_SALES_BELOW_MINIMUM
    return None
