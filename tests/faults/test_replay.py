"""A day's stream records, told again in any order and number, change nothing."""

import random
from typing import Any

import pytest

from chalicelib.handlers import events, notices
from chalicelib.services import clock
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import form, records
from tests.faults.ground import Ground
from tests.faults.invariants import broken
from tests.faults.scenes import RITA

EVALUATED = ("clients", "referrals", "sessions", "invoices")


def a_day(ground: Ground) -> None:
    """A friend comes by the form; clients, invoices and sessions come by file."""
    form.referrer(ground)
    form.send(ground)
    records.tell_clients(ground)
    records.tell_invoices(ground)
    records.tell_sessions(ground)
    (friend,) = [row["friend_id"] for row in ground.rows("referrals") if row["referrer_id"] == RITA]
    paid = {"total": "120.00", "paid": "120.00", "client_ref": friend}
    records.tell(
        ground,
        {**records.INVOICES[0], **paid, "invoice_ref": "F-1"},
        {**records.SESSIONS[0], "client_ref": friend, "session_ref": "F-2"},
    )


def deliver(ground: Ground, told: list[dict[str, Any]]) -> None:
    """The streams' functions get the records, ten at a time, and then those of the notices they make."""
    for start in range(0, len(told), 10):
        answer = events.evaluate({"Records": told[start : start + 10]})
        assert answer == {"batchItemFailures": []}
    assert notices.send({"Records": ground.engine.changes("notices")}, None) == {"batchItemFailures": []}


def standing(ground: Ground) -> dict[str, Any]:
    """What may not change."""
    nouns = ("ledger", "accounts", "rewards", "referrals", "clients", "claims", "notices")
    return {noun: sorted(map(str, ground.rows(noun))) for noun in nouns} | {"letters": len(ground.letters)}


@pytest.mark.parametrize("seed", range(5))
def test_a_day_told_again_changes_nothing(tables: Engine, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    ground = Ground(tables, NOW)
    monkeypatch.setattr(clock, "now", lambda: ground.now)
    a_day(ground)
    told = [record for noun in EVALUATED for record in ground.engine.changes(noun)]
    chance = random.Random(seed)
    chance.shuffle(told)
    deliver(ground, told)
    # What evaluating changed is told as well, and again.
    told += [record for noun in EVALUATED for record in ground.engine.changes(noun)]
    deliver(ground, told)
    assert broken(ground) == []
    assert len(ground.letters) == len(ground.rows("notices")) == 2
    before = standing(ground)
    tables.forget_tokens()
    chance.shuffle(told)
    deliver(ground, told)
    assert standing(ground) == before
