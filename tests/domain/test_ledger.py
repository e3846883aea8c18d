"""Entries chain, and balances follow from them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ledger import (
    Break,
    Entry,
    Head,
    Kind,
    balance_cents,
    chained,
    first_break,
    owed_cents,
    remaining_by_reward,
)
from chalicelib.domain.money import Cents

AT = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)


def entry(entry_id: str, kind: Kind = Kind.ISSUE, cents: int = 100, reward_id: str = "r1") -> Entry:
    return Entry(
        client_id="ann",
        entry_id=entry_id,
        kind=kind,
        cents=Cents(cents),
        reward_id=reward_id,
        at=AT,
        cause="test",
        by="test",
    )


HISTORY = [
    entry("open:LR-1", Kind.OPEN, 300, "r0"),
    entry("issue:r1", Kind.ISSUE, 1000),
    entry("settle:r1", Kind.SETTLE, 0 + 50),
    entry("redeem:i1", Kind.REDEEM, 400),
    entry("return:i1", Kind.RETURN, 400),
    entry("extend:r1", Kind.EXTEND, 0),
    entry("redeem:i2", Kind.REDEEM, 150),
    entry("void:r1", Kind.VOID, 100),
    entry("clawback:r1", Kind.CLAWBACK, 500),
    entry("expire:r1", Kind.EXPIRE, 200),
    entry("transfer:r0", Kind.TRANSFER, -300, "r0"),
]


def test_balances_are_the_sum_of_the_entries() -> None:
    owing = [entry("owe:r9", Kind.OWE, 50, "r9"), *HISTORY]
    assert balance_cents(owing) == 0
    assert owed_cents(owing) == 0
    assert remaining_by_reward(owing) == {"r0": 0, "r1": 0}
    assert balance_cents(HISTORY[:4]) == 300 + 1000 - 50 - 400


def test_a_chain_carries_place_hash_and_balances_on() -> None:
    placed, head = chained(Head(), [entry("issue:a"), entry("redeem:b", Kind.REDEEM, 30)])
    assert [each.seq for each in placed] == [1, 2]
    assert placed[1].previous_hash == placed[0].hash
    assert (head.seq, head.hash, head.balance_cents, head.owed_cents) == (2, placed[1].hash, 70, 0)
    assert first_break(reversed(placed)) is None


def test_a_balance_below_zero_is_a_bug_and_stops_the_posting() -> None:
    with pytest.raises(AssertionError):
        chained(Head(), [entry("redeem:b", Kind.REDEEM, 1)])
    with pytest.raises(AssertionError):
        chained(Head(balance_cents=Cents(9)), [entry("settle:b", Kind.SETTLE, 1)])


def test_the_payload_says_what_an_entry_means_and_not_when() -> None:
    one = entry("issue:a")
    assert one.payload_hash == replace(one, at=AT + timedelta(days=1), seq=9).payload_hash
    assert one.payload_hash != replace(one, cents=Cents(101)).payload_hash
    assert one.payload_hash != replace(one, client_id="eve").payload_hash
    assert one.payload_hash != replace(one, consumed={"i1": 5}).payload_hash


@given(
    st.integers(0, 4), st.sampled_from(["cents", "at", "by", "cause", "reward_id", "kind", "previous_hash"])
)
def test_an_edited_entry_is_found(place: int, field: str) -> None:
    placed, _ = chained(Head(), [entry(f"issue:{index}") for index in range(5)])
    other: dict[str, Any] = {
        "cents": Cents(1),
        "at": AT + timedelta(seconds=1),
        "by": "eve",
        "cause": "other",
        "reward_id": "r2",
        "kind": Kind.OPEN,
        "previous_hash": "f" * 64,
    }
    placed[place] = replace(placed[place], **{field: other[field]})
    found = first_break(placed)
    assert found is not None
    assert found.entry_id == f"issue:{place}"


def test_a_missing_entry_is_found() -> None:
    placed, _ = chained(Head(), [entry(f"issue:{index}") for index in range(3)])
    assert first_break([placed[0], placed[2]]) == Break("issue:2", "sequence")
