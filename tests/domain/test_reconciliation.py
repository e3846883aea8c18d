"""Comparing stored figures with entries and sales."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.ledger import GENESIS, Entry, Head, Kind, chained
from chalicelib.domain.loyalty import Sales
from chalicelib.domain.money import Cents
from chalicelib.domain.reconciliation import Difference, HeldReward, Stored, differences

AT = datetime(2026, 11, 22, tzinfo=UTC)


def entry(kind: Kind, cents: int, reward_id: str = "loyalty:1") -> Entry:
    return Entry(
        client_id="ann",
        entry_id=f"{kind.value}:{reward_id}",
        kind=kind,
        cents=Cents(cents),
        reward_id=reward_id,
        at=AT,
        cause="run",
        by="night",
    )


ENTRIES, HEAD = chained(Head(), [entry(Kind.ISSUE, 1_000), entry(Kind.REDEEM, 400)])
HELD = HeldReward(remaining_cents=Cents(600), voided=False, expires=True, is_open=True, is_outstanding=True)
SALES = Sales(Cents(15_000), Cents(10_000), ())
STORED = Stored(
    balance_cents=Cents(600),
    owed_cents=Cents(0),
    is_owing=False,
    qualified_cents=Cents(15_000),
    consumed_cents=Cents(10_000),
    seq=2,
    head=HEAD.hash,
    loyalty_sequence=1,
    rewards={"loyalty:1": HELD},
)


def test_figures_that_agree_give_no_difference() -> None:
    assert differences(STORED, ENTRIES, SALES, 1) == []


def test_a_client_without_anything_agrees() -> None:
    nothing = Stored(
        balance_cents=Cents(0),
        owed_cents=Cents(0),
        is_owing=False,
        qualified_cents=Cents(0),
        consumed_cents=Cents(0),
        seq=0,
        head=GENESIS,
        loyalty_sequence=0,
        rewards={},
    )
    assert differences(nothing, [], Sales(Cents(0), Cents(0), ()), 0) == []


EDITS: dict[str, tuple[str, Any]] = {
    "balance_cents": ("balance_cents", Cents(601)),
    "owed_cents": ("owed_cents", Cents(1)),
    "qualified_cents": ("qualified_cents", Cents(14_999)),
    "consumed_cents": ("consumed_cents", Cents(9_999)),
    "seq": ("seq", 3),
    "head": ("head", GENESIS),
    "loyalty_sequence": ("loyalty_sequence", 2),
    "is_owing": ("is_owing", True),
    "remaining_cents:loyalty:1": ("rewards", {"loyalty:1": replace(HELD, remaining_cents=Cents(599))}),
    "voided:loyalty:1": ("rewards", {"loyalty:1": replace(HELD, voided=True)}),
    "is_open:loyalty:1": ("rewards", {"loyalty:1": replace(HELD, is_open=False)}),
    "is_outstanding:loyalty:1": ("rewards", {"loyalty:1": replace(HELD, is_outstanding=False)}),
    "remaining_cents:loyalty:2": (
        "rewards",
        {
            "loyalty:1": HELD,
            "loyalty:2": replace(HELD, remaining_cents=Cents(5), is_open=False, is_outstanding=False),
        },
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_each_figure_is_compared_by_itself(what: str) -> None:
    name, value = EDITS[what]
    stored = replace(STORED, **{name: value})
    assert [each.what for each in differences(stored, ENTRIES, SALES, 1)] == [what]


def test_a_reward_without_its_row_is_missing() -> None:
    (found,) = differences(replace(STORED, rewards={}), ENTRIES, SALES, 1)
    assert (found.what, found.stored, found.computed) == ("remaining_cents:loyalty:1", "missing", "600")


def test_an_edited_entry_breaks_the_chain_where_it_stands() -> None:
    edited = [ENTRIES[0], replace(ENTRIES[1], cents=Cents(300))]
    found = {each.what: each.computed for each in differences(STORED, edited, SALES, 1)}
    assert found["entry:redeem:loyalty:1"] == "hash"
    assert found["balance_cents"] == "700"


def test_an_entry_that_was_taken_out_shows() -> None:
    found = {each.what for each in differences(STORED, ENTRIES[:1], SALES, 1)}
    assert found == {"balance_cents", "seq", "head", "remaining_cents:loyalty:1"}


@pytest.mark.parametrize("kind", [Kind.VOID, Kind.CLAWBACK])
def test_a_reward_that_was_taken_back_is_void_by_its_entries(kind: Kind) -> None:
    entries, head = chained(Head(), [entry(Kind.ISSUE, 1_000), entry(kind, 1_000)])
    gone = HeldReward(
        remaining_cents=Cents(0), voided=True, expires=True, is_open=False, is_outstanding=False
    )
    stored = replace(STORED, balance_cents=Cents(0), head=head.hash, rewards={"loyalty:1": gone})
    assert differences(stored, entries, SALES, 1) == []
    standing = replace(stored, rewards={"loyalty:1": replace(gone, voided=False)})
    assert differences(standing, entries, SALES, 1) == [Difference("voided:loyalty:1", "no", "yes")]


def test_of_a_reward_that_came_over_another_ledger_says_whether_it_was_void() -> None:
    came = replace(STORED, rewards={"loyalty:1": replace(HELD, voided=True, came_over=True)})
    assert differences(came, ENTRIES, SALES, 1) == []


def test_a_reward_that_had_expired_when_it_was_taken_back_is_void_without_an_entry() -> None:
    entries, head = chained(Head(), [entry(Kind.ISSUE, 1_000), entry(Kind.EXPIRE, 1_000)])
    gone = HeldReward(
        remaining_cents=Cents(0), voided=True, expires=True, is_open=False, is_outstanding=False
    )
    stored = replace(STORED, balance_cents=Cents(0), head=head.hash, rewards={"loyalty:1": gone})
    assert differences(stored, entries, SALES, 1) == []
    used, end = chained(Head(), [entry(Kind.ISSUE, 1_000), entry(Kind.REDEEM, 1_000)])
    found = differences(replace(stored, head=end.hash), used, SALES, 1)
    assert [each.what for each in found] == ["voided:loyalty:1"]


def test_a_reward_without_a_last_day_is_outstanding_and_not_open() -> None:
    never = replace(STORED, rewards={"loyalty:1": replace(HELD, expires=False, is_open=False)})
    assert differences(never, ENTRIES, SALES, 1) == []
