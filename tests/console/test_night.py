"""The screen of the nights: what they did in words, what they left, and having one run now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents
from chalicelib.flows import run_night_page
from chalicelib.handlers.console import night as view
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_of
from chalicelib.models.client import Client
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.conftest import engine
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import Night

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'


@pytest.fixture
def night(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Night:
    nights.studio()
    made = Night(now=NOW)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> FakeFunctions:
    functions = FakeFunctions()
    monkeypatch.setattr(view, "functions", lambda: functions)
    return functions


def sell(client_id: str, cents: int, **client: Any) -> None:
    nights.client(client_id, NOW - timedelta(days=1), **client)
    nights.invoice(client_id, f"{client_id}-1", cents, NOW)


def cap(**caps: Any) -> None:
    assert table.save_preferences(replace(table.load().preferences, **caps))


def test_before_the_first_night_there_is_none(night: Night) -> None:
    assert "No night has run yet" in Desk(Role.VIEWER).ask("night").words


def test_a_night_is_told_in_words_by_the_studios_clocks(night: Night) -> None:
    sell("ann", 250_000)
    sell("bob", 9_999)
    night.by_clock()
    Client("ann").update([Client.first_name.set("Ann"), Client.last_name.set(HOSTILE)])
    answer = Desk(Role.OPERATOR).ask("night")
    for said in (
        "Night of 2026-11-22",
        "Began 2026-11-22 01:05",
        "2 clients looked at, 1 rewarded with $250.00 together.",
        "compared. Nothing differs.",
        "Have not come to the next level 1",
        "the clock",
    ):
        assert said in answer.words
    assert HOSTILE in answer.words
    assert "reports/runs/night-2026-11-22.csv" in answer.html
    assert any(payload["view"] == "client" for _, payload in answer.buttons)


def test_a_viewer_reads_names_and_opens_no_client(night: Night) -> None:
    sell("ann", 25_000)
    night.by_clock()
    answer = Desk(Role.VIEWER).ask("night")
    assert "ann" in answer.words
    assert {payload["view"] for _, payload in answer.buttons} <= {"start", "night"}


def test_the_last_nights_stand_with_what_each_issued_and_can_be_looked_at(night: Night) -> None:
    sell("ann", 25_000)
    night.by_clock()
    night.pass_time(days=1)
    nights.invoice("ann", "ann-2", 100_000, night.now)
    night.by_hand()
    night.by_hand(dry_run=True)
    night.pass_time(days=1)
    night.by_clock()
    answer = Desk(Role.VIEWER).ask("night")
    labels = [name for name, payload in answer.buttons if payload.get("do") == "look"]
    assert [label.partition(",")[0] for label in labels] == [
        "Night of 2026-11-24",
        "Night of 2026-11-23",
        "Night of 2026-11-22",
    ]
    assert "hand 1 $100.00" in answer.words
    earlier = Desk(Role.VIEWER).press(answer, labels[2])
    assert "1 rewarded with $20.00 together" in earlier.words


def test_what_waits_for_the_cap_stands_here_and_on_the_first_screen(night: Night) -> None:
    for number in range(3):
        sell(f"c{number}", 20_000)
    cap(loyalty_rewards_per_day_max=1)
    night.by_clock()
    answer = Desk().ask("night")
    for said in ("2 clients wait for another day", "Their $40.00 are issued by the next nights", "2 wait"):
        assert said in answer.words
    first = Desk().ask("start")
    assert "Clients who wait for another day: nights have given what a day may 2" in first.words
    assert "wait for another day" in Desk().press(first, "See what waits").words
    cap(loyalty_rewards_per_day_max=None)
    night.by_hand()
    assert "wait for another day" not in Desk().ask("night").words
    assert "wait for another day" not in Desk().ask("start").words


def test_far_more_than_usual_stands_here_and_on_the_first_screen_until_the_next_night(night: Night) -> None:
    sell("ann", 10_000)
    for _ in range(3):
        night.by_hand()
        nights.invoice("ann", f"more-{night.begun}", 10_000, night.now)
    nights.invoice("ann", "huge", 500_000, night.now)
    night.by_hand()
    said = "It issued $510.00; $10.00 are usual"
    assert said in Desk().ask("night").words
    assert "The last night issued far more than usual" in Desk().ask("start").words
    night.by_hand()
    assert said not in Desk().ask("night").words
    assert "far more than usual" not in Desk().ask("start").words


def test_a_manager_has_the_night_run_now_and_looks_how_far_it_is(
    night: Night, started: FakeFunctions
) -> None:
    sell("ann", 25_000)
    manager = Desk(Role.MANAGER)
    asked = manager.press(manager.ask("night"), "Run the night now")
    assert "Every $100.00 of sales" in asked.words
    assert started.started == []
    begun = manager.press(asked, "Run it now", request_id="r-1")
    again = manager.press(asked, "Run it now", request_id="r-1")
    assert "It is beginning" in begun.words
    (name, payload), repeated = started.started
    assert (name, repeated) == (settings.night_function, (name, payload))
    assert again.button("Look again") == begun.button("Look again")
    assert len(audit_of("night", 9)) == 1
    for _ in started.started:
        night.by_hand(**payload)
    done = manager.press(begun, "Look again")
    assert "1 rewarded with $20.00 together" in done.words
    assert [row["cents"] for row in engine().rows("ledger")] == [2_000]


def test_while_the_program_is_off_it_says_so_before_a_night_is_run(night: Night) -> None:
    cap(loyalty_active=False)
    manager = Desk(Role.MANAGER)
    assert "The loyalty program is off" in manager.press(manager.ask("night"), "Run the night now").words


def test_only_a_manager_has_a_night_run(night: Night, started: FakeFunctions) -> None:
    assert "Run the night now" not in Desk(Role.OPERATOR).ask("night").words
    for do in ("ask", "run"):
        assert "not on your dashboard" in Desk(Role.OPERATOR).ask("night", do).words
    assert started.started == []


def test_what_failed_is_marked(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    sell("ann", 25_000)

    def fails(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(run_night_page, "consider_client", fails)
    night.by_clock()
    answer = Desk().ask("night")
    assert "1 failed" in answer.words
    assert "1 record could not be done, by a fault of ours" in answer.words


def test_amounts_are_in_the_studios_money(night: Night) -> None:
    cap(currency="EUR", loyalty_cents_per_day_max=Cents(1_000))
    sell("ann", 20_000)
    night.by_clock()
    assert "€20.00" in Desk().ask("night").words
