from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest

from chalicelib.domain.notice import (
    Reason,
    Sign,
    State,
    is_given_up,
    next_try_at,
    standing,
)

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SIGNS = [sign.value for sign in Sign]


@pytest.mark.parametrize(
    ("state", "reason", "signs", "ends"),
    [
        (State.QUEUED, "", set(), (State.QUEUED, "")),
        (State.QUEUED, "throttled", {"accepted"}, (State.SENT, "")),
        (State.SENDING, "no_answer", {"accepted"}, (State.SENT, "")),
        (State.SENDING, "no_answer", {"delivered"}, (State.SENT, "")),
        (State.SENDING, "", {"delayed"}, (State.SENT, "")),
        (State.UNKNOWN, "no_answer", {"delivered"}, (State.SENT, "")),
        (State.SENT, "", {"accepted", "delivered"}, (State.SENT, "")),
        (State.SENT, "", {"bounced_for_now"}, (State.SENT, "bounced_for_now")),
        (State.SENT, "", {"bounced_for_now", "bounced"}, (State.SENT, "bounced")),
        (State.SENT, "", {"delivered", "complained", "bounced"}, (State.SENT, "complained")),
        (State.SENT, "", {"accepted", "refused"}, (State.DEAD, "message_refused")),
        (State.SENDING, "", {"refused", "complained"}, (State.DEAD, "message_refused")),
        (State.DEAD, "message_refused", {"accepted"}, (State.DEAD, "message_refused")),
    ],
)
def test_signs_lift_a_notice_and_never_let_it_fall(
    state: State, reason: str, signs: set[str], ends: tuple[State, str]
) -> None:
    assert standing(state, reason, signs) == ends


@pytest.mark.parametrize("first", [State.QUEUED, State.SENDING, State.UNKNOWN, State.SENT])
def test_whatever_the_order_of_signs_the_notice_ends_in_one_place(first: State) -> None:
    for chosen in product([False, True], repeat=len(SIGNS)):
        told = [sign for sign, is_told in zip(SIGNS, chosen, strict=True) if is_told][:5]
        ends = set()
        for order in permutations(told):
            state, reason = first, ""
            known: set[str] = set()
            for sign in order:
                known.add(sign)
                state, reason = standing(state, reason, known)
            ends.add((state, reason))
        assert len(ends) == 1, told


def test_every_reason_has_words_for_a_person() -> None:
    for reason in Reason:
        assert reason.words.endswith("."), reason


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 5), (1, 5), (2, 10), (3, 20), (7, 320), (8, 360), (500, 360)]
)
def test_waits_double_up_to_six_hours(attempts: int, minutes: int) -> None:
    assert next_try_at(attempts, NOW) == NOW + timedelta(minutes=minutes)


def test_a_notice_is_given_up_after_a_week() -> None:
    assert not is_given_up(NOW, NOW + timedelta(days=7) - timedelta(microseconds=1))
    assert is_given_up(NOW, NOW + timedelta(days=7))
