import re
from itertools import product

import pytest

from chalicelib.domain import reward
from chalicelib.domain.own_page import (
    OF_REWARDS,
    OF_STATES,
    REASONS,
    SAID_BY_REASON,
    Tone,
    half_hidden_email,
    half_hidden_phone,
    told,
)
from chalicelib.domain.referral import GIVEN, Reason, Refusal, State

EVERY = [*product(State, [None, *Reason, *Refusal])]
HARSH = re.compile(r"fraud|suspicio|reject|refus|invalid|void|duplicate|cheat|abuse|_", re.IGNORECASE)


@pytest.mark.parametrize(("state", "reason"), EVERY)
def test_every_state_with_every_reason_has_kind_words(state: State, reason: Reason | Refusal | None) -> None:
    found = told(state, reason)
    assert found.label
    assert found.sentence.endswith((".", "!"))
    assert not HARSH.search(f"{found.label} {found.sentence}")


def test_the_tables_are_complete() -> None:
    assert OF_STATES.keys() == set(State)
    assert REASONS.keys() == {*Reason, *Refusal}
    assert OF_REWARDS.keys() == set(reward.State)


@pytest.mark.parametrize("state", [*GIVEN, State.EXPIRED])
def test_what_has_come_to_its_end_says_so_whatever_led_there(state: State) -> None:
    assert told(state, Reason.SESSION_NOT_BOOKED) == told(state, None)
    assert state not in SAID_BY_REASON


def test_a_pending_one_says_what_is_still_to_come() -> None:
    assert told(State.PENDING, Reason.SESSION_NOT_COMPLETED).sentence == (
        "Your reward comes once their photo session has taken place."
    )


@pytest.mark.parametrize("reason", [Reason.SUSPICIOUS, Reason.DOUBTFUL_DUPLICATE])
def test_one_that_a_person_looks_at_says_no_more_than_that(reason: Reason) -> None:
    assert told(State.HELD, reason) == told(State.HELD, None)


def test_what_staff_wrote_of_a_void_one_is_not_shown() -> None:
    assert told(State.VOID, "she is lying") == told(State.VOID, None)
    assert told(State.VOID, None).tone is Tone.OVER


@pytest.mark.parametrize(
    ("address", "shown"),
    [("anna.berg@example.com", "an…@example.com"), ("a@x.example", "a…@x.example"), ("nonsense", "no…")],
)
def test_an_address_is_recognized_by_its_owner_alone(address: str, shown: str) -> None:
    assert half_hidden_email(address) == shown


def test_a_number_shows_its_end() -> None:
    assert half_hidden_phone("+1 (555) 010-0199") == "… 0199"
