"""Triggers as they are kept, and as a container knows them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.trigger import Event, Trigger
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import CalendarMark, Known, trigger_delete, trigger_put, triggers
from tests.engine import Engine

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
ONE = Trigger(trigger_id="t1", description="One", event=Event.BIRTHDAY, active=True, since=NOW)


def test_a_trigger_is_read_as_it_was_stored(tables: Engine) -> None:
    assert transact([trigger_put(ONE)]).stands
    assert triggers() == {"t1": replace(ONE, version=1)}


def test_a_trigger_is_written_and_deleted_under_the_version_that_was_read(tables: Engine) -> None:
    assert transact([trigger_put(ONE)]).stands
    assert not transact([trigger_put(ONE)]).stands
    assert transact([trigger_put(replace(ONE, version=1, days=3))]).stands
    assert not transact([trigger_delete(replace(ONE, version=1))]).stands
    assert transact([trigger_delete(replace(ONE, version=2))]).stands
    assert triggers() == {}


def test_active_triggers_are_known_for_a_minute() -> None:
    reads: list[None] = []

    def read() -> dict[str, Trigger]:
        reads.append(None)
        return {"t1": ONE, "t2": replace(ONE, trigger_id="t2", active=False)}

    known = Known(read)
    for seconds, expected in ((0, 1), (60, 1), (61, 2), (100, 2), (-100, 3)):
        assert known.active(NOW + timedelta(seconds=seconds)) == [ONE]
        assert len(reads) == expected


def test_how_far_the_calendar_was_gone_through_counts_for_one_since(tables: Engine) -> None:
    CalendarMark.of("t1", NOW).stand(done_on=NOW.date())
    assert CalendarMark.of("t1", NOW).done_on == NOW.date()
    assert CalendarMark.of("t1", NOW + timedelta(days=1)).done_on is None
    assert CalendarMark.of("t2", NOW).done_on is None
