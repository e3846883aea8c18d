"""What a night tells of itself: that it issued far more than usual, that it could not do something."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.loyalty import Reason
from chalicelib.flows import run_night_page
from chalicelib.models import studio as studio_table
from chalicelib.models.covered import LATEST, Covered
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import NOW, Night


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    nights.client("ann", NOW - timedelta(days=1))
    return Night()


def a_night_of(night: Night, cents: int, **event: Any) -> str:
    """A night on which the client's sales earn so much; every 100.00 earns 10.00."""
    night.pass_time(days=1)
    if cents:
        nights.invoice("ann", f"i{night.now.isoformat()}", cents * 10, night.now)
    return night.by_hand(**event).run_id


def told(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    found = [record for record in caplog.records if record.message == message]
    assert all(record.levelno == logging.ERROR for record in found)
    return [record.__dict__ for record in found]


def test_a_night_above_three_times_the_usual_is_an_alarm_until_the_next_one(
    night: Night, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        a_night_of(night, 10_000)
    a_night_of(night, 30_000)
    assert told(caplog, "loyalty above usual") == []
    assert Covered.read().unusual is None
    run_id = a_night_of(night, 31_000)
    (line,) = told(caplog, "loyalty above usual")
    assert (line["run_id"], line["issued_cents"], line["usual_cents"]) == (run_id, 31_000, 10_000)
    assert Covered.read().unusual == {"run": run_id, "cents": 31_000, "usual": 10_000}
    a_night_of(night, 0)
    assert Covered.read().unusual is None
    assert Covered.read().issued == [10_000, 10_000, 10_000, 30_000, 31_000]


@pytest.mark.parametrize("event", [{"dry_run": True}, {"only": "reconciliation"}])
def test_what_issues_nothing_is_no_night_and_leaves_what_is_to_be_seen(
    night: Night, caplog: pytest.LogCaptureFixture, event: dict[str, Any]
) -> None:
    for _ in range(3):
        a_night_of(night, 1_000)
    run_id = a_night_of(night, 50_000)
    before = Covered.read()
    caplog.clear()
    a_night_of(night, 90_000, **event)
    after = Covered.read()
    assert told(caplog, "loyalty above usual") == []
    assert (after.issued, after.latest, after.unusual) == (before.issued, before.latest, before.unusual)
    assert after.latest[-1] == run_id


def test_what_waits_for_the_cap_is_kept_to_be_seen_until_nobody_waits(night: Night) -> None:
    capped = replace(studio_table.load().preferences, loyalty_rewards_per_day_max=1)
    assert studio_table.save_preferences(capped)
    nights.client("bob", NOW)
    nights.invoice("bob", "b1", 20_000, night.now)
    run_id = a_night_of(night, 1_000)
    waiting = Covered.read().waiting
    assert waiting is not None
    assert (waiting["run"], waiting["clients"]) == (run_id, 1)
    assert waiting["cents"] in (1_000, 2_000)
    a_night_of(night, 0)
    assert Covered.read().waiting is None


def test_the_latest_runs_are_kept_in_their_order(night: Night) -> None:
    runs = [night.by_hand().run_id for _ in range(LATEST + 2)]
    assert Covered.read().latest == runs[2:]


def test_a_night_that_could_not_do_something_is_an_alarm(
    night: Night, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(run_night_page, "consider_client", fails)
    run_id = a_night_of(night, 1_000)
    (line,) = told(caplog, "night failed records")
    assert (line["run_id"], line["failed"]) == (run_id, 1)
    (row,) = night.report(night.by_hand(run=run_id))
    assert row[5] == Reason.FAILED
    caplog.clear()
    monkeypatch.undo()
    a_night_of(night, 0)
    assert told(caplog, "night failed records") == []
