"""Who may refer whom, and what comes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Terms
from chalicelib.domain.referral import (
    Candidates,
    Decision,
    Facts,
    Reason,
    Refusal,
    SessionState,
    State,
    evaluate,
    initial,
    may_be_held,
    refusal,
)

ZONE = ZoneInfo("America/New_York")
ENROLLED = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
CREATED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CANDIDATES = Candidates(
    referrer_id="ann",
    friend_id="bob",
    referrer_contacts=frozenset({"email:ann@example.com"}),
    friend_contacts=frozenset({"email:bob@example.com"}),
)
TERMS = Terms(program_id="p", program_name="Friends", reward_cents=Cents(2500))
FACTS = Facts(
    state=State.PENDING,
    terms=TERMS,
    enrolled_at=ENROLLED,
    friend_created_at=CREATED,
    session_states=(),
    paid_sales_cents=0,
    referrer_rewards=0,
    gift_stands=False,
    gift_unused=False,
)
ITEM = Gift(kind=GiftKind.ITEM, text="A print")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"referrer_id": None}, Refusal.REFERRER_UNKNOWN),
        ({"friend_id": "ann"}, Refusal.SELF_REFERRAL),
        ({"friend_contacts": frozenset({"email:ann@example.com"})}, Refusal.SELF_REFERRAL),
        ({"referrer_referred_by": "bob"}, Refusal.LOOP),
        ({"referrer_referred_by": "eve"}, None),
        ({"friend_was_client": True}, Refusal.FRIEND_IS_CLIENT),
        ({"friend_referred_by": "eve"}, Refusal.FRIEND_ALREADY_REFERRED),
        ({"friend_referred_by": "ann"}, None),
        # The first reason in the enum's order wins when several apply.
        ({"friend_id": "ann", "friend_was_client": True}, Refusal.SELF_REFERRAL),
        ({"referrer_referred_by": "bob", "friend_was_client": True}, Refusal.LOOP),
        ({"friend_was_client": True, "friend_referred_by": "eve"}, Refusal.FRIEND_IS_CLIENT),
    ],
)
def test_the_first_refusal_that_applies_is_the_answer(
    change: dict[str, Any], expected: Refusal | None
) -> None:
    assert refusal(replace(CANDIDATES, **change)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (State.PENDING, None)),
        ({"history": True}, (State.RECORDED, Reason.HISTORY)),
        ({"terms": None}, (State.RECORDED, Reason.NOT_ENROLLED)),
        ({"enrolled_at": None}, (State.RECORDED, Reason.NOT_ENROLLED)),
        ({"program_inactive": True}, (State.RECORDED, Reason.PROGRAM_INACTIVE)),
        ({"friend_created_at": ENROLLED}, (State.PENDING, None)),
        (
            {"friend_created_at": ENROLLED - timedelta(seconds=1)},
            (State.RECORDED, Reason.FRIEND_BEFORE_ENROLLMENT),
        ),
        ({"doubtful": True}, (State.HELD, Reason.DOUBTFUL_DUPLICATE)),
        ({"history": True, "terms": None}, (State.RECORDED, Reason.HISTORY)),
        ({"doubtful": True, "terms": None}, (State.RECORDED, Reason.NOT_ENROLLED)),
    ],
)
def test_a_referral_begins_pending_or_recorded_with_the_reason(
    change: dict[str, Any], expected: tuple[State, Reason | None]
) -> None:
    facts: dict[str, Any] = {
        "terms": TERMS,
        "program_inactive": False,
        "history": False,
        "enrolled_at": ENROLLED,
        "friend_created_at": CREATED,
    } | change
    assert initial(facts.pop("terms"), **facts) == expected


REWARD = Decision(state=State.REWARDED, reason=Reason.REQUIREMENTS_MET, give_reward=True)


def pending(reason: Reason, **more: bool) -> Decision:
    return Decision(state=State.PENDING, reason=reason, **more)


@pytest.mark.parametrize(
    ("terms", "facts", "expected"),
    [
        # Nothing ticked: due when the referral exists.
        ({}, {}, REWARD),
        ({}, {"state": State.REWARDED}, Decision(state=State.REWARDED, reason=Reason.REQUIREMENTS_MET)),
        # A booked session, and what else counts as one.
        ({"session_booked": True}, {}, pending(Reason.SESSION_NOT_BOOKED)),
        ({"session_booked": True}, {"session_states": [SessionState.BOOKED]}, REWARD),
        ({"session_booked": True}, {"session_states": [SessionState.COMPLETED]}, REWARD),
        (
            {"session_booked": True},
            {"session_states": [SessionState.CANCELLED]},
            pending(Reason.SESSION_NOT_BOOKED),
        ),
        ({"session_booked": True}, {"session_states": [SessionState.CANCELLED, SessionState.BOOKED]}, REWARD),
        (
            {"session_completed": True},
            {"session_states": [SessionState.BOOKED]},
            pending(Reason.SESSION_NOT_COMPLETED),
        ),
        ({"session_completed": True}, {"session_states": [SessionState.COMPLETED]}, REWARD),
        # Paid sales: both sides of the boundary.
        (
            {"paid_sales_min_cents": Cents(10000)},
            {"paid_sales_cents": 9999},
            pending(Reason.PAID_SALES_BELOW_MINIMUM),
        ),
        ({"paid_sales_min_cents": Cents(10000)}, {"paid_sales_cents": 10000}, REWARD),
        # All that are ticked must hold; the first that does not is named.
        (
            {"session_booked": True, "paid_sales_min_cents": Cents(1)},
            {"session_states": [SessionState.BOOKED]},
            pending(Reason.PAID_SALES_BELOW_MINIMUM),
        ),
        (
            {"session_booked": True, "paid_sales_min_cents": Cents(1)},
            {},
            pending(Reason.SESSION_NOT_BOOKED),
        ),
        # The window counts the studio's calendar days, the last included.
        (
            {"within_days": 30},
            {"friend_created_at": datetime(2026, 4, 1, 3, 59, tzinfo=UTC)},
            REWARD,
        ),
        (
            {"within_days": 30},
            {"friend_created_at": datetime(2026, 4, 1, 4, 0, tzinfo=UTC)},
            Decision(state=State.EXPIRED, reason=Reason.OUTSIDE_THE_WINDOW),
        ),
        # The cap still gives the gift.
        ({"rewards_per_client_max": 2}, {"referrer_rewards": 1}, REWARD),
        (
            {"rewards_per_client_max": 2, "gift": ITEM},
            {"referrer_rewards": 2},
            Decision(state=State.LIMIT_REACHED, reason=Reason.CAP_REACHED, give_gift=True),
        ),
        # Gifts: with the reward, or already at the intake.
        ({"gift": ITEM}, {}, replace(REWARD, give_gift=True)),
        ({"gift": ITEM, "session_booked": True}, {}, pending(Reason.SESSION_NOT_BOOKED)),
        (
            {"gift": ITEM, "gift_timing": GiftTiming.ON_INTAKE, "session_booked": True},
            {},
            pending(Reason.SESSION_NOT_BOOKED, give_gift=True),
        ),
        (
            {"gift": ITEM, "gift_timing": GiftTiming.ON_INTAKE},
            {"gift_stands": True, "gift_unused": True},
            REWARD,
        ),
        (
            {"reward_cents": None, "gift": ITEM},
            {},
            Decision(state=State.QUALIFIED, reason=Reason.REQUIREMENTS_MET, give_gift=True),
        ),
        # A requirement that stops holding takes back what was given for it.
        (
            {"session_booked": True, "gift": ITEM},
            {"state": State.REWARDED, "gift_stands": True, "gift_unused": True},
            pending(Reason.SESSION_NOT_BOOKED, take_back_reward=True, take_back_gift=True),
        ),
        (
            {"session_booked": True, "gift": ITEM},
            {"state": State.REWARDED, "gift_stands": True, "gift_unused": False},
            pending(Reason.SESSION_NOT_BOOKED, take_back_reward=True),
        ),
        (
            {"session_booked": True, "gift": ITEM, "gift_timing": GiftTiming.ON_INTAKE},
            {"state": State.REWARDED, "gift_stands": True, "gift_unused": True},
            pending(Reason.SESSION_NOT_BOOKED, take_back_reward=True),
        ),
        # What is over stays so.
        ({}, {"state": State.VOID}, None),
        ({}, {"state": State.HELD}, None),
        ({}, {"state": State.RECORDED}, None),
        ({}, {"state": State.EXPIRED}, None),
        ({}, {"terms": None}, None),
    ],
)
def test_an_evaluation_follows_from_terms_and_facts(
    terms: dict[str, Any], facts: dict[str, Any], expected: Decision | None
) -> None:
    given = {"terms": replace(TERMS, **terms)} | facts
    assert evaluate(replace(FACTS, **given), ZONE) == expected


def test_a_decision_that_changes_nothing_moves_nothing() -> None:
    stands = Decision(state=State.PENDING, reason=Reason.SESSION_NOT_BOOKED)
    assert not stands.moves(State.PENDING, "session_not_booked")
    assert stands.moves(State.PENDING, None)
    assert stands.moves(State.REWARDED, "session_not_booked")
    assert replace(stands, give_gift=True).moves(State.PENDING, "session_not_booked")


def test_the_window_ends_with_the_studios_day_on_a_change_of_daylight_saving() -> None:
    enrolled = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
    last = datetime(2026, 3, 9, 3, 59, tzinfo=UTC)  # 23:59 on the 8th, after the hour was lost.
    facts = replace(FACTS, terms=replace(TERMS, within_days=1), enrolled_at=enrolled, friend_created_at=last)
    assert evaluate(facts, ZONE) == REWARD
    over = replace(facts, friend_created_at=last + timedelta(minutes=1))
    assert evaluate(over, ZONE) == Decision(state=State.EXPIRED, reason=Reason.OUTSIDE_THE_WINDOW)
    assert date(2026, 3, 9) == (last + timedelta(minutes=1)).astimezone(ZONE).date()


@pytest.mark.parametrize("has_reward", [False, True])
@pytest.mark.parametrize("state", State)
def test_only_a_pending_referral_without_a_reward_may_be_held(state: State, has_reward: bool) -> None:
    assert may_be_held(state, has_reward=has_reward) == (state is State.PENDING and not has_reward)
