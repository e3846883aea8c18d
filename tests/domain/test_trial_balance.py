"""Entries added up line by line, and a digest that knows no order."""

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.trial_balance import OUTSTANDING, OWED, Books, Line, added, books_of, of_plain

AT = datetime(2026, 11, 22, tzinfo=UTC)


def entry(kind: Kind, cents: int, reward_id: str = "r", last_hash: str = "") -> Entry:
    return Entry(
        client_id="ann",
        entry_id=f"{kind.value}:{cents}",
        kind=kind,
        cents=Cents(cents),
        reward_id=reward_id,
        at=AT,
        cause="x",
        by="night",
        hash=last_hash,
    )


LINES: dict[str, tuple[Entry, dict[Line, int], int, int]] = {
    # entry → its line, what it makes of what is outstanding, of what is owed
    "opened": (entry(Kind.OPEN, 5), {Line.OPENED: 5}, 5, 0),
    "issued": (entry(Kind.ISSUE, 5), {Line.ISSUED: 5}, 5, 0),
    "returned": (entry(Kind.RETURN, 5), {Line.RETURNED: 5}, 5, 0),
    "redeemed": (entry(Kind.REDEEM, 5), {Line.REDEEMED: 5}, -5, 0),
    "voided": (entry(Kind.VOID, 5), {Line.VOIDED: 5}, -5, 0),
    "expired": (entry(Kind.EXPIRE, 5), {Line.EXPIRED: 5}, -5, 0),
    "clawed back": (entry(Kind.CLAWBACK, 5), {Line.CLAWED_BACK: 5}, -5, 0),
    "settled counts in both": (entry(Kind.SETTLE, 5), {Line.SETTLED: 5}, -5, -5),
    "owed": (entry(Kind.OWE, 5), {Line.OWED: 5}, 0, 5),
    "extended moves nothing": (entry(Kind.EXTEND, 0), {}, 0, 0),
    "in": (entry(Kind.TRANSFER, 5), {Line.TRANSFERRED_IN: 5}, 5, 0),
    "out": (entry(Kind.TRANSFER, -5), {Line.TRANSFERRED_OUT: 5}, -5, 0),
    "owed in": (entry(Kind.TRANSFER, 5, ""), {Line.OWED_TRANSFERRED_IN: 5}, 0, 5),
    "owed out": (entry(Kind.TRANSFER, -5, ""), {Line.OWED_TRANSFERRED_OUT: 5}, 0, -5),
    "of sales alone": (entry(Kind.TRANSFER, 0, ""), {}, 0, 0),
}


def books(*entries: Entry, client_id: str = "ann", **stored: int) -> Books:
    figures = {"balance_cents": 0, "owed_cents": 0, "remaining_cents": 0, **stored}
    return books_of(client_id, entries, **figures)


@pytest.mark.parametrize("case", LINES)
def test_each_kind_of_entry_has_its_line_and_sign(case: str) -> None:
    given, lines, outstanding, owed = LINES[case]
    found = books(given)
    assert (dict(found.lines), found.outstanding_by_entries, found.owed_by_entries) == (
        lines,
        outstanding,
        owed,
    )
    assert outstanding == given.reward_effect_cents
    assert owed == given.owed_effect_cents


def test_every_line_is_read_in_one_of_the_balances() -> None:
    assert {*OUTSTANDING, *OWED} == set(Line)


RIGHT = books(entry(Kind.ISSUE, 9), entry(Kind.OWE, 4), balance_cents=9, owed_cents=4, remaining_cents=9)


def test_the_balance_is_right_when_entries_accounts_and_rewards_agree() -> None:
    assert RIGHT.is_right
    assert not replace(RIGHT, balance_cents=8).is_right
    assert not replace(RIGHT, owed_cents=8).is_right
    assert not replace(RIGHT, remaining_cents=8).is_right


def test_books_add_up_in_any_order_and_are_stored_as_they_are() -> None:
    parts = [
        books(entry(Kind.ISSUE, 9, last_hash="a" * 64), client_id="ann", balance_cents=9, remaining_cents=9),
        books(entry(Kind.OPEN, 3, last_hash="b" * 64), client_id="bert", balance_cents=3, remaining_cents=3),
        books(client_id="carl"),
    ]
    totals = {str(added(order).plain) for order in permutations(parts)}
    assert len(totals) == 1
    total = added(parts)
    assert (total.clients, total.entries, total.balance_cents, total.is_right) == (3, 2, 12, True)
    assert of_plain(total.plain) == total
    assert added([]) == Books()


def test_the_digest_is_made_as_the_documents_say() -> None:
    """Written out once more, as whoever compares an outside copy does it."""
    ends = {
        f"client-{number}": (number, hashlib.sha256(bytes([number])).hexdigest()) for number in range(1, 6)
    }
    found = added(
        books(*[entry(Kind.ISSUE, 1, last_hash=last)] * count, client_id=client_id)
        for client_id, (count, last) in ends.items()
    )
    total = sum(
        int.from_bytes(hashlib.shake_256(f"{client_id} {count} {last}".encode()).digest(256), "big")
        for client_id, (count, last) in ends.items()
    )
    assert found.digest == hashlib.sha256((total % 2**2048).to_bytes(256, "big")).hexdigest()


def test_the_digest_tells_every_other_end_of_a_chain() -> None:
    chance = random.Random(5)
    ends = [(f"c{number}", 3, f"{chance.getrandbits(256):064x}") for number in range(4)]

    def digest(of: list[tuple[str, int, str]]) -> str:
        return added(
            books(*[entry(Kind.ISSUE, 1, last_hash=last)] * count, client_id=client_id)
            for client_id, count, last in of
        ).digest

    name, count, last = ends[0]
    others = [
        [(name, count + 1, last), *ends[1:]],
        [(name, count, last[::-1]), *ends[1:]],
        [("c9", count, last), *ends[1:]],
        ends[1:],
        [*ends, ends[0]],
        [*ends, ends[0], ends[0]],
    ]
    assert len({digest(ends), *map(digest, others)}) == len(others) + 1
