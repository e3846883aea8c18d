"""The wizard of mailings: whom, what, the list, when, review; and each mailing while it goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.mailing import UNTICKED_MAX, Pause, Quota, State
from chalicelib.handlers.console import mailings_shown
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.mailing import Mailing
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows.mailings import Office, people, someone, whom

HOSTILE = "<script>alert(1)</script>\u202e=cmd"
INVITATION = {"letter": "shipped:invitation:email", "enroll_in": "friends"}


class Wizard:
    """A desk, with the function that works on mailings behind it."""

    def __init__(self, office: Office, functions: FakeFunctions) -> None:
        self.office, self.functions = office, functions
        self.desk = Desk(Role.OPERATOR)

    def work(self) -> None:
        """What the console set going is done."""
        while self.functions.started:
            name, payload = self.functions.started.pop(0)
            assert name == settings.run_mailing_function
            self.office.run(payload["mailing"])

    def to_what(self, **typed: str) -> Answer:
        begun = self.desk.ask("mailings", "new")
        return self.desk.press(begun, "Go on: what they get", typed)

    def to_list(self, what: dict[str, str] | None = None, **typed: str) -> Answer:
        making = self.desk.press(self.to_what(**typed), "Go on: the list", what or INVITATION)
        self.work()
        return self.desk.press(making, "Look again")

    def to_review(self, **when: str) -> Answer:
        asked = self.desk.press(self.to_list(), "Go on: when")
        return self.desk.press(asked, "Go on: review", when)

    @property
    def draft(self) -> Draft:
        (found,) = [row for row in Draft.scan() if row.kind == "mailings"]
        return found

    @property
    def mailing(self) -> Mailing:
        found = Mailing.find(str(self.draft.content["mailing"]))
        assert found is not None
        return found


@pytest.fixture
def wizard(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Wizard:
    office = Office(NOW, people(tables, 30))
    functions = FakeFunctions()
    monkeypatch.setattr(mailings_shown, "functions", lambda: functions)
    monkeypatch.setattr(clock, "now", lambda: office.now)
    return Wizard(office, functions)


def test_a_mailing_is_begun_looked_through_confirmed_and_sent(wizard: Wizard, tables: Engine) -> None:
    review = wizard.to_review()
    assert "27 emails" in review.words
    assert "Friends" in review.words
    assert whom(tables) == []
    done = wizard.desk.press(review, "Send 27 emails")
    assert "The mailing is confirmed" in done.words
    wizard.work()
    assert len(whom(tables)) == 27
    assert wizard.mailing.figures == {"queued": 27, "enrolled_new": 27}
    ended = wizard.desk.press(done, "Refresh")
    assert "Finished" in ended.words
    assert "Written to 27" in ended.words
    listed = wizard.desk.ask("mailings")
    assert "Invitation, email" in listed.words


def test_each_step_survives_a_refresh_and_waits_on_the_first_screen(wizard: Wizard) -> None:
    what = wizard.to_what(status_id="active", sales_since="2026-01-01")
    again = wizard.desk.ask("mailings", "resume", {"draft": wizard.draft.draft_id})
    assert again.values == what.values
    back = wizard.desk.press(again, "1 Whom", {"enroll_in": "friends"})
    assert (back.values["status_id"], back.values["sales_since"]) == ("active", "2026-01-01")
    assert wizard.desk.press(back, "2 What").values["enroll_in"] == "friends"
    start = wizard.desk.ask("start")
    assert start.button("Resume A mailing")["draft"] == wizard.draft.draft_id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"sales_since": "yesterday"}, "This is not a day up to today"),
        ({"sales_since": "2026-11-23"}, "This is not a day up to today"),
        ({"sales_since": "2026-01-01", "sales_min": "lots"}, "This is not an amount"),
        ({"sales_min": "10"}, "Say since when"),
        ({"sales_since": "2026-01-01", "sales_min": "0"}, "more than nothing"),
        ({"status_id": "nowhere"}, "not on the list any more"),
        ({"program_id": "nowhere"}, "no such program"),
    ],
)
def test_what_cannot_be_read_stays_on_its_step(wizard: Wizard, typed: dict[str, str], words: str) -> None:
    answer = wizard.to_what(**typed)
    assert words in answer.words
    assert "Mailing: whom it is for" in answer.words
    assert wizard.functions.started == []


@pytest.mark.parametrize("letter", ["", "shipped:reward:email", "shipped:note:email", "shipped:invitation"])
def test_without_a_letter_that_may_go_to_many_there_is_no_list(wizard: Wizard, letter: str) -> None:
    answer = wizard.desk.press(wizard.to_what(), "Go on: the list", {"letter": letter})
    assert "Choose a letter." in answer.words
    assert wizard.functions.started == []


def test_the_list_is_made_in_the_background(wizard: Wizard) -> None:
    making = wizard.desk.press(wizard.to_what(), "Go on: the list", INVITATION)
    assert "The list is being made" in making.words
    assert wizard.functions.started == [
        (settings.run_mailing_function, {"mailing": wizard.draft.content["mailing"]})
    ]
    wizard.functions.started.clear()
    wizard.office.later(minutes=4)
    still = wizard.desk.press(making, "Look again")
    assert "It stands still" in still.words
    wizard.desk.press(still, "Go on with it")
    wizard.work()
    assert wizard.mailing.state == State.PREPARED


def test_who_would_not_get_it_is_listed_with_the_reason(wizard: Wizard) -> None:
    listed = wizard.to_list()
    assert "Would not get it 3" in listed.words
    assert "The client does not allow marketing. 3" in listed.words
    who = wizard.desk.press(listed, "Who they are")
    assert who.words.count("The client does not allow marketing.") == 3
    assert "Who gets it" in wizard.desk.press(who, "Back to the list").words


def test_ticks_survive_paging_and_a_refresh(wizard: Wizard, tables: Engine) -> None:
    first = wizard.to_list()
    names = [name for name in first.values if name.startswith("send_")]
    assert len(names) == 25
    assert {first.values[name] for name in names} == {"yes"}
    second = wizard.desk.press(first, "Keep and go to the next page", {names[0]: "no", names[1]: "no"})
    others = [name for name in second.values if name.startswith("send_")]
    assert len(others) == 2
    assert not set(names) & set(others)
    kept = wizard.desk.press(second, "Keep this page", {others[1]: "no"})
    assert [kept.values[name] == "yes" for name in others] == [True, False]
    assert "Taken off by you 3" in kept.words
    front = wizard.desk.press(kept, "Keep and go to the previous page", {others[1]: "yes"})
    assert [front.values[name] == "yes" for name in names[:3]] == [False, False, True]
    again = wizard.desk.ask("mailings", "resume", {"draft": wizard.draft.draft_id})
    assert [again.values[name] == "yes" for name in names[:3]] == [False, False, True]
    review = wizard.desk.press(wizard.desk.press(again, "Go on: when"), "Go on: review")
    wizard.desk.press(review, "Send 25 emails")
    wizard.work()
    off = {name.removeprefix("send_") for name in names[:2]}
    assert not off & set(whom(tables))
    assert wizard.mailing.figures["unticked"] == 2


def test_ticks_are_kept_by_the_tabs_too(wizard: Wizard) -> None:
    listed = wizard.to_list()
    name = next(name for name in listed.values if name.startswith("send_"))
    off = wizard.desk.press(listed, "1 Whom", {name: "no"})
    assert wizard.draft.content["unticked"] == [name.removeprefix("send_")]
    assert wizard.desk.press(off, "3 The list").values[name] != "yes"


def test_a_form_that_did_not_arrive_takes_nobody_off(wizard: Wizard) -> None:
    listed = wizard.to_list()
    payload = dict(listed.button("Go on: when"))
    answer = wizard.desk.ask(payload.pop("view"), payload.pop("do"), payload)
    assert "The form did not arrive" in answer.words
    assert wizard.draft.content["unticked"] == []


def test_more_people_than_a_mailing_remembers_are_not_taken_off(wizard: Wizard) -> None:
    listed = wizard.to_list()
    draft = wizard.draft
    many = [f"c{number}" for number in range(UNTICKED_MAX)]
    assert draft.change({**draft.content, "unticked": many}, NOW)
    listed = wizard.desk.ask("mailings", "resume", {"draft": draft.draft_id})
    name = next(name for name in listed.values if name.startswith("send_"))
    answer = wizard.desk.press(listed, "Go on: when", {name: "no"})
    assert "At most 1,000 people can be taken off one by one" in answer.words
    assert wizard.draft.content["unticked"] == many


def test_an_older_screen_overwrites_nothing(wizard: Wizard) -> None:
    older = wizard.to_what()
    wizard.desk.press(older, "1 Whom", {"letter": "shipped:reminder:email"})
    answer = wizard.desk.press(older, "Go on: the list", INVITATION)
    assert "What you typed was not kept" in answer.words
    assert wizard.draft.content["what"]["letter"] == "shipped:reminder:email"


def test_another_wish_makes_another_list_and_drops_the_first(wizard: Wizard) -> None:
    listed = wizard.to_list()
    first = wizard.mailing
    name = next(name for name in listed.values if name.startswith("send_"))
    back = wizard.desk.press(listed, "1 Whom", {name: "no"})
    wizard.desk.press(back, "3 The list", {"loyalty": "yes"})
    wizard.work()
    assert wizard.office.mailing(first.mailing_id).state == State.DROPPED
    assert wizard.mailing.mailing_id != first.mailing_id
    assert wizard.mailing.found["to"] == 27
    assert wizard.draft.content["unticked"] == []


def test_the_list_is_made_anew_where_somebody_asks(wizard: Wizard) -> None:
    listed = wizard.to_list()
    first = wizard.mailing.mailing_id
    Client(someone(10)).update([Client.allow_marketing.set(True), Client.allow_email_marketing.set(True)])
    wizard.desk.press(listed, "Make the list anew")
    wizard.work()
    assert wizard.mailing.mailing_id != first
    assert wizard.mailing.found["to"] == 28
    # The same press again makes no third one.
    wizard.desk.press(listed, "Make the list anew")
    assert wizard.functions.started == []


def test_a_mailing_is_planned_by_the_studios_clock(wizard: Wizard, tables: Engine) -> None:
    review = wizard.to_review(how="later", day="2026-11-22", time="9:30")
    assert "2026-11-22 09:30 (America/New_York)" in review.words
    done = wizard.desk.press(review, "Send 27 emails")
    assert "Planned" in done.words
    assert wizard.mailing.begins_at == datetime.fromisoformat("2026-11-22T14:30:00+00:00")
    wizard.work()
    assert whom(tables) == []
    wizard.desk.press(done, "Stop it")
    assert wizard.mailing.state == State.STOPPED


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2026-11-21", "time": "20:59"}, "This time is over."),
        ({"day": "2026-11-21", "time": "9 pm"}, "This is not a time of day"),
        ({"day": "soon", "time": "9:00"}, "This is not a day"),
        ({"day": "2027-03-01", "time": "9:00"}, "Plan at most 90 days ahead."),
    ],
)
def test_a_time_that_cannot_be_stays_on_its_step(wizard: Wizard, typed: dict[str, str], words: str) -> None:
    answer = wizard.to_review(how="later", **typed)
    assert words in answer.words
    assert "Mailing: when" in answer.words


def test_a_confirmed_mailing_is_not_confirmed_again(wizard: Wizard, tables: Engine) -> None:
    review = wizard.to_review()
    wizard.desk.press(review, "Send 27 emails")
    again = wizard.desk.press(review, "Send 27 emails")
    assert "This was done already" in again.words
    wizard.work()
    assert len(whom(tables)) == 27
    confirmed = [row for row in tables.rows("audit") if row["what"] == "confirm"]
    assert len(confirmed) == 1


def test_the_number_that_was_reviewed_is_the_number_that_is_sent(wizard: Wizard) -> None:
    review = wizard.to_review()
    payload = {**review.button("Send 27 emails"), "n": 53}
    answer = wizard.desk.ask(payload.pop("view"), payload.pop("do"), payload, {})
    assert "The numbers are not those that you reviewed" in answer.words
    assert wizard.mailing.state == State.PREPARED


def test_what_another_screen_changed_since_the_review_is_not_confirmed(wizard: Wizard) -> None:
    review = wizard.to_review()
    what = wizard.desk.press(review, "2 What")
    wizard.desk.press(what, "Go on: the list", {"letter": "shipped:reminder:email"})
    wizard.work()
    answer = wizard.desk.press(review, "Send 27 emails")
    assert "changed on another screen since you reviewed it" in answer.words
    assert (wizard.mailing.kind, wizard.mailing.state) == ("reminder", State.PREPARED)


def test_more_than_five_hundred_wait_for_a_manager(wizard: Wizard) -> None:
    wizard.to_list()
    wizard.mailing.update([Mailing.found.set({"to": 501})])
    asked = wizard.desk.ask("mailings", "resume", {"draft": wizard.draft.draft_id})
    review = wizard.desk.press(wizard.desk.press(asked, "Go on: when"), "Go on: review")
    assert "A manager's turn" in review.words
    assert "Send 501 emails" not in [label for label, _ in review.buttons]
    forged = {"draft": wizard.draft.draft_id, "v": wizard.draft.version, "n": 501}
    assert "by a manager alone" in wizard.desk.ask("mailings", "confirm", forged, {}).words
    assert wizard.mailing.state == State.PREPARED
    manager = Desk(Role.MANAGER)
    (opened,) = [payload for label, payload in manager.ask("mailings").buttons if label.startswith("Open ")]
    shown = manager.ask("mailings", "show", {"mailing": opened["mailing"]})
    assert "Send 501 emails" in [label for label, _ in manager.press(shown, "Go on with it").buttons]


def test_nobody_is_written_to_where_nobody_fits(wizard: Wizard) -> None:
    listed = wizard.to_list(program_id="friends")
    assert "Nobody would get it." in listed.words
    review = wizard.desk.press(wizard.desk.press(listed, "Go on: when"), "Go on: review")
    assert not [label for label, _ in review.buttons if label.startswith("Send ")]


def test_a_mailing_is_stopped_and_goes_on_from_the_screen(wizard: Wizard, tables: Engine) -> None:
    wizard.office.allowed = Quota(per_second=10.0, per_day=None)
    done = wizard.desk.press(wizard.to_review(), "Send 27 emails")
    waits: list[Any] = []
    whole = wizard.office._pause

    def stop(seconds: float) -> None:
        waits.append(whole(seconds))
        if len(waits) == 2:
            assert "It is stopping" in wizard.desk.press(wizard.desk.press(done, "Refresh"), "Stop it").words

    wizard.office._pause = stop  # type: ignore[method-assign]
    wizard.work()
    assert len(whom(tables)) == 16
    stopped = wizard.desk.press(done, "Refresh")
    assert "Left 11" in stopped.words
    wizard.desk.press(stopped, "Let it go on")
    wizard.work()
    assert len(set(whom(tables))) == len(whom(tables)) == 27


def test_why_it_rests_is_said(wizard: Wizard) -> None:
    wizard.desk.press(wizard.to_review(), "Send 27 emails")
    wizard.mailing.update([Mailing.state.set("paused"), Mailing.pause.set(Pause.QUOTA.value)])
    shown = wizard.desk.ask("mailings", "show", {"mailing": wizard.mailing.mailing_id})
    assert "What may be sent in 24 hours has been sent" in shown.words


def test_the_report_is_asked_for_and_linked(wizard: Wizard, tables: Engine) -> None:
    done = wizard.desk.press(wizard.to_review(), "Send 27 emails")
    wizard.work()
    wizard.desk.press(wizard.desk.press(done, "Refresh"), "Write the report as CSV")
    told = {"mailing": wizard.mailing.mailing_id, "report": True}
    assert wizard.functions.started == [(settings.run_mailing_function, told)]
    assert [row["role"] for row in tables.rows("audit") if row["what"] == "export"] == ["operator"]
    wizard.mailing.update([Mailing.reported_at.set(NOW)])
    shown = wizard.desk.ask("mailings", "show", {"mailing": wizard.mailing.mailing_id})
    assert "Download the report" in shown.words
    wizard.office.later(days=3)
    shown = wizard.desk.ask("mailings", "show", {"mailing": wizard.mailing.mailing_id})
    assert "Download the report" not in shown.words


def test_hostile_names_are_text(wizard: Wizard, tables: Engine) -> None:
    group = replace(wizard.office.studio.statuses["active"], description=HOSTILE)
    studio_table.save_item(group)
    for number in (1, 2):
        Client(someone(number)).update([Client.first_name.set(HOSTILE), Client.last_name.set(HOSTILE)])
    listed = wizard.to_list(status_id="active")
    review = wizard.desk.press(wizard.desk.press(listed, "Go on: when"), "Go on: review")
    done = wizard.desk.press(review, "Send 27 emails")
    wizard.work()
    everyone = wizard.desk.press(wizard.desk.press(done, "Refresh"), "Everyone on the list")
    for answer in (listed, review, done, everyone):
        assert "<script>alert" not in answer.html
        assert "\u202e" not in answer.html
        assert "our fault" not in answer.words


def test_what_is_gone_is_said(wizard: Wizard) -> None:
    desk = wizard.desk
    for do in ("show", "stop", "go_on", "report", "people"):
        assert "This mailing is not there" in desk.ask("mailings", do, {"mailing": "none"}).words
    for do in ("resume", "go", "anew", "push", "confirm"):
        assert "no longer in hand" in desk.ask("mailings", do, {"draft": "none"}, {}).words


def test_viewers_have_no_mailings(wizard: Wizard) -> None:
    assert "not on your dashboard" in Desk(Role.VIEWER).ask("mailings").words


@pytest.fixture
def counted(tables: Engine) -> Callable[[Callable[[], object]], int]:
    """How many calls something makes."""

    def calls(step: Callable[[], object]) -> int:
        before = tables.requests
        step()
        return tables.requests - before

    return calls


def test_no_step_costs_more_calls_with_more_people(
    wizard: Wizard, tables: Engine, counted: Callable[[Callable[[], object]], int]
) -> None:
    def steps(listed: Answer) -> list[int]:
        first = counted(lambda: wizard.desk.press(listed, "Keep and go to the next page"))
        again = wizard.desk.ask("mailings", "resume", {"draft": wizard.draft.draft_id})
        when = wizard.desk.press(again, "Go on: when")
        return [first, counted(lambda: wizard.desk.press(when, "Go on: review"))]

    few = steps(wizard.to_list())
    tables.empty()
    people(tables, 300)
    many = steps(wizard.to_list())
    assert few == many
    assert max(many) <= 11
