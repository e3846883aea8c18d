from datetime import datetime, timedelta

import pytest

from chalicelib.domain.block import Cause, blocked, bounced_for_now, delivered
from chalicelib.models import base
from chalicelib.models import block as module
from chalicelib.models.base import to_dynamodb
from chalicelib.models.block import BlockRow, Busy, not_blocked, remember
from chalicelib.models.transaction import transact
from tests.engine import Engine

ADDRESS = "Jane.Doe+letters@gmail.com"
SPELLINGS = [ADDRESS, "janedoe@gmail.com", "JaneDoe@googlemail.com"]


def is_blocked(address: str, now: datetime) -> bool:
    return not transact([not_blocked(address, now)]).stands


def test_an_address_without_a_row_is_free(tables: Engine, now: datetime) -> None:
    assert not is_blocked(ADDRESS, now)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_gets_around_a_block(tables: Engine, now: datetime, spelling: str) -> None:
    assert remember(ADDRESS, blocked(Cause.BOUNCED, "message-1", now)) == "bounced"
    assert is_blocked(spelling, now + timedelta(days=999))
    assert not is_blocked("someone@else.example", now)


def test_a_block_is_kept_as_an_operator_can_read_it(tables: Engine, now: datetime) -> None:
    remember("jane@people.example", blocked(Cause.COMPLAINED, "message-1", now))
    assert tables.rows("blocks") == [
        {
            "contact": "email:jane@people.example",
            "reason": "complained",
            "blocked_at": "2026-11-22T02:00:00.000000+0000",
            "evidence": "message-1",
            "version": 1,
        }
    ]


def test_a_passing_block_ends_after_thirty_days(tables: Engine, now: datetime) -> None:
    for name in "abc":
        assert not is_blocked(ADDRESS, now)
        remember(ADDRESS, bounced_for_now(name, now))
    assert is_blocked(ADDRESS, now + timedelta(days=30) - timedelta(microseconds=1))
    assert not is_blocked(ADDRESS, now + timedelta(days=30))


def test_a_delivery_ends_a_passing_block_and_a_hard_bounce_makes_it_last(
    tables: Engine, now: datetime
) -> None:
    for name in "abc":
        remember(ADDRESS, bounced_for_now(name, now))
    remember(ADDRESS, delivered(now + timedelta(seconds=1)))
    assert not is_blocked(ADDRESS, now)
    for name in "def":
        remember(ADDRESS, bounced_for_now(name, now + timedelta(hours=1)))
    remember(ADDRESS, blocked(Cause.BOUNCED, "g", now))
    assert is_blocked(ADDRESS, now + timedelta(days=999))


def test_the_same_event_again_writes_nothing(tables: Engine, now: datetime) -> None:
    for _ in range(3):
        remember(ADDRESS, bounced_for_now("a", now))
    assert [row["version"] for row in tables.rows("blocks")] == [1]


def test_what_a_person_wrote_stands(tables: Engine, now: datetime) -> None:
    row = {"contact": module.contact_of(ADDRESS), "reason": "asked at the desk"}
    base.client().put_item(TableName=BlockRow.Meta.table_name, Item=to_dynamodb(row)["M"])
    assert is_blocked(ADDRESS, now)
    remember(ADDRESS, delivered(now))
    assert is_blocked(ADDRESS, now)


def test_an_event_that_finds_another_writer_joins_what_that_one_wrote(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = iter(["a", "b"])
    keep = BlockRow.keep

    def beaten(row: BlockRow, history: object) -> bool:
        for name in between:
            remember(ADDRESS, bounced_for_now(name, now))
            break
        return keep(row, history)  # type: ignore[arg-type]

    monkeypatch.setattr(BlockRow, "keep", beaten)
    remember(ADDRESS, bounced_for_now("c", now))
    assert is_blocked(ADDRESS, now)


def test_an_event_that_is_beaten_every_time_comes_again(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BlockRow, "keep", lambda row, history: False)
    with pytest.raises(Busy):
        remember(ADDRESS, delivered(now))
