from datetime import datetime, timedelta

import pytest

from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import LEASE, Reason, Sign, State
from chalicelib.models.block import not_blocked
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import Outcome, Put, transact
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR

VALUES = {"amount": "$25.00", "code": "LR-7K3Q-X9MD", "friend_first_name": "Maya"}


def queue(now: datetime, cause: str = "issue:referral:maya:1") -> Put:
    return notice_put(kind=Kind.REWARD, client_id="jane", cause=cause, values=VALUES, now=now)


def test_a_notice_is_queued_as_an_operator_can_read_it(tables: Engine, now: datetime) -> None:
    assert transact([queue(now)]).outcome is Outcome.DONE
    (row,) = tables.rows("notices")
    assert row.pop("payload_hash")
    assert row == {
        "notice_id": notice_id_of(Kind.REWARD, "jane", "issue:referral:maya:1"),
        "kind": "reward",
        "form": "email",
        "purpose": "service",
        "client_id": "jane",
        "cause": "issue:referral:maya:1",
        "values": {**VALUES, "expires": ""},
        "state": "queued",
        "reason": "",
        "attempts": 0,
        "queued_at": "2026-11-22T02:00:00.000000+0000",
        "next_at": "2026-11-22T02:00:00.000000+0000",
        "unfinished_bucket": "unfinished",
        "version": 1,
    }


def test_a_cause_queues_one_notice_however_often(tables: Engine, now: datetime) -> None:
    assert transact([queue(now)]).stands
    tables.forget_tokens()
    again = transact([queue(now + timedelta(hours=1))])
    assert again.outcome is Outcome.REFUSED
    assert again.failed_on(Notice)
    assert transact([queue(now, "issue:referral:maya:2")]).stands
    assert len(tables.rows("notices")) == 2


def test_due_notices_come_oldest_first_and_finished_ones_not_at_all(tables: Engine, now: datetime) -> None:
    for minutes in (3, 1, 2, 9):
        transact([queue(now + timedelta(minutes=minutes), f"cause {minutes}")])
    ids = {minutes: notice_id_of(Kind.REWARD, "jane", f"cause {minutes}") for minutes in (1, 2, 3, 9)}
    done = Notice.find(ids[2])
    assert done is not None
    assert done.move(State.SENT)
    assert list(Notice.due(now + timedelta(minutes=5))) == [ids[1], ids[3]]


def test_one_of_two_takes_a_notice(tables: Engine, now: datetime) -> None:
    transact([queue(now)])
    (notice_id,) = Notice.due(now)
    one, other = Notice.find(notice_id), Notice.find(notice_id)
    assert one is not None
    assert other is not None
    check = not_blocked("jane@people.example", now)
    # Both at the same instant, with the same row before them: only their claims' own marks differ.
    assert [one.claim(check, now), other.claim(check, now)] == [State.SENDING, State.QUEUED]
    standing = Notice.find(notice_id)
    assert standing is not None
    assert (standing.state, standing.attempts, standing.lease_until) == ("sending", 1, now + LEASE)
    assert not other.move(State.SENT)
    assert one.move(State.SENT)


@pytest.mark.parametrize("mode", [Mode.LOST_ONCE, Mode.LOST_ALL])
def test_a_claim_whose_answer_is_lost_is_known_as_our_own(tables: Engine, now: datetime, mode: Mode) -> None:
    transact([queue(now)])
    (notice_id,) = Notice.due(now)
    notice = Notice.find(notice_id)
    assert notice is not None
    INJECTOR.arm(Fault(mode, at=1))
    assert notice.claim(not_blocked("jane@people.example", now), now) is State.SENDING
    assert INJECTOR.fired
    INJECTOR.disarm()
    assert notice.move(State.SENT)


def test_a_finished_notice_keeps_nothing_of_its_way_there(tables: Engine, now: datetime) -> None:
    transact([queue(now)])
    (notice_id,) = Notice.due(now)
    notice = Notice.find(notice_id)
    assert notice is not None
    notice.claim(not_blocked("jane@people.example", now), now)
    assert notice.move(State.DEAD, Reason.MESSAGE_REFUSED)
    (row,) = tables.rows("notices")
    assert not {"unfinished_bucket", "next_at", "lease_until", "claimed_by"} & set(row)
    assert (row["state"], row["reason"]) == ("dead", "message_refused")


def test_signs_are_a_set_and_no_notice_is_made_by_one(tables: Engine, now: datetime) -> None:
    transact([queue(now)])
    (notice_id,) = Notice.due(now)
    for sign in (Sign.DELIVERED, Sign.ACCEPTED, Sign.DELIVERED):
        assert Notice(notice_id).learn(sign, f"message of {sign}")
    (row,) = tables.rows("notices")
    assert set(row["signs"]) == {"accepted", "delivered"}
    assert row["message_id"] == "message of delivered"
    assert not Notice("0" * 26).learn(Sign.ACCEPTED, "m")
    assert len(tables.rows("notices")) == 1
