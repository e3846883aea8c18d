"""Reports by email: set up on one screen, which says what became of the last ones."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

import app
from chalicelib.domain.actor import Role
from chalicelib.domain.report_schedule import Every
from chalicelib.flows.begin_due_reports import mailed_id
from chalicelib.models import studio
from chalicelib.models.notice import Notice
from chalicelib.models.report_notice import report_notice_id
from chalicelib.services import clock
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.privileges.behind import ShortOfTime
from tests.privileges.work import Context

MANAGER = Desk(Role.MANAGER)
MONDAY = datetime.fromisoformat("2026-11-23T05:05:00+00:00")
WEEKLY = {
    "every_rewards_activity": "week",
    "day_rewards_activity": "0",
    "to_rewards_activity": "Desk@X.example",
}


@pytest.fixture
def ground(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Ground:
    ground = Ground(tables, NOW)
    monkeypatch.setattr(clock, "now", lambda: ground.now)
    scenes.studio()
    studio.bundle = studio.Bundle()
    return ground


def save(**typed: str) -> Answer:
    return MANAGER.press(MANAGER.ask("report_schedules"), "Save", form=typed)


def test_what_is_chosen_is_stored_and_said(ground: Ground) -> None:
    assert "Left empty, it goes to hello@lantern.example." in MANAGER.ask("report_schedules").words
    saved = save(**WEEKLY)
    assert "It is stored and in use." in saved.words
    assert "Next 2026-11-23 Last None yet" in saved.words
    assert saved.values["to_rewards_activity"] == "Desk@x.example"
    stored = studio.load().preferences.report_schedules
    assert {name: each.every for name, each in stored.items()} == {
        "rewards_activity": Every.WEEK,
        "rewards_outstanding": Every.OFF,
        "referral_report": Every.OFF,
    }
    assert "There was nothing to save" in save(**WEEKLY).words
    assert len(ground.rows("audit")) == 1


@pytest.mark.parametrize("typed", ["nobody", "a@localhost", "a@x.example, b@x.example", "=1+1"])
def test_an_address_that_is_none_is_refused(ground: Ground, typed: str) -> None:
    answer = save(**{**WEEKLY, "to_rewards_activity": typed})
    assert "This is no address that mail can go to." in answer.words
    assert answer.values["to_rewards_activity"] == typed
    assert answer.values["every_rewards_activity"] == "week"
    assert studio.load().preferences.report_schedules == {}


def test_what_somebody_else_changed_meanwhile_is_shown(ground: Ground) -> None:
    shown = MANAGER.ask("report_schedules")
    save(**WEEKLY)
    answer = MANAGER.press(shown, "Save", form={"every_rewards_activity": "day"})
    assert "Somebody else changed it" in answer.words
    assert answer.values["every_rewards_activity"] == "week"


def test_a_forged_choice_is_off(ground: Ground) -> None:
    given = {"seen": MANAGER.ask("report_schedules").button("Save")["seen"]}
    MANAGER.ask(
        "report_schedules",
        "save",
        given,
        form={"every_rewards_activity": "hour", "day_rewards_activity": "9"},
    )
    assert all(each.every is Every.OFF for each in studio.load().preferences.report_schedules.values())


def test_it_says_that_nothing_goes_while_email_is_not_set_up(ground: Ground) -> None:
    assert studio.save_preferences(replace(studio.load().preferences, sender_email=""))
    assert "Email is not set up" in MANAGER.ask("report_schedules").words


def test_only_managers_set_it_up(ground: Ground) -> None:
    for role in (Role.OPERATOR, Role.VIEWER):
        assert "It goes" not in Desk(role).ask("report_schedules").words


def test_the_night_begins_it_and_the_screen_leads_to_file_and_email(ground: Ground) -> None:
    save(**WEEKLY)
    ground.now = MONDAY
    app.night({"source": "aws.events"}, Context())
    going = [payload for _, payload in ground.started if "export" in payload]
    assert going == [{"export": mailed_id("rewards_activity", MONDAY.date())}]
    assert "the file is being written" in MANAGER.ask("report_schedules").words
    app.export_list(going[0], ShortOfTime())
    app.export_list(going[0], ShortOfTime())
    ready = MANAGER.ask("report_schedules")
    assert "Last 2026-11-16 to 2026-11-22, All entries: Queued" in ready.words
    assert "reports/mailed/" in ready.html
    letter = MANAGER.press(ready, "The email of Loyalty Rewards Activity")
    assert "The studio itself, Desk@x.example" in letter.words
    assert "Loyalty Rewards Activity, 2026-11-16 to 2026-11-22, All entries" in letter.words
    notice_id = report_notice_id(mailed_id("rewards_activity", MONDAY.date()))
    assert Notice.find(notice_id) is not None
    listed = MANAGER.ask("outbox", "", {"state": "queued"})
    assert "Report, HTML email The studio itself" in listed.words
    ground.now = MONDAY + timedelta(hours=1)
    ground.started.clear()
    app.night({"source": "aws.events"}, Context())
    assert [payload for _, payload in ground.started if "export" in payload] == []
