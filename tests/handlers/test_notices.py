import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.domain.notice import Reason
from chalicelib.handlers import notices
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.services import clock
from chalicelib.services.handing_over import NoAnswer, NotSent
from tests.engine import Engine
from tests.letters import world
from tests.letters.world import Services


@pytest.fixture
def services(tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Services:
    world.set_up()
    world.jane(now)
    monkeypatch.setattr(clock, "now", lambda: now)
    return Services()


def stream(tables: Engine) -> dict[str, Any]:
    """What the function gets for everything that was written so far."""
    return {"Records": tables.changes("notices")}


def states(tables: Engine) -> list[str]:
    return sorted(row["state"] for row in tables.rows("notices"))


def break_notice(notice_id: str) -> None:
    """Let the notice name a letter that is not there, so that it cannot be written."""
    Notice(notice_id).update([Notice.letter_id.set("gone"), Notice.letter_version.set(1)])


def test_the_stream_sends_what_was_queued_and_again_changes_nothing(
    services: Services, tables: Engine, now: datetime
) -> None:
    for cause in ("one", "two", "three"):
        world.queue(now, cause)
    queued = stream(tables)
    assert notices.send(queued, None, services) == {"batchItemFailures": []}
    assert states(tables) == ["sent"] * 3
    assert notices.send(queued, None, services) == {"batchItemFailures": []}
    assert notices.send(stream(tables), None, services) == {"batchItemFailures": []}
    assert len(services.mailer.posted) == 3


def test_changes_and_removals_send_nothing(services: Services, tables: Engine, now: datetime) -> None:
    image = {"notice_id": {"S": "n"}, "state": {"S": "queued"}}
    records = [
        {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": image}},
        {"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "2", "OldImage": image}},
        {
            "eventName": "INSERT",
            "dynamodb": {"SequenceNumber": "3", "NewImage": {**image, "state": {"S": "sent"}}},
        },
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "4", "NewImage": image}},
    ]
    assert notices.send({"Records": records}, None, services) == {"batchItemFailures": []}
    assert services.mailer.posted == []


@pytest.mark.parametrize("position", range(4))
def test_a_broken_notice_holds_up_nobody_and_the_clock_finds_it(
    services: Services, tables: Engine, now: datetime, position: int
) -> None:
    ids = [world.queue(now, f"cause {index}") for index in range(4)]
    queued = stream(tables)
    break_notice(ids[position])
    assert notices.send(queued, None, services) == {"batchItemFailures": []}
    assert len(services.mailer.posted) == 3
    with pytest.raises(notices.NoticesFailed, match="1 notices"):
        notices.send({}, None, services)
    assert len(services.mailer.posted) == 3


def test_what_the_tables_held_up_is_brought_again(
    services: Services, tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.jane(now, "joan", emails=["joan@people.example"])
    world.queue(now, "one", "joan")
    world.queue(now, "two")
    get = Client.get

    def broken(client_id: str, **how: Any) -> Client:
        if client_id == "joan":
            raise ReadTimeoutError(endpoint_url="https://dynamodb")
        return get(client_id, **how)

    queued = stream(tables)
    monkeypatch.setattr(Client, "get", broken)
    first = queued["Records"][0]["dynamodb"]["SequenceNumber"]
    assert notices.send(queued, None, services) == {"batchItemFailures": [{"itemIdentifier": first}]}
    assert [posted.to for posted in services.mailer.posted] == ["jane@people.example"]
    monkeypatch.setattr(Client, "get", get)
    assert notices.send(queued, None, services) == {"batchItemFailures": []}
    assert states(tables) == ["sent", "sent"]


def test_the_clock_sends_what_the_stream_missed_and_looks_after_lost_answers(
    services: Services, tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cause in ("one", "two", "three"):
        world.queue(now, cause)
    services.mailer.faults = [NoAnswer()]
    assert notices.send({}, None, services) == {"sending": 1, "sent": 2}
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    assert notices.send({"source": "aws.events"}, None, services) == {"unknown": 1}
    assert notices.send({}, None, services) == {}


def test_a_provider_that_takes_nothing_is_not_asked_for_each(
    services: Services, tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(25):
        world.queue(now, f"cause {index}")
    refused = NotSent(Reason.SENDING_PAUSED, later=True)
    services.mailer.faults = [refused] * 20
    assert notices.send({}, None, services) == {"queued": 20}
    assert notices.send({}, None, services) == {"sent": 5}
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=15))
    services.mailer.faults = [refused] * 19
    assert notices.send({}, None, services) == {"queued": 19, "sent": 1}


def test_the_clock_stops_in_time(services: Services, tables: Engine, now: datetime) -> None:
    class Context:
        left = 60_000

        def get_remaining_time_in_millis(self) -> int:
            self.left -= 15_000
            return self.left

    for cause in ("one", "two", "three", "four"):
        world.queue(now, cause)
    assert notices.send({}, Context(), services) == {"sent": 2}
    assert notices.send({}, None, services) == {"sent": 2}


def test_no_log_line_knows_a_person(
    services: Services, tables: Engine, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    break_notice(world.queue(now, "broken"))
    world.queue(now, "good")
    notices.send(stream(tables), None, services)
    assert len(caplog.records) == 2
    for record in caplog.records:
        line = f"{record.getMessage()} {vars(record)} {record.exc_text}"
        assert not [word for word in ("jane@", "Jane", "Maya", "LR-7K3Q") if word in line]
