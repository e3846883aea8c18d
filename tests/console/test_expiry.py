"""When rewards end, on the screen: switches and letter, what ends soon, a last day for those without one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.dates import local_date
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.reward import Source
from chalicelib.handlers.console import expiry_days
from chalicelib.models import studio as studio_table
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_put
from chalicelib.models.reward import Reward
from chalicelib.models.run import Run
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import endings, nights
from tests.flows.endings import NEW_YORK
from tests.flows.nights import Night

TODAY = local_date(NOW, NEW_YORK)
LONG_AGO = TODAY - timedelta(days=700)
GIVE = "Give rewards that never end a last day"
SAVE, REVIEW, DO = "Save", "Go on: review", "Give them their last day"


@pytest.fixture
def desk(tables: Engine, functions: FakeFunctions) -> Desk:
    nights.studio()
    nights.client("ann", NOW)
    return Desk(Role.MANAGER)


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> FakeFunctions:
    fake = FakeFunctions()
    monkeypatch.setattr(expiry_days, "functions", lambda: fake)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return fake


def letter(letter_id: str, kind: Kind = Kind.EXPIRING, **more: Any) -> None:
    head = LetterHead(
        letter_id=letter_id,
        kind=kind,
        form=LetterForm.PRINT,
        description="<b>Ends</b>",
        latest=1,
        changed_at=NOW,
        version=0,
        **more,
    )
    assert transact([head_put(head)]).stands


def reviewed(desk: Desk, **typed: Any) -> Answer:
    form = desk.press(desk.ask("expiry"), GIVE)
    return desk.press(form, REVIEW, typed)


def preferences() -> Mapping[str, Any]:
    stored = studio_table.load().preferences
    return {"30": stored.warn_30_days, "7": stored.warn_7_days, "letter": stored.expiring_letter_id}


def test_switches_and_letter_are_stored_with_a_record(desk: Desk, tables: Engine) -> None:
    letter("ours")
    screen = desk.ask("expiry")
    assert screen.values == {"warn_30_days": "yes", "warn_7_days": "yes", "letter": ""}
    assert "<b>Ends" not in screen.html
    assert "<b>Ends</b> (on paper)" in screen.words
    answer = desk.press(screen, SAVE, {"warn_30_days": "no", "letter": "ours"})
    assert "The warnings are saved" in answer.words
    assert preferences() == {"30": False, "7": True, "letter": "ours"}
    (record,) = tables.rows("audit")
    assert (record["about"], record["after"]["warn_30_days"], record["after"]["expiring_letter_id"]) == (
        "preferences",
        False,
        "ours",
    )
    assert "Nothing was changed" in desk.press(answer, SAVE).words
    assert len(tables.rows("audit")) == 1


def test_what_others_saved_meanwhile_is_not_written_over(desk: Desk) -> None:
    screen = desk.ask("expiry")
    assert studio_table.save_preferences(replace(studio_table.load().preferences, phone="1"))
    assert "changed meanwhile" in desk.press(screen, SAVE, {"warn_7_days": "no"}).words
    assert preferences()["7"] is True


@pytest.mark.parametrize(
    "make",
    [
        lambda: letter("ours", inactive=True),
        lambda: letter("ours", kind=Kind.LOYALTY),
        lambda: None,
    ],
)
def test_only_a_letter_for_this_that_is_offered_can_be_chosen(desk: Desk, make: Any) -> None:
    make()
    screen = desk.ask("expiry")
    assert "Ends" not in screen.words
    assert "not offered any more" in desk.press(screen, SAVE, {"letter": "ours"}).words
    assert preferences()["letter"] is None


def test_without_the_form_nothing_is_saved(desk: Desk) -> None:
    assert "The form did not arrive" in desk.ask("expiry", "save", {"version": 1}).words
    assert preferences()["30"] is True


def test_what_ends_within_30_days_is_counted_with_its_sum(desk: Desk) -> None:
    for days in (-1, 0, 30, 31):
        endings.give("ann", f"d{days}", on=LONG_AGO, through=TODAY + timedelta(days=days))
    assert "End within 30 days Rewards 2 Left of them $50.00" in desk.ask("expiry").words


def test_rewards_that_never_end_get_their_day_after_a_review(
    desk: Desk, functions: FakeFunctions, tables: Engine
) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    endings.give("ann", "friend", on=LONG_AGO, through=None, source=Source.REFERRAL)
    review = reviewed(desk, sources=["manual"], grace_days="45")
    assert "Rewards 1 Left of them $25.00" in review.words
    assert endings.standing("ann", "manual:old").code in review.words
    assert (TODAY + timedelta(days=45)).isoformat() in review.words
    assert tables.rows("runs") == []
    done = desk.press(review, DO)
    assert "It is being done" in done.words
    ((name, payload),) = functions.started
    assert name == settings.night_function
    assert "Nothing more was done" in desk.press(review, DO).words
    assert functions.started == [(name, payload)]

    night = Night(now=NOW)
    night.deliver(payload)
    assert {row.reward_id: row.expires_on for row in Reward.query("ann")} == {
        "manual:old": TODAY + timedelta(days=45),
        "referral:friend": None,
    }
    after = desk.press(done, "Look again")
    assert "Rewards that got a last day 1 Left of them $25.00" in after.words
    assert "Last days given before" in desk.ask("expiry").words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"grace_days": "29"}, "At least 30 days"),
        ({"after_days": "soon"}, "A whole number of days"),
        ({"sources": []}, "Choose at least one"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_control(
    desk: Desk, typed: Any, said: str, tables: Engine
) -> None:
    assert said in reviewed(desk, **typed).words
    assert tables.rows("drafts") == []


def test_a_review_of_another_number_is_shown_anew(desk: Desk, functions: FakeFunctions) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    review = reviewed(desk)
    given = dict(review.button(DO))
    (view, do) = given.pop("view"), given.pop("do")
    again = desk.ask(view, do, {**given, "n": 7}, {})
    assert DO in [label for label, _ in again.buttons]
    assert functions.started == []
    assert [row.is_open for row in Draft.scan()] == [True, True]


def test_with_nothing_to_do_there_is_nothing_to_press(desk: Desk) -> None:
    endings.give("ann", "ends", on=LONG_AGO, through=TODAY)
    assert "There is nothing to do" in reviewed(desk).words


def test_a_run_that_failed_in_part_says_so_and_another_kind_of_run_is_none(desk: Desk) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    desk.press(reviewed(desk), DO)
    (run,) = [each for each in Run.scan() if each.part == "run"]
    assert "Under way" in desk.ask("expiry", "run", {"run": run.run_id}).words
    run.change(state="finished", figures={"last_days": {"rewards": 0, "failed": 1}})
    assert "Rewards that could not be done: 1." in desk.ask("expiry", "run", {"run": run.run_id}).words
    for run_id in ("", "night-2026-11-22"):
        assert "There is no such run" in desk.ask("expiry", "run", {"run": run_id}).words


@pytest.mark.parametrize("do", ["", "save", "days", "review", "act", "run"])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_it_is_a_managers(desk: Desk, role: Role, do: str) -> None:
    assert "This is not on your dashboard" in Desk(role).ask("expiry", do, {}, {}).words


def test_the_dashboard_to_set_up_leads_to_it(desk: Desk) -> None:
    start = desk.ask("start", "", {"dashboard": "set-up"})
    assert desk.press(start, "When rewards end").words.startswith("Start › When rewards end")
