import json
import logging
from datetime import datetime
from typing import Any

import pytest

from chalicelib.flows.send_notice import send_notice
from chalicelib.handlers import mail_events
from chalicelib.handlers.provider_events import EventsFailed
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR
from tests.letters import events, world
from tests.letters.world import NOTICE, Services

MINE = {"notice_id": NOTICE}


@pytest.fixture
def services(tables: Engine, now: datetime) -> Services:
    made = Services()
    world.set_up()
    world.jane(now)
    send_notice(world.queue(now), services=made, now=now)
    return made


def brought(*messages: Any) -> dict[str, Any]:
    """What the function gets from SNS."""
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:mail:1",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": f"sns-{index}",
                    "TopicArn": "arn:aws:sns:us-east-1:123456789012:mail",
                    "Subject": "Amazon SES Email Event Notification",
                    "Message": message,
                    "Timestamp": "2026-11-22T02:01:03.000Z",
                },
            }
            for index, message in enumerate(messages)
        ]
    }


@pytest.mark.parametrize("as_text", [True, False])
def test_a_complaint_blocks_the_address_and_the_next_letter_stays(
    services: Services, tables: Engine, now: datetime, as_text: bool
) -> None:
    told = events.complaint("abuse", **MINE)
    mail_events.record(brought(json.dumps(told) if as_text else told))
    assert world.standing().reason == "complained"
    send_notice(world.queue(now, "next"), services=services, now=now)
    assert len(services.mailer.posted) == 1


def test_foreign_and_broken_messages_hold_up_nobody(services: Services, tables: Engine) -> None:
    foreign = events.delivery(notice_id="z" * 26)
    mail_events.record(
        brought("hello", "{}", foreign, events.event("Open", {}, **MINE), events.delivery(**MINE))
    )
    assert set(world.standing().signs or ()) == {"delivered"}


def test_an_event_that_failed_comes_again_and_the_others_are_done(services: Services, tables: Engine) -> None:
    told = brought(events.event("Send", {}, **MINE), events.bounce("Permanent", "General", **MINE))
    INJECTOR.arm(Fault(Mode.INTERNAL, at=1))
    with pytest.raises(EventsFailed):
        mail_events.record(told)
    assert INJECTOR.fired
    INJECTOR.disarm()
    assert world.standing().reason == "bounced"
    mail_events.record(told)
    assert set(world.standing().signs or ()) == {"accepted", "bounced"}
    assert [row["reason"] for row in tables.rows("blocks")] == ["bounced"]


def test_no_log_line_knows_an_address(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    INJECTOR.arm(Fault(Mode.INTERNAL, at=1))
    with pytest.raises(EventsFailed):
        mail_events.record(brought(events.delivery(**MINE), "jane@people.example", events.complaint("abuse")))
    assert len(caplog.records) == 3
    for record in caplog.records:
        assert "jane" not in f"{record.getMessage()} {vars(record)} {record.exc_text}"
