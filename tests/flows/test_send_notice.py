from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError
from pynamodb.exceptions import PynamoDBException

from chalicelib.domain.block import Cause, blocked, bounced_for_now
from chalicelib.domain.notice import ANSWER_WAIT, KEEP_TRYING, LEASE, Reason
from chalicelib.flows.send_notice import send_notice
from chalicelib.flows.write_notice import LetterGone
from chalicelib.models.block import remember
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Unknown
from chalicelib.services.files import FakeFiles
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.texter import FakeTexter
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR, Crash
from tests.letters import world
from tests.letters.world import NOTICE, Services


@pytest.fixture
def services(tables: Engine, now: datetime) -> Services:
    world.set_up()
    world.jane(now)
    world.queue(now)
    return Services()


def test_a_queued_notice_is_sent_as_a_letter(services: Services, now: datetime) -> None:
    send_notice(NOTICE, services=services, now=now)
    (posted,) = services.mailer.posted
    assert (posted.to, posted.notice_id) == ("jane@people.example", NOTICE)
    assert posted.sender == "Lantern Studio <hello@lantern.example>"
    letter = message_from_bytes(posted.raw, policy=default)
    assert letter["Subject"] == "Thank you for recommending us to Maya: $25.00 is yours"
    assert letter["Date"].datetime == now
    text, html = letter.iter_parts()
    for part in (text, html):
        assert isinstance(part, EmailMessage)
        for said in ("Jane", "Maya", "$25.00", "LR-7K3Q-X9MD", "Lantern Studio", "(207) 555-0142"):
            assert said in part.get_content()
    notice = world.standing()
    assert (notice.state, notice.message_id, notice.sent_at) == ("sent", "fake-1", now)
    assert list(Notice.due(now + timedelta(days=99))) == []


def test_sending_twice_sends_once(services: Services, now: datetime) -> None:
    for _ in range(3):
        send_notice(NOTICE, services=services, now=now)
    assert len(services.mailer.posted) == 1


def test_a_notice_that_is_not_there_is_nothing(services: Services, now: datetime) -> None:
    assert send_notice("0" * 26, services=services, now=now) is None


def test_a_letter_goes_to_whom_the_client_was_merged_into(services: Services, now: datetime) -> None:
    world.jane(now, merged_into="middle")
    world.jane(now, "middle", merged_into="joan", emails=["middle@people.example"])
    world.jane(now, "joan", first_name="Joan", emails=["joan@people.example", "other@people.example"])
    send_notice(NOTICE, services=services, now=now)
    assert [posted.to for posted in services.mailer.posted] == ["joan@people.example"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"emails": []}, Reason.NO_ADDRESS),
        ({"emails": ["jane at people"]}, Reason.NO_ADDRESS),
        ({"emails": ["Jane <jane@people.example>"]}, Reason.NO_ADDRESS),
        ({"merged_into": "nobody"}, Reason.NO_CLIENT),
    ],
)
def test_who_cannot_be_written_to_is_not(
    services: Services, now: datetime, facts: dict[str, Any], reason: Reason
) -> None:
    world.jane(now, **facts)
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("suppressed", reason)
    assert services.mailer.posted == []
    assert list(Notice.due(now + timedelta(days=99))) == []


@pytest.mark.parametrize("cause", [Cause.BOUNCED_FOR_NOW, Cause.BOUNCED, Cause.COMPLAINED])
def test_a_blocked_address_gets_nothing(services: Services, now: datetime, cause: Cause) -> None:
    if cause is Cause.BOUNCED_FOR_NOW:
        for name in "abc":
            remember("jane@people.example", bounced_for_now(name, now))
    else:
        remember("JANE@people.example", blocked(cause, "message-0", now))
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("suppressed", "blocked")
    assert services.mailer.posted == []


@pytest.mark.parametrize(
    "reason",
    [Reason.THROTTLED, Reason.SENDING_PAUSED, Reason.SENDER_NOT_READY, Reason.NOT_REACHED],
)
def test_what_is_not_the_letters_fault_is_tried_again_later(
    services: Services, now: datetime, reason: Reason
) -> None:
    services.mailer.faults = [NotSent(reason, later=True), NotSent(reason, later=True)]
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("queued", reason)
    assert world.standing().next_at == now + timedelta(minutes=5)
    send_notice(NOTICE, services=services, now=now + timedelta(minutes=4))
    assert world.standing().attempts == 1
    send_notice(NOTICE, services=services, now=now + timedelta(minutes=5))
    assert world.standing().next_at == now + timedelta(minutes=15)
    send_notice(NOTICE, services=services, now=now + timedelta(minutes=15))
    assert (world.standing().state, world.standing().reason) == ("sent", "")
    assert len(services.mailer.posted) == 1


def test_after_a_week_of_trying_a_notice_is_dead(services: Services, now: datetime) -> None:
    services.mailer.faults = [NotSent(Reason.SENDING_PAUSED, later=True)]
    send_notice(NOTICE, services=services, now=now + KEEP_TRYING)
    assert (world.standing().state, world.standing().reason) == ("dead", "sending_paused")


def test_a_message_that_is_refused_is_dead_at_once(services: Services, now: datetime) -> None:
    services.mailer.faults = [NotSent(Reason.MESSAGE_REFUSED, later=False)]
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("dead", "message_refused")
    assert list(Notice.due(now + timedelta(days=99))) == []


def test_without_a_sender_the_letters_wait(tables: Engine, now: datetime) -> None:
    world.set_up(replace(world.STUDIO, sender_email=""))
    world.jane(now)
    world.queue(now)
    services = Services()
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("queued", "sender_not_ready")
    assert services.mailer.posted == []


def test_a_clock_that_is_behind_does_not_hold_up_a_first_try(services: Services, now: datetime) -> None:
    send_notice(NOTICE, services=services, now=now - timedelta(minutes=5))
    assert world.standing().state == "sent"


@pytest.mark.parametrize("is_taken", [True, False])
def test_after_a_lost_answer_nothing_is_sent_again(services: Services, now: datetime, is_taken: bool) -> None:
    if is_taken:
        services.mailer.lost = 1
    else:
        services.mailer.faults = [NoAnswer()]
    send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().reason) == ("sending", "no_answer")
    for later in (LEASE, ANSWER_WAIT - timedelta(seconds=1)):
        send_notice(NOTICE, services=services, now=now + later)
        assert world.standing().state == "sending"
    for later in (ANSWER_WAIT, ANSWER_WAIT * 2):
        send_notice(NOTICE, services=services, now=now + later)
        assert (world.standing().state, world.standing().reason) == ("unknown", "no_answer")
    assert list(Notice.due(now + timedelta(days=99))) == []
    assert len(services.mailer.posted) == is_taken


def test_a_claim_that_died_is_never_followed_by_another(services: Services, now: datetime) -> None:
    class Dying:
        posted = 0

        def send(self, **_: Any) -> str:
            self.posted += 1
            raise Crash

    class Doomed:
        mailer = Dying()
        texter = FakeTexter()
        files = FakeFiles()

    with pytest.raises(Crash):
        send_notice(NOTICE, services=Doomed(), now=now)
    send_notice(NOTICE, services=services, now=now + LEASE - timedelta(seconds=1))
    assert (world.standing().state, world.standing().reason) == ("sending", "")
    send_notice(NOTICE, services=services, now=now + LEASE)
    assert (world.standing().state, world.standing().reason) == ("sending", "no_answer")
    send_notice(NOTICE, services=services, now=now + LEASE + ANSWER_WAIT)
    assert world.standing().state == "unknown"
    assert services.mailer.posted == []


def test_a_letter_that_cannot_be_written_stays_queued_and_is_loud(services: Services, now: datetime) -> None:
    world.standing().update([Notice.letter_id.set("gone"), Notice.letter_version.set(1)])
    with pytest.raises(LetterGone):
        send_notice(NOTICE, services=services, now=now)
    assert (world.standing().state, world.standing().attempts) == ("queued", 0)


def test_a_letter_costs_five_calls_beside_its_sending(services: Services, now: datetime) -> None:
    send_notice(world.queue(now, "another"), services=services, now=now)  # Reads the studio.
    INJECTOR.arm(None)
    send_notice(NOTICE, services=services, now=now)
    assert [f"{call.operation} {call.target}" for call in INJECTOR.calls] == [
        "GetItem tests-notices",
        "GetItem tests-clients",
        "GetItem tests-enrollments",
        "TransactWriteItems tests-notices,tests-blocks",
        "UpdateItem tests-notices",
    ]


@pytest.mark.parametrize(
    "mode", [Mode.CRASH_BEFORE, Mode.CRASH_AFTER, Mode.LOST_ONCE, Mode.LOST_ALL, Mode.TIMEOUT_ALL]
)
@pytest.mark.parametrize("at", range(1, 7))
def test_whatever_call_breaks_at_most_one_letter_goes_and_none_is_lost_in_silence(
    services: Services, now: datetime, mode: Mode, at: int
) -> None:
    INJECTOR.arm(Fault(mode, at=at))
    with suppress(Crash, PynamoDBException, BotoCoreError, Unknown):
        send_notice(NOTICE, services=services, now=now)
    assert INJECTOR.fired
    INJECTOR.disarm()
    for later in (timedelta(0), LEASE, LEASE + ANSWER_WAIT):
        send_notice(NOTICE, services=services, now=now + later)
    notice = world.standing()
    assert len(services.mailer.posted) <= 1
    assert notice.state == ("sent" if notice.message_id else "unknown")
    if notice.state == "sent":
        assert len(services.mailer.posted) == 1
