from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.flows.change_consent import change_consent
from chalicelib.flows.record_text_event import PROVIDER_SAYS
from chalicelib.flows.send_notice import send_notice
from chalicelib.handlers import text_events
from chalicelib.handlers.provider_events import EventsFailed
from chalicelib.models.block import BlockRow, not_blocked
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from chalicelib.services.handing_over import NotSent
from tests.engine import Engine
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR
from tests.letters import world
from tests.letters.text_events import NUMBER, answer, told
from tests.letters.world import Services

TEXT = notice_id_of(Kind.REWARD, "jane", "text")


@pytest.fixture(autouse=True)
def _jane_was_texted(tables: Engine, now: datetime) -> None:
    for client_id in ("jane", "sibling"):
        line = {"label": "Mobile", "number": NUMBER, "sms": True}
        world.jane(now, client_id, phones=[line], allow_marketing=True)
        ContactRow(f"mobile:{NUMBER}", client_id).save()
    put = notice_put(
        kind=Kind.REWARD,
        client_id="jane",
        cause="text",
        values=world.VALUES,
        now=now,
        form=LetterForm.TEXT,
    )
    assert transact([put]).stands


def brought(*messages: Any, at: str = "2026-11-22T02:05:00.000Z") -> dict[str, Any]:
    return {
        "Records": [
            {"EventSource": "aws:sns", "Sns": {"MessageId": f"sns-{index}", "Message": each, "Timestamp": at}}
            for index, each in enumerate(messages)
        ]
    }


def ticks() -> list[bool]:
    return [Client.get(each).phones[0]["sms"] for each in ("jane", "sibling")]


def test_events_mark_the_text_and_a_number_that_is_none_is_blocked(tables: Engine, now: datetime) -> None:
    text_events.record(brought(told("TEXT_QUEUED", notice_id=TEXT), told("TEXT_INVALID", notice_id=TEXT)))
    notice = world.standing(TEXT)
    assert (notice.state, notice.reason) == ("sent", "bounced")
    assert not transact([not_blocked(NUMBER, now)]).stands
    assert ticks() == [True, True]


def test_events_in_every_order_and_twice_end_in_the_same_rows(tables: Engine) -> None:
    story = [
        told("TEXT_QUEUED", notice_id=TEXT, seconds=1),
        told("TEXT_PENDING", notice_id=TEXT, seconds=2),
        told("TEXT_UNREACHABLE", notice_id=TEXT, seconds=3),
        told("TEXT_DELIVERED", notice_id=TEXT, seconds=4),
        told("TEXT_BLOCKED", notice_id=TEXT, seconds=5),
    ]
    before = tables.snapshot()
    ends = []
    for order in list(permutations(story))[::5]:
        tables.restore(before)
        text_events.record(brought(*order, order[2], order[0]))
        rows = [*tables.rows("notices"), *tables.rows("blocks")]
        ends.append([{**row, "version": None, "signs": set(row.get("signs", ()))} for row in rows])
    assert all(end == ends[0] for end in ends)
    assert (ends[0][0]["state"], ends[0][1]["reason"]) == ("sent", "bounced")


@pytest.mark.parametrize("purpose", Purpose)
def test_stop_blocks_the_number_for_everything_and_clears_the_ticks_of_all_who_have_it(
    tables: Engine, now: datetime, purpose: Purpose
) -> None:
    text_events.record(brought(answer("Stop")))
    assert BlockRow.of(NUMBER).reason == "opted_out"
    assert not transact([not_blocked(NUMBER, now, purpose)]).stands
    assert ticks() == [False, False]
    evidence = Client.get("jane").consents[-1]
    assert (evidence["kind"], evidence["given"], evidence["source"]) == ("text", False, "text message")
    before = tables.snapshot()
    text_events.record(brought(answer("Stop")))
    assert tables.snapshot() == before


def test_start_frees_the_number_and_ticks_nothing(tables: Engine, now: datetime) -> None:
    text_events.record(brought(answer("STOP"), at="2026-11-22T02:05:00.000Z"))
    text_events.record(brought(answer("START"), at="2026-11-22T02:06:00.000Z"))
    assert transact([not_blocked(NUMBER, now)]).stands
    assert ticks() == [False, False]


def test_of_stop_and_start_the_later_holds_in_whatever_order_they_come(tables: Engine) -> None:
    said = [("STOP", "01"), ("START", "02"), ("STOP", "03"), ("START", "04")]
    before = tables.snapshot()
    for order in permutations(said):
        tables.restore(before)
        for word, minute in (*order, order[0]):
            text_events.record(brought(answer(word), at=f"2026-11-22T02:{minute}:00.000Z"))
        assert BlockRow.of(NUMBER).reason is None
        assert ticks() == [False, False]


def test_an_old_stop_that_comes_again_undoes_no_later_yes(tables: Engine, now: datetime) -> None:
    text_events.record(brought(answer("STOP"), at="2026-11-22T02:01:00.000Z"))
    text_events.record(brought(answer("START"), at="2026-11-22T02:02:00.000Z"))
    later = datetime.fromisoformat("2026-11-22T02:03:00+00:00")
    change_consent("jane", email=None, text=True, source="own page", wording="Yes.", now=later)
    text_events.record(brought(answer("STOP"), at="2026-11-22T02:01:00.000Z"))
    assert ticks() == [True, False]
    assert BlockRow.of(NUMBER).reason is None


def test_what_the_provider_knows_of_an_opt_out_is_mirrored(tables: Engine, now: datetime) -> None:
    world.set_up()
    services = Services()
    services.texter.faults = [NotSent(Reason.OPTED_OUT, later=False)]
    in_the_morning = now + timedelta(hours=13)
    notice = send_notice(TEXT, services=services, now=in_the_morning)
    assert notice is not None
    assert (notice.state, notice.reason) == ("suppressed", "opted_out")
    assert (BlockRow.of(NUMBER).reason, ticks()) == ("opted_out", [False, False])
    assert Client.get("jane").consents[-1]["wording"] == PROVIDER_SAYS


def test_foreign_and_broken_messages_hold_up_nobody_and_no_log_line_knows_a_number(
    tables: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = told("TEXT_DELIVERED", notice_id="z" * 26)
    text_events.record(brought("hello", foreign, answer("hi"), told("TEXT_DELIVERED", notice_id=TEXT)))
    assert set(world.standing(TEXT).signs or ()) == {"delivered"}
    assert len(caplog.records) == 3
    assert all(NUMBER not in f"{vars(record)}" for record in caplog.records)


def test_an_event_that_failed_comes_again_and_the_others_are_done(tables: Engine) -> None:
    messages = brought(told("TEXT_QUEUED", notice_id=TEXT), answer("STOP"))
    INJECTOR.arm(Fault(Mode.INTERNAL, at=1))
    with pytest.raises(EventsFailed):
        text_events.record(messages)
    INJECTOR.disarm()
    assert ticks() == [False, False]
    text_events.record(messages)
    assert set(Notice.get(TEXT).signs or ()) == {"accepted"}
