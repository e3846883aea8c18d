from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.mail_event import mail_event
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.flows.send_notice import send_notice
from chalicelib.models.notice import Notice
from chalicelib.services.files import FakeFiles
from chalicelib.services.handing_over import NoAnswer
from chalicelib.services.texter import FakeTexter
from tests.conftest import NOW
from tests.engine import Engine, Row
from tests.letters import events, world
from tests.letters.events import EVENTS, bounce, complaint, delivery
from tests.letters.world import NOTICE, Services

MINE = {"notice_id": NOTICE}


@pytest.fixture
def services(tables: Engine, now: datetime) -> Services:
    world.set_up()
    world.jane(now)
    world.queue(now)
    return Services()


def about(name: str) -> dict[str, Any]:
    """The documented event, about Jane's notice."""
    told = EVENTS[name]
    return {**told, "mail": {**told["mail"], "tags": {"notice_id": [NOTICE]}}}


@pytest.mark.parametrize(
    ("name", "ends", "blocked"),
    [
        ("send", ("sent", ""), None),
        ("delivery", ("sent", ""), None),
        ("delay", ("sent", ""), None),
        ("soft_bounce", ("sent", "bounced_for_now"), None),
        ("hard_bounce", ("sent", "bounced"), "bounced"),
        ("suppressed", ("sent", "bounced"), "bounced"),
        ("complaint", ("sent", "complained"), "complained"),
        ("not_spam", ("sent", ""), None),
        ("reject", ("dead", "message_refused"), None),
        ("rendering_failure", ("dead", "message_refused"), None),
    ],
)
def test_an_event_marks_its_notice_and_bad_ones_block_the_address(
    services: Services, tables: Engine, name: str, ends: tuple[str, str], blocked: str | None
) -> None:
    send_notice(NOTICE, services=services, now=NOW)
    record_mail_event(mail_event(about(name)), now=NOW)
    assert (world.standing().state, world.standing().reason) == ends
    assert {row.get("reason") for row in tables.rows("blocks")} in ({blocked}, set())
    assert bool(blocked) is any("reason" in row for row in tables.rows("blocks"))
    assert list(Notice.due(NOW + timedelta(days=99))) == []


def test_an_event_tells_what_the_lost_answer_would_have(services: Services, now: datetime) -> None:
    services.mailer.lost = 1
    send_notice(NOTICE, services=services, now=now)
    record_mail_event(mail_event(about("send")), now=NOW)
    notice = world.standing()
    assert (notice.state, notice.message_id) == ("sent", events.MESSAGE_ID)
    assert notice.sent_at == mail_event(EVENTS["send"]).sent_at


def test_an_event_that_comes_late_still_finds_an_unknown_notice(services: Services, now: datetime) -> None:
    services.mailer.lost = 1
    for later in (0, 1, 2):
        send_notice(NOTICE, services=services, now=now + timedelta(days=later))
    assert world.standing().state == "unknown"
    record_mail_event(mail_event(about("delivery")), now=NOW)
    assert world.standing().state == "sent"


def test_an_event_may_be_quicker_than_the_sender(services: Services, now: datetime) -> None:
    class Quick:
        def send(self, **_: Any) -> str:
            record_mail_event(mail_event(about("send")), now=NOW)
            return events.MESSAGE_ID

    class Quicker:
        mailer = Quick()
        texter = FakeTexter()
        files = FakeFiles()

    send_notice(NOTICE, services=Quicker(), now=now)
    notice = world.standing()
    assert (notice.state, notice.message_id, set(notice.signs or ())) == (
        "sent",
        events.MESSAGE_ID,
        {"accepted"},
    )


@pytest.mark.parametrize(("first", "every"), [("sent", 1), ("lost", 5)])
def test_five_events_in_every_order_and_twice_end_in_the_same_rows(
    services: Services, tables: Engine, now: datetime, first: str, every: int
) -> None:
    if first == "lost":
        services.mailer.faults = [NoAnswer()]
    send_notice(NOTICE, services=services, now=now)
    told = [
        about("send"),
        delivery(**MINE, at="2026-11-22T02:01:00.000Z"),
        bounce("Transient", "MailboxFull", **MINE, at="2026-11-22T02:02:00.000Z"),
        bounce("Permanent", "General", **MINE, at="2026-11-22T02:03:00.000Z"),
        complaint("abuse", **MINE, at="2026-11-22T02:04:00.000Z"),
    ]
    before = tables.snapshot()
    ends: list[list[Row]] = []
    for order in list(permutations(told))[::every]:
        tables.restore(before)
        for event in (*order, order[0], order[3]):
            record_mail_event(mail_event(event), now=NOW)
        rows = [*tables.rows("notices"), *tables.rows("blocks")]
        ends.append([{**row, "version": None, "signs": set(row.get("signs", ()))} for row in rows])
    assert all(end == ends[0] for end in ends)
    assert ends[0][0]["state"] == "sent"
    assert ends[0][1]["reason"] == "complained"


def test_three_letters_that_bounce_for_now_rest_the_address_and_a_delivery_between_does_not(
    services: Services, tables: Engine, now: datetime
) -> None:
    story = [
        bounce("Transient", "General", **MINE, message_id="m1", at="2026-11-22T01:00:00.000Z"),
        bounce("Transient", "General", **MINE, message_id="m2", at="2026-11-22T02:00:00.000Z"),
        bounce("Transient", "General", **MINE, message_id="m3", at="2026-11-22T03:00:00.000Z"),
    ]
    saved = delivery(**MINE, message_id="m0", at="2026-11-22T02:30:00.000Z")
    before = tables.snapshot()
    for order in permutations(story):
        tables.restore(before)
        for event in order:
            record_mail_event(mail_event(event), now=NOW)
        (row,) = tables.rows("blocks")
        assert row["reason"] == "bounced_for_now"
        assert row["blocked_until"] == "2026-12-22T03:00:00.000000+0000"
    for order in permutations([*story, saved]):
        tables.restore(before)
        for event in order:
            record_mail_event(mail_event(event), now=NOW)
        assert all("reason" not in row for row in tables.rows("blocks"))


def test_an_event_about_no_notice_of_ours_writes_nothing(services: Services, tables: Engine) -> None:
    before = tables.snapshot()
    assert record_mail_event(mail_event(EVENTS["complaint"]), now=NOW) is None
    assert tables.snapshot() == before
