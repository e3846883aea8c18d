from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.breaker import Figures
from chalicelib.domain.mail_event import mail_event
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.models.breaker import Breaker, MailDay, counter_of, figures_of, marketing_stopped
from chalicelib.models.notice import Notice
from tests.conftest import NOW
from tests.engine import Engine
from tests.letters import world
from tests.letters.events import bounce, complaint, delivery, event

TODAY = "2026-11-22"


def marketing(now: datetime, cause: str, **fields: Any) -> str:
    """The id of a letter of marketing to Jane that waits."""
    notice_id = world.queue(now, cause)
    fields = {"purpose": "marketing", **fields}
    Notice(notice_id).update([getattr(Notice, name).set(value) for name, value in fields.items()])
    return notice_id


def tell(event: dict[str, Any], now: datetime = NOW) -> None:
    record_mail_event(mail_event(event), now=now)


@pytest.fixture(autouse=True)
def _jane(tables: Engine, now: datetime) -> None:
    world.set_up()
    world.jane(now)


def went_well(letters: int, now: datetime = NOW) -> None:
    """So many letters of marketing went on this day, and nothing was heard of them."""
    MailDay(counter_of(now.date()), sent=letters).save()


def test_a_letter_is_counted_once_in_whatever_order_its_events_come(tables: Engine, now: datetime) -> None:
    notice = marketing(now, "a")
    story = [
        event("Send", {}, notice_id=notice),
        delivery(notice_id=notice),
        bounce("Transient", "General", notice_id=notice),
        bounce("Permanent", "General", notice_id=notice),
        complaint("abuse", notice_id=notice),
    ]
    before = tables.snapshot()
    for order in list(permutations(story))[::5]:
        tables.restore(before)
        for told in (*order, order[0], order[-1]):
            tell(told)
        assert figures_of(now) == {TODAY: Figures(sent=1, bounced=1, complained=1)}
        assert not marketing_stopped(now)


@pytest.mark.parametrize("fields", [{"purpose": "service"}, {"form": "text"}])
def test_only_marketing_by_mail_counts(tables: Engine, now: datetime, fields: dict[str, str]) -> None:
    tell(complaint("abuse", notice_id=marketing(now, "a", **fields)))
    assert tables.rows("counters") == []


def test_the_second_complaint_stops_marketing_and_says_why(tables: Engine, now: datetime) -> None:
    went_well(1_000)
    tell(complaint("abuse", notice_id=marketing(now, "a")))
    assert not marketing_stopped(now)
    tell(complaint("abuse", notice_id=marketing(now, "b")))
    assert marketing_stopped(now)
    assert Breaker.read().why == "complained"


def test_two_percent_of_bounces_stop_marketing(tables: Engine, now: datetime) -> None:
    went_well(196)
    for cause in "abc":
        tell(bounce("Permanent", "General", notice_id=marketing(now, cause)))
        assert not marketing_stopped(now)
    tell(bounce("Permanent", "General", notice_id=marketing(now, "d")))
    assert marketing_stopped(now)


def test_a_letter_counts_for_the_day_it_went_and_for_a_week(tables: Engine, now: datetime) -> None:
    went_well(1_000)
    for cause in "ab":
        tell(complaint("abuse", notice_id=marketing(now, cause)), now + timedelta(days=7))
    assert not marketing_stopped(now)
    tell(complaint("abuse", notice_id=marketing(now, "c")), now + timedelta(days=6))
    assert marketing_stopped(now)


def test_a_repeat_trips_the_breaker_that_a_crash_left_closed(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_well(1_000)
    tell(complaint("abuse", notice_id=marketing(now, "a")))
    last = complaint("abuse", notice_id=marketing(now, "b"))
    with monkeypatch.context() as crash:
        crash.setattr("chalicelib.flows.record_mail_event.trip_breaker", lambda now: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell(last)
    assert not marketing_stopped(now)
    tell(last)
    assert marketing_stopped(now)
    assert figures_of(now)[TODAY].complained == 2
