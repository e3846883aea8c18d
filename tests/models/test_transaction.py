"""The transaction wrapper: all or nothing, safe to repeat, and honest about what it does not know."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from chalicelib.models import transaction
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.transaction import (
    Check,
    Clash,
    Delete,
    Outcome,
    Put,
    Result,
    Unknown,
    Update,
    Write,
    transact,
)
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR, Crash

AT = datetime(2026, 11, 22, tzinfo=UTC)
NEW = Claim.claim.does_not_exist()


def claim(name: str, holder: str = "anna", payload: str | None = "p1") -> Claim:
    return Claim(name, holder=holder, payload_hash=payload)


def marker(name: str = "number:1", payload: str | None = "p1") -> Put:
    return Put(claim(name, payload=payload), marker=True)


def claims(tables: Engine) -> list[str]:
    return sorted(row["claim"] for row in tables.rows("claims"))


def test_all_kinds_of_writes_stand_together(tables: Engine) -> None:
    transact([Put(claim("old")), Put(claim("kept")), Put(claim("moved"))])
    result = transact(
        [
            Put(claim("new"), condition=NEW),
            Update(claim("moved"), [Claim.holder.set("bert")], Claim.holder == "anna"),
            Check(claim("kept"), Claim.holder == "anna"),
            Delete(claim("old"), Claim.holder == "anna"),
        ]
    )
    assert result == Result(Outcome.DONE)
    assert {row["claim"]: row["holder"] for row in tables.rows("claims")} == {
        "kept": "anna",
        "moved": "bert",
        "new": "anna",
    }


@pytest.mark.parametrize(
    "guard",
    [
        Put(claim("taken"), condition=NEW),
        Update(claim("taken"), [Claim.holder.set("bert")], Claim.holder == "carl"),
        Check(claim("taken"), Claim.holder == "carl"),
        Delete(claim("taken"), Claim.holder == "carl"),
    ],
    ids=lambda write: type(write).__name__,
)
def test_one_condition_that_does_not_hold_refuses_everything(tables: Engine, guard: Write) -> None:
    transact([Put(claim("taken"))])
    result = transact([Put(claim("new"), condition=NEW), guard])
    assert result.outcome is Outcome.REFUSED
    assert not result.stands
    assert [write for write, _ in result.failed] == [guard]
    assert claims(tables) == ["taken"]


@pytest.mark.parametrize(
    "guard",
    [
        Put(claim("taken"), condition=NEW),
        Update(claim("taken"), [Claim.holder.set("bert")], Claim.holder == "carl"),
    ],
    ids=lambda write: type(write).__name__,
)
def test_a_refusal_shows_the_row_that_stood_there(tables: Engine, guard: Write) -> None:
    transact([Put(claim("taken", holder="dora"))])
    ((_, standing),) = transact([guard]).failed
    assert standing is not None
    assert standing["holder"] == "dora"


def test_a_refusal_knows_the_tables_it_failed_on(tables: Engine) -> None:
    transact([Put(claim("taken"))])
    result = transact([Put(claim("taken"), condition=NEW)])
    assert result.failed_on(Claim)
    assert not result.failed_on(Client)


def test_a_marker_makes_a_late_repeat_as_good_as_done(tables: Engine) -> None:
    assert transact([marker(), Put(claim("other"))]).outcome is Outcome.DONE
    tables.forget_tokens()
    repeated = transact([marker(), Put(claim("other", holder="bert"))])
    assert repeated.outcome is Outcome.REPEATED
    assert repeated.stands
    assert {row["holder"] for row in tables.rows("claims")} == {"anna"}


@pytest.mark.parametrize(("stands", "comes"), [("p1", "p2"), (None, "p1"), ("p1", None), (None, None)])
def test_a_marker_with_another_payload_is_never_merged(
    tables: Engine, stands: str | None, comes: str | None
) -> None:
    transact([marker(payload=stands)])
    tables.forget_tokens()
    with pytest.raises(Clash):
        transact([marker(payload=comes), Put(claim("other"))])
    assert claims(tables) == ["number:1"]


def test_a_clash_names_no_one(tables: Engine) -> None:
    transact([Put(claim("number:1", holder="jane@people.example", payload="p2"))])
    with pytest.raises(Clash) as caught:
        transact([marker()])
    assert "jane" not in str(caught.value)


def test_a_marker_keeps_its_further_condition(tables: Engine) -> None:
    never = Put(claim("number:1"), condition=Claim.holder == "carl", marker=True)
    with pytest.raises(Clash):
        transact([never])
    assert claims(tables) == []


@pytest.mark.parametrize("mode", [Mode.CONFLICT, Mode.THROTTLED, Mode.INTERNAL, Mode.IN_PROGRESS])
def test_what_passes_is_tried_again(tables: Engine, mode: Mode) -> None:
    INJECTOR.arm(Fault(mode, 1))
    assert transact([marker()]).outcome is Outcome.DONE
    assert len(INJECTOR.calls) == 2


@pytest.mark.parametrize("mode", [Mode.LOST_ONCE, Mode.TIMEOUT_ONCE])
def test_a_lost_answer_is_asked_for_again_under_the_same_token(tables: Engine, mode: Mode) -> None:
    INJECTOR.arm(Fault(mode, 1))
    assert transact([Put(claim("a"), condition=NEW)]).outcome is Outcome.DONE
    assert INJECTOR.fired


def test_a_change_that_was_undone_can_be_made_again(tables: Engine) -> None:
    """DynamoDB answers an equal token from memory for ten minutes, and then writes nothing."""

    def change(holder: str, new: str) -> Result:
        return transact([Update(claim("a"), [Claim.holder.set(new)], Claim.holder == holder)])

    transact([Put(claim("a"))])
    for holder, new in (("anna", "bert"), ("bert", "anna"), ("anna", "bert")):
        assert change(holder, new).outcome is Outcome.DONE
        assert [row["holder"] for row in tables.rows("claims")] == [new]


def test_of_two_who_take_the_same_lease_in_the_same_words_one_has_it(tables: Engine) -> None:
    taken = [transact([Put(claim("lease"), condition=NEW)]).outcome for _ in range(2)]
    assert taken == [Outcome.DONE, Outcome.REFUSED]


@pytest.mark.parametrize(("mode", "stands"), [(Mode.LOST_ALL, ["number:1"]), (Mode.TIMEOUT_ALL, [])])
def test_no_answer_at_all_is_unknown_never_failed(tables: Engine, mode: Mode, stands: list[str]) -> None:
    INJECTOR.arm(Fault(mode, 1))
    with pytest.raises(Unknown):
        transact([marker()])
    assert claims(tables) == stands


@pytest.mark.parametrize(("mode", "outcome"), [(Mode.LOST_ALL, "repeated"), (Mode.TIMEOUT_ALL, "done")])
def test_a_repeat_after_unknown_finds_out(tables: Engine, mode: Mode, outcome: str) -> None:
    INJECTOR.arm(Fault(mode, 1))
    with pytest.raises(Unknown):
        transact([marker()])
    INJECTOR.disarm()
    tables.forget_tokens()
    assert transact([marker()]).outcome == outcome


def test_tries_end_and_what_was_never_decided_is_unknown(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(transaction, "sleep", waits.append)
    INJECTOR.arm(Fault(Mode.OUTAGE, 1))
    with pytest.raises(Unknown):
        transact([marker()])
    assert len(INJECTOR.calls) == transaction.TRIES
    assert len(waits) == transaction.TRIES - 1
    assert max(waits) <= 2
    assert claims(tables) == []


def test_the_process_may_die_at_any_moment(tables: Engine) -> None:
    for mode, stands in ((Mode.CRASH_BEFORE, []), (Mode.CRASH_AFTER, ["number:1"])):
        INJECTOR.arm(Fault(mode, 1))
        with pytest.raises(Crash):
            transact([marker()])
        assert claims(tables) == stands


def test_an_error_that_no_retry_mends_is_let_out_at_once(tables: Engine) -> None:
    INJECTOR.arm(None)
    with pytest.raises(ClientError, match="ValidationException"):
        transact([Put(claim(""))])
    assert len(INJECTOR.calls) == 1


@pytest.mark.parametrize("number", [0, 101])
def test_a_transaction_has_1_to_100_writes(tables: Engine, number: int) -> None:
    with pytest.raises(AssertionError):
        transact([Put(claim(f"c{each}")) for each in range(number)])


def test_100_writes_fit(tables: Engine) -> None:
    assert transact([Put(claim(f"c{each}"), condition=NEW) for each in range(100)]).stands
    assert len(claims(tables)) == 100
