from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.block import (
    Block,
    Cause,
    MailHistory,
    agreed,
    blocked,
    blocked_until,
    bounced_for_now,
    delivered,
    joined,
    released,
    stopped,
)

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def known(*told: MailHistory) -> MailHistory:
    return reduce(joined, told, MailHistory())


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ([bounced_for_now("a", at(1)), bounced_for_now("b", at(2))], None),
        ([bounced_for_now(name, at(2)) for name in "abc"], at(2) + timedelta(days=30)),
        ([bounced_for_now("a", at(1))] * 3, None),
        (
            [*(bounced_for_now(name, at(2)) for name in "ab"), delivered(at(3)), bounced_for_now("c", at(4))],
            None,
        ),
        ([*(bounced_for_now(name, at(4)) for name in "abc"), delivered(at(4))], None),
        (
            [delivered(at(3)), *(bounced_for_now(name, at(4)) for name in "abc")],
            at(4) + timedelta(days=30),
        ),
        (
            [bounced_for_now(name, at(index)) for index, name in enumerate("abcde")],
            at(4) + timedelta(days=30),
        ),
    ],
)
def test_three_passing_bounces_in_a_row_rest_an_address(
    told: list[MailHistory], until: datetime | None
) -> None:
    for order in permutations(told):
        assert blocked_until(known(*order)) == until


def test_the_stronger_cause_stands_and_of_equals_the_earlier() -> None:
    hard, complaint = blocked(Cause.BOUNCED, "m1", at(1)), blocked(Cause.COMPLAINED, "m2", at(5))
    assert known(hard, complaint).block == Block(cause=Cause.COMPLAINED, at=at(5), evidence="m2")
    assert known(complaint, blocked(Cause.COMPLAINED, "m0", at(3))).block == Block(
        cause=Cause.COMPLAINED, at=at(3), evidence="m0"
    )


def test_what_a_person_wrote_by_hand_is_not_overwritten() -> None:
    by_hand = MailHistory(block=Block(cause="asked at the desk", at=at(9), evidence="desk"))
    assert known(blocked(Cause.COMPLAINED, "m", at(1)), by_hand).block == by_hand.block


def test_a_delivery_lifts_no_block_for_good() -> None:
    assert known(blocked(Cause.BOUNCED, "m", at(1)), delivered(at(2))).block is not None


def test_of_a_stop_and_a_yes_the_later_holds_and_of_both_at_once_the_stop() -> None:
    stop, yes = stopped(Cause.UNSUBSCRIBED, "m", at(2)), agreed(at(3))
    for order in permutations([stop, yes, stop]):
        assert known(*order).stopped is None
    assert known(agreed(at(2)), stop).stopped is not None
    assert known(yes, stopped(Cause.UNSUBSCRIBED, "n", at(4))).stopped is not None


def test_a_release_takes_what_happened_until_then_but_no_unsubscription() -> None:
    before = [
        blocked(Cause.COMPLAINED, "a", at(1)),
        stopped(Cause.UNSUBSCRIBED, "b", at(1)),
        *(bounced_for_now(name, at(1)) for name in "cde"),
    ]
    for told in (*permutations([known(*before), released(at(2))]), [*before, released(at(2)), *before]):
        history = known(*told)
        assert (history.block, blocked_until(history)) == (None, None)
        assert history.stopped is not None
    assert known(stopped(Cause.OPTED_OUT, "b", at(1)), released(at(2))).stopped is None
    assert known(released(at(2)), blocked(Cause.BOUNCED, "f", at(3))).block is not None


minutes = st.integers(0, 6).map(at)
messages = st.sampled_from("abcde")
histories = st.one_of(
    minutes.map(delivered),
    st.builds(bounced_for_now, messages, minutes),
    st.builds(blocked, st.sampled_from([Cause.BOUNCED, Cause.COMPLAINED]), messages, minutes),
    st.builds(stopped, st.just(Cause.OPTED_OUT), messages, minutes),
    minutes.map(agreed),
)


@given(st.lists(histories, max_size=8), st.randoms(use_true_random=False), st.integers(0, 8))
def test_order_repeats_and_grouping_change_nothing(told: list[MailHistory], random: Random, cut: int) -> None:
    again = [*told, *told]
    random.shuffle(again)
    assert known(*again) == known(*told)
    assert joined(known(*told[:cut]), known(*told[cut:])) == known(*told)
