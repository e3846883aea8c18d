"""What is suggested of which rewards, and what becomes of value that comes back."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.redemption import AT_ONCE_MAX, WORDS, Refusal, Spendable, is_amount, suggested
from chalicelib.domain.returning import Returning, entries_of_return

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


def spendable(name: str, cents: int, *, issued: int = 0, ends: int | None = None, **more: bool) -> Spendable:
    """Issued so many days ago, over in so many."""
    return Spendable(
        reward_id=name,
        remaining_cents=Cents(cents),
        issued_at=NOW - timedelta(days=issued),
        expires_at=None if ends is None else NOW + timedelta(days=ends),
        **more,
    )


@pytest.mark.parametrize(
    ("rewards", "due", "expected"),
    [
        ([], 1_000, []),
        ([spendable("a", 500)], 0, []),
        ([spendable("a", 500)], 1_000, [("a", 500)]),
        ([spendable("a", 500)], 499, [("a", 499)]),
        # The earliest to end first, those that never do last.
        ([spendable("a", 500), spendable("b", 500, ends=9)], 600, [("b", 500), ("a", 100)]),
        ([spendable("a", 500, ends=10), spendable("b", 500, ends=9)], 600, [("b", 500), ("a", 100)]),
        # Of two that end together, or never, the older one.
        ([spendable("a", 500), spendable("b", 500, issued=1)], 500, [("b", 500)]),
        ([spendable("a", 500, ends=9), spendable("b", 500, ends=9, issued=1)], 500, [("b", 500)]),
        # Nothing of what is over, void or used up: from the very instant of the end on.
        ([spendable("a", 500, ends=0), spendable("b", 500)], 500, [("b", 500)]),
        ([spendable("a", 500, voided=True), spendable("b", 0), spendable("c", 1)], 500, [("c", 1)]),
    ],
)
def test_what_ends_first_is_suggested_first(
    rewards: list[Spendable], due: int, expected: list[tuple[str, int]]
) -> None:
    assert suggested(rewards, Cents(due), NOW) == expected
    assert suggested(rewards[::-1], Cents(due), NOW) == expected


def test_no_more_rewards_are_suggested_than_are_used_at_once() -> None:
    rewards = [spendable(f"r{each:02}", 10, ends=each + 1) for each in range(20)]
    parts = suggested(rewards, Cents(1_000), NOW)
    assert [reward_id for reward_id, _ in parts] == [f"r{each:02}" for each in range(AT_ONCE_MAX)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("a", 1)], True),
        ([("a", 1), ("b", 1)], True),
        ([], False),
        ([("a", 0)], False),
        ([("a", -1)], False),
        ([("a", 1), ("a", 1)], False),
    ],
)
def test_a_redemption_names_each_reward_once_above_zero(parts: list[tuple[str, int]], expected: bool) -> None:
    assert is_amount([(reward_id, Cents(cents)) for reward_id, cents in parts]) is expected


def test_every_refusal_has_its_words() -> None:
    assert WORDS.keys() == set(Refusal)


def returning(
    *, owed: int = 0, ends: int | None = None, voided: bool = False, clawed: bool = False
) -> Returning:
    return Returning(
        client_id="ann",
        reward_id="manual:a",
        turn=3,
        expires_at=None if ends is None else NOW + timedelta(days=ends),
        voided=voided,
        clawed_back=clawed,
        owed_cents=Cents(owed),
    )


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (returning(), []),
        (returning(ends=1), []),
        (returning(ends=0), [("expire", 300)]),
        (returning(voided=True), [("void", 300)]),
        (returning(voided=True, ends=0), [("void", 300)]),
        # What the client owes for others is no business of a reward that was not taken back.
        (returning(owed=300), []),
        (returning(voided=True, owed=300), [("void", 300)]),
        (returning(voided=True, clawed=True), [("clawback", 300)]),
        (returning(voided=True, clawed=True, owed=300), [("settle", 300)]),
        (returning(voided=True, clawed=True, owed=299), [("settle", 299), ("clawback", 1)]),
        (returning(voided=True, clawed=True, owed=999, ends=0), [("settle", 300)]),
    ],
)
def test_what_comes_back_to_a_reward_that_may_not_be_spent_ends_at_once(
    to: Returning, expected: list[tuple[str, int]]
) -> None:
    entries = entries_of_return(
        to,
        [("redeem:i1:k:manual:a", Cents(100)), ("redeem:i1:l:manual:a", Cents(200))],
        cause="i1",
        by="x",
        now=NOW,
    )
    assert [(each.kind, each.cents) for each in entries[:2]] == [(Kind.RETURN, 100), (Kind.RETURN, 200)]
    assert [each.entry_id for each in entries[:2]] == [
        "return:redeem:i1:k:manual:a",
        "return:redeem:i1:l:manual:a",
    ]
    assert [(each.kind.value, each.cents) for each in entries[2:]] == expected
    assert all(each.entry_id == f"{each.kind.value}:manual:a:4" for each in entries[2:])
