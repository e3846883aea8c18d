"""What waits is on the first screen, each line a way to it; what is seen to waits no more."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.domain.studio import Preferences
from chalicelib.flows.index_client import index_clients
from chalicelib.models import studio
from chalicelib.models.covered import Covered
from chalicelib.models.draft import begin_draft
from chalicelib.models.import_run import EndedImport, ImportRun
from chalicelib.models.notice import Notice
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import nights

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>\u202e"\'{{ 7*7 }}'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    studio.save_preferences(Preferences(studio_name="Northlight", live=True, zone="America/New_York"))


def lost_letter(state: State, reason: Reason) -> Notice:
    values = dict.fromkeys(FORMS[Kind.REWARD].fields, "x")
    notice = Notice.queued(kind=Kind.REWARD, client_id="ann", cause=state.value, values=values, now=NOW)
    notice.save()
    assert notice.move(state, reason)
    return notice


def ended_import(refused: int, key: str = "imports/clients/new.csv") -> EndedImport:
    run = ImportRun(
        "i1",
        kind="clients",
        key=key,
        etag="e",
        size=1,
        started_at=NOW,
        figures={"rows": 3, "refused": refused},
    )
    row = EndedImport.of_run(run, "imports/reports/clients/new.csv")
    row.keep()
    return row


def night_ran(on: str = "2026-11-22") -> None:
    Covered(last_night_on=datetime.fromisoformat(on).date()).save()


def test_nothing_waits_in_a_studio_whose_night_ran() -> None:
    night_ran()
    assert "Nothing waits for you" in Desk().ask("start").words


def test_a_night_that_did_not_run_waits_from_six_in_the_morning() -> None:
    night_ran("2026-11-21")
    assert "The night of 2026-11-22 did not run" in Desk().ask("start").words


def test_a_studio_that_is_not_live_has_no_night_to_miss() -> None:
    studio.save_preferences(Preferences(version=1, live=False))
    assert "Nothing waits for you" in Desk().ask("start").words


@pytest.mark.parametrize(
    ("state", "reason", "way", "why"),
    [
        (
            State.DEAD,
            Reason.MESSAGE_REFUSED,
            "See them: letters that could not be sent",
            "refused the message",
        ),
        (
            State.UNKNOWN,
            Reason.NO_ANSWER,
            "See them: letters nobody knows of",
            "Whether the provider took it is not known",
        ),
    ],
)
def test_a_lost_letter_waits_until_an_operator_has_seen_to_it(
    state: State, reason: Reason, way: str, why: str, tables: Engine
) -> None:
    night_ran()
    notice = lost_letter(state, reason)
    desk = Desk()
    letters = desk.press(desk.ask("start"), way)
    assert why in letters.words
    letter = desk.press(letters, next(label for label, _ in letters.buttons if label.startswith("Open:")))
    after = desk.press(letter, "Seen to")
    assert "Noted" in after.words
    (row,) = tables.rows("notices")
    assert (row["state"], "for_a_person" in row) == (state.value, False)
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["role"]) == (f"notice#{notice.notice_id}", "operator")
    assert "It was noted already" in desk.press(letter, "Seen to").words
    assert "Nothing waits for you" in desk.ask("start").words


def test_an_import_with_refused_rows_waits_until_it_is_seen_to(tables: Engine) -> None:
    night_ran()
    ended_import(refused=2)
    desk = Desk()
    files = desk.press(desk.ask("start"), "See the files")
    assert "imports/reports/clients/new.csv" in files.html
    desk.press(files, "Seen to: imports/clients/new.csv")
    assert "Nothing waits for you" in desk.ask("start").words
    ended_import(refused=2)
    assert "Nothing waits for you" in desk.ask("start").words


def test_an_import_that_was_taken_whole_does_not_wait() -> None:
    night_ran()
    ended_import(refused=0)
    assert "Nothing waits for you" in Desk().ask("start").words


def test_a_held_referral_waits() -> None:
    night_ran()
    nights.waiting_referral("fred", "rita", NOW)
    Referral("fred").update([Referral.waiting.set("held"), Referral.state.set("held")])
    assert Desk().ask("start").button("Decide")["view"] == "holds"


def test_a_doubtful_duplicate_waits_with_a_referral_or_without() -> None:
    night_ran()
    nights.client("ann", NOW, first_name="Ann", last_name="Lake")
    nights.client("ann2", NOW, first_name="Ann", last_name="Lake", doubtful_of="ann")
    index_clients({"ann", "ann2"}, country="US")
    answer = Desk().ask("start")
    assert "someone with a client's name and birthday 1" in answer.words
    assert answer.button("Compare")["view"] == "doubts"


def test_work_in_hand_is_offered_to_its_own_role_for_a_day() -> None:
    night_ran()
    for age, title in ((timedelta(0), "Ann Lake"), (timedelta(hours=25), "Old work")):
        actor = Actor(role=Role.OPERATOR, request_id="r")
        begin_draft(f"d-{title}", "client_edit", {}, actor=actor, now=NOW - age, title=title)
    answer = Desk().ask("start")
    assert answer.button("Resume Ann Lake") == {"draft": "d-Ann Lake", "view": "client_edit", "do": "resume"}
    assert "Old work" not in answer.words
    assert "Ann Lake" not in Desk(Role.MANAGER).ask("start").words


def test_a_viewer_reads_of_the_night_and_of_nothing_else() -> None:
    night_ran("2026-11-20")
    answer = Desk(Role.VIEWER).ask("start")
    assert [label for label, _ in answer.buttons] == [
        "Client Referral Report",
        "Loyalty Rewards Activity",
        "Loyalty Rewards Outstanding",
        "Is the money right?",
        "The last night",
    ]
    night = Desk(Role.VIEWER).press(answer, "The last night")
    assert "did not run" in night.words


def test_set_up_stands_on_the_managers_own_dashboard_alone() -> None:
    night_ran()
    asked = {"dashboard": "set-up"}
    assert "Company preferences" in Desk(Role.MANAGER).ask("start", given=asked).words
    assert "Company preferences" not in Desk(Role.OPERATOR).ask("start", given=asked).words
    assert "Company preferences" not in Desk(Role.MANAGER).ask("start").words


def test_hostile_names_become_text() -> None:
    night_ran()
    ended_import(refused=1, key=HOSTILE)
    answer = Desk().ask("imports")
    assert "arn:evil" in answer.words
    assert "\u202e" not in answer.html


def test_the_first_screen_makes_eleven_calls(tables: Engine) -> None:
    before = tables.requests
    Desk().ask("start")
    assert tables.requests - before <= 11
