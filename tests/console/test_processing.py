"""Process Loyalty Rewards at the desk: amounts, expiration, letters, the list, the review, and each run."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain import mailing
from chalicelib.domain.actor import Role
from chalicelib.domain.notice import State
from chalicelib.handlers.console import processing_shown
from chalicelib.models import studio as studio_table
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.models.processing import Processing, latest
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows.processings import Office, is_eligible, paid, people, reward_cents, someone

HOSTILE = "<script>alert(1)</script>\u202e=cmd"
SIZE = 32
ELIGIBLE = [number for number in range(1, SIZE + 1) if is_eligible(number)]
TOTAL = sum(map(reward_cents, ELIGIBLE))


class Counter:
    """A desk, with the function that works on runs by hand behind it."""

    def __init__(self, office: Office, functions: FakeFunctions) -> None:
        self.office, self.functions = office, functions
        self.desk = Desk(Role.OPERATOR)

    def work(self) -> None:
        """What the console set going is done."""
        while self.functions.started or self.office.functions.started:
            for fake, expected in (
                (self.functions, settings.process_loyalty_function),
                (self.office.functions, "processes-loyalty"),
            ):
                while fake.started:
                    name, payload = fake.started.pop(0)
                    assert name == expected
                    self.office.run(payload["processing"])

    def form(self) -> Answer:
        shown = self.desk.ask("processing")
        return self.desk.press(shown, "New run: amounts, expiration, letters")

    def loaded(self, **typed: str) -> Answer:
        return self.desk.press(self.form(), "Load for Processing", typed)

    def list(self, **typed: str) -> Answer:
        loading = self.loaded(**typed)
        self.work()
        return self.desk.press(self.desk.press(loading, "Refresh"), "Go on: the list")

    def review(self, **typed: str) -> Answer:
        return self.desk.press(self.list(**typed), "Go on: review")

    @property
    def run(self) -> Processing:
        found = Processing.find(latest(1)[0].processing_id)
        assert found is not None
        return found


@pytest.fixture
def counter(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Counter:
    office = Office(NOW, people(tables, SIZE))
    functions = FakeFunctions()
    monkeypatch.setattr(processing_shown, "functions", lambda: functions)
    monkeypatch.setattr(processing_shown, "files", lambda: office.files)
    monkeypatch.setattr(clock, "now", lambda: office.now)
    return Counter(office, functions)


def test_from_the_amounts_to_the_rewards(counter: Counter, tables: Engine) -> None:
    form = counter.form()
    assert (form.values["every"], form.values["reward"]) == ("100.00", "10.00")
    assert "Your loyalty program has no start date" in form.words
    review = counter.review()
    assert f"Review: {len(ELIGIBLE)} rewards of ${TOTAL / 100:,.2f} together" in review.words
    assert paid(tables) == {}
    going = counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    assert "The rewards are being created" in going.words
    counter.work()
    assert paid(tables) == {someone(number): reward_cents(number) for number in ELIGIBLE}
    ended = counter.desk.press(going, "Refresh")
    assert "Finished" in ended.words
    assert f"{len(ELIGIBLE)} rewards of ${TOTAL / 100:,.2f} together" in ended.words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"every": "lots"}, "This is not an amount"),
        ({"every": "0"}, "more than nothing"),
        ({"reward": "-5"}, "more than nothing"),
        ({"every": "10", "reward": "10.01"}, "more than the sales that earn it"),
        ({"expires": "yes", "expires_on": ""}, "This is not a day"),
        ({"expires": "yes", "expires_on": "2026-11-20"}, "This day is over"),
        ({"expires": "yes", "expires_on": "2226-11-20"}, "within a hundred years"),
        ({"letters": "pigeon"}, "Choose how the letters go"),
        ({"letters": "print", "letter_print": "nowhere"}, "This letter was retired"),
    ],
)
def test_what_cannot_be_read_loads_nothing(counter: Counter, typed: dict[str, str], words: str) -> None:
    answer = counter.loaded(**typed)
    assert words in answer.words
    kept = {name: text for name, text in typed.items() if not name.startswith("letter")}
    assert {name: answer.values[name] for name in kept} == kept
    assert latest(1) == []
    assert counter.functions.started == []


def test_a_last_day_of_today_is_taken_and_an_unticked_one_is_not_heeded(counter: Counter) -> None:
    counter.loaded(expires="yes", expires_on="2026-11-21")
    assert counter.run.loyalty_rule.expires_on == date(2026, 11, 21)
    counter.office.later(seconds=1)
    counter.loaded(expires="", expires_on="2020-01-01")
    assert counter.run.loyalty_rule.expires_on is None


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"live": False}, "the studio is not live"),
        ({"sender_email": ""}, "no sender address"),
        ({"postal_address": ""}, "postal address is missing"),
    ],
)
def test_letters_by_email_are_refused_with_the_reason(
    counter: Counter, missing: dict[str, Any], words: str
) -> None:
    assert studio_table.save_preferences(replace(counter.office.studio.preferences, **missing))
    assert words in counter.form().words
    answer = counter.loaded(letters="email")
    assert f"Letters: Letters cannot go by email yet: {words}"[:40] in answer.words
    assert latest(1) == []


def test_without_a_form_nothing_is_loaded(counter: Counter) -> None:
    form = counter.form()
    payload = dict(form.button("Load for Processing"))
    answer = counter.desk.ask(payload.pop("view"), payload.pop("do"), payload)
    assert "The form did not arrive" in answer.words
    assert latest(1) == []


def test_a_second_click_on_load_shows_the_list_that_the_first_one_asked_for(counter: Counter) -> None:
    form = counter.form()
    counter.desk.press(form, "Load for Processing")
    again = counter.desk.press(form, "Load for Processing")
    assert "The list is being loaded" in again.words
    assert len(latest(5)) == 1


def test_what_was_typed_waits_on_the_first_screen(counter: Counter) -> None:
    counter.loaded(every="lots", reward="7")
    start = counter.desk.ask("start")
    assert "Process Loyalty Rewards" in [label for label, _ in start.buttons]
    again = counter.desk.press(start, "Resume Loyalty rewards to process")
    assert (again.values["every"], again.values["reward"]) == ("lots", "7")


def test_the_list_shows_what_is_known_of_each(counter: Counter) -> None:
    Client(someone(1)).update([Client.first_name.set(HOSTILE)])
    answer = counter.list()
    for words in ("Qualifying sales", "Already consumed", "Regular", "$10.00"):
        assert words in answer.words
    assert f"Ticked {len(ELIGIBLE)} of {len(ELIGIBLE)}" in answer.words
    assert "Unspent sales below the level 4" in answer.words
    assert "Status does not take part in loyalty rewards 2" in answer.words
    assert "<script>" not in answer.html
    opened = [payload for label, payload in answer.buttons if label.startswith("Open ")]
    assert {payload["view"] for payload in opened} == {"client"}


def test_ticks_are_kept_from_page_to_page_and_in_any_order(counter: Counter) -> None:
    first = counter.list()
    ticks = [name for name in first.values if name.startswith("reward_")]
    second = counter.desk.press(first, "Keep and go to the next page", {ticks[0]: ""})
    assert f"Ticked {len(ELIGIBLE) - 1} of {len(ELIGIBLE)}" in second.words
    assert not set(ticks) & set(second.values)
    more = [name for name in second.values if name.startswith("reward_")]
    back = counter.desk.press(second, "Keep and go to the previous page", {more[0]: ""})
    assert (back.values[ticks[0]], back.values[ticks[1]]) == ("", "yes")
    by_sales = counter.desk.press(back, "Sort by sales, largest first")
    off = {name for name, value in by_sales.values.items() if name.startswith("reward_") and value != "yes"}
    assert off <= {ticks[0], more[0]}
    review = counter.desk.press(by_sales, "Go on: review")
    assert f"Unticked by you {2}" in review.words


def test_somebody_is_found_by_name_and_by_number(counter: Counter) -> None:
    for number in (5, 7):
        Claim(f"number:{number}", holder=someone(number), created_at=NOW).save()
    answer = counter.list()
    found = counter.desk.press(answer, "Find", {"find": "quist"})
    ticks = {name for name in found.values if name.startswith("reward_")}
    assert ticks == {f"reward_{someone(number)}" for number in (1, 2, 3)}
    kept = counter.desk.press(found, "Keep this page", {f"reward_{someone(2)}": ""})
    assert f"Ticked {len(ELIGIBLE) - 1} of" in kept.words
    assert {name for name in kept.values if name.startswith("reward_")} == ticks
    by_number = counter.desk.press(kept, "Find", {"find": "5"})
    assert {name for name in by_number.values if name.startswith("reward_")} == {f"reward_{someone(5)}"}
    nobody = counter.desk.press(by_number, "Find", {"find": "7"})
    assert "Nobody on the list is called so" in nobody.words
    everyone = counter.desk.press(nobody, "Find", {"find": ""})
    assert len([name for name in everyone.values if name.startswith("reward_")]) == 25


def test_everyone_is_unticked_and_a_page_ticked_again(counter: Counter, tables: Engine) -> None:
    none = counter.desk.press(counter.list(), "Untick everyone")
    assert f"Ticked 0 of {len(ELIGIBLE)}" in none.words
    empty = counter.desk.press(none, "Go on: review")
    assert "Nobody is ticked." in empty.words
    page = counter.desk.press(counter.desk.press(empty, "Back to the list"), "Tick all on this page")
    assert f"Ticked 25 of {len(ELIGIBLE)}" in page.words
    review = counter.desk.press(page, "Go on: review")
    assert "Everyone is unticked but these, who get a reward" in review.words
    counter.desk.press(review, "Process 25 rewards")
    counter.work()
    assert len(paid(tables)) == 25


def test_two_screens_of_one_list_do_not_undo_each_other(counter: Counter) -> None:
    first = counter.list()
    ticks = [name for name in first.values if name.startswith("reward_")]
    counter.desk.press(first, "Keep this page", {ticks[0]: ""})
    late = counter.desk.press(first, "Keep this page", {ticks[1]: ""})
    assert "Somebody changed who is ticked" in late.words
    assert (late.values[ticks[0]], late.values[ticks[1]]) == ("", "yes")


def test_ticks_that_did_not_arrive_change_nothing(counter: Counter) -> None:
    payload = dict(counter.list().button("Keep this page"))
    answer = counter.desk.ask(payload.pop("view"), payload.pop("do"), payload)
    assert "The form did not arrive" in answer.words
    assert counter.run.ticked == len(ELIGIBLE)


def test_the_review_names_who_is_left_out_and_says_everything_in_words(counter: Counter) -> None:
    listed = counter.list(expires="yes", expires_on="2027-03-31", letters="print")
    ticks = [name for name in listed.values if name.startswith("reward_")]
    review = counter.desk.press(listed, "Go on: review", {ticks[0]: ""})
    name = Client.get(ticks[0].removeprefix("reward_")).last_name or ""
    for words in (
        name,
        "last day 2027-03-31",
        "printed letters: the one that ships",
        "all sales of all time",
        "Unspent sales below the level 4",
    ):
        assert words in review.words


def test_what_was_changed_since_the_review_is_reviewed_again(counter: Counter, tables: Engine) -> None:
    listed = counter.list()
    review = counter.desk.press(listed, "Go on: review")
    ticks = [name for name in listed.values if name.startswith("reward_")]
    counter.desk.press(listed, "Keep this page", {ticks[0]: ""})
    late = counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    assert "No reward was created" in late.words
    counter.work()
    assert paid(tables) == {}
    counter.desk.press(late, f"Process {len(ELIGIBLE) - 1} rewards")
    counter.work()
    assert len(paid(tables)) == len(ELIGIBLE) - 1


def test_a_second_click_on_process_pays_nobody_twice(counter: Counter, tables: Engine) -> None:
    review = counter.review()
    counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    again = counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    assert "processed, dropped or moved on" in again.words
    counter.work()
    assert paid(tables) == {someone(number): reward_cents(number) for number in ELIGIBLE}


def test_many_wait_for_a_manager(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "OPERATOR_MAX", 10)
    review = counter.review()
    assert "A manager's turn" in review.words
    counter.desk = Desk(Role.MANAGER)
    opened = counter.desk.press(counter.desk.ask("processing"), "Open the run of 2026-11-21 21:00")
    review = counter.desk.press(counter.desk.press(opened, "Go on: the list"), "Go on: review")
    assert (
        "The rewards are being created"
        in counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards").words
    )


def test_a_run_is_stopped_goes_on_and_is_loaded_again(counter: Counter, tables: Engine) -> None:
    going = counter.desk.press(counter.review(), f"Process {len(ELIGIBLE)} rewards")
    stopped = counter.desk.press(going, "Stop it")
    assert "Stopped" in stopped.words
    counter.work()
    assert paid(tables) == {}
    counter.desk.press(stopped, "Let it go on")
    counter.work()
    ended = counter.desk.press(stopped, "Every client on the list")
    assert "rewarded" in ended.words
    run = counter.desk.press(ended, "Back to the run")
    counter.office.now += timedelta(minutes=1)
    again = counter.desk.press(run, "Load again")
    counter.work()
    assert "The list is being loaded" in again.words
    assert counter.run.eligible == 0


def test_whose_reward_changed_is_listed_with_the_reason(counter: Counter, tables: Engine) -> None:
    going = counter.desk.press(counter.review(), f"Process {len(ELIGIBLE)} rewards")
    Client(someone(1)).update([Client.status_id.set("newcomer")])
    counter.work()
    ended = counter.desk.press(going, "Refresh")
    assert "The client's status does not take part any more. 1" in ended.words
    named = counter.desk.press(ended, "Who got nothing though ticked")
    assert "Quist" in named.words


def test_report_and_letters_are_linked_and_the_letters_marked(counter: Counter, tables: Engine) -> None:
    review = counter.review(letters="print")
    going = counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    counter.work()
    ended = counter.desk.press(going, "Refresh")
    assert f"exports/processings/{counter.run.processing_id}.csv?ends_after=3600" in ended.html
    assert f"exports/processings/{counter.run.processing_id}.html?ends_after=3600" in ended.html
    for row in tables.rows("notices"):
        notice = Notice.find(row["notice_id"])
        assert notice is not None
        assert notice.move(State.TO_PRINT)
    counter.desk.press(ended, "They were printed")
    counter.work()
    assert {row["state"] for row in tables.rows("notices")} == {"sent"}
    marked = counter.desk.ask("processing", "show", {"processing": counter.run.processing_id})
    assert "Letters marked as printed" in marked.words
    assert "They were printed" not in [label for label, _ in marked.buttons]
    counter.office.later(days=3)
    old = counter.desk.ask("processing", "show", {"processing": counter.run.processing_id})
    assert "ends_after" not in old.html


def test_other_amounts_stand_in_for_a_list(counter: Counter) -> None:
    listed = counter.list()
    first = counter.run.processing_id
    form = counter.desk.press(listed, "Change amounts, expiration or letters")
    counter.office.later(seconds=1)
    counter.desk.press(form, "Load for Processing", {"reward": "5"})
    counter.work()
    assert int(counter.run.loyalty_rule.reward_cents) == 500
    dropped = Processing.find(first)
    assert dropped is not None
    assert dropped.state == "dropped"


def test_a_list_is_dropped(counter: Counter) -> None:
    assert "Dropped" in counter.desk.press(counter.list(), "Drop this list").words


@pytest.mark.parametrize(
    "do",
    ["list", "review", "show", "lines", "stop", "go_on", "write", "printed", "change", "again", "confirm"],
)
def test_a_run_that_is_not_there_is_said_to_be_gone(counter: Counter, do: str) -> None:
    answer = counter.desk.ask("processing", do, {"processing": "nowhere"})
    assert "This run is not there" in answer.words


def test_viewers_do_not_reward(counter: Counter) -> None:
    assert "not on your dashboard" in Desk(Role.VIEWER).ask("processing").words


def test_screens_cost_as_many_calls_for_many_as_for_few(tables: Engine, counter: Counter) -> None:
    counter.list()
    given = {"processing": counter.run.processing_id}
    for label in ("Keep this page", "Sort by reward, largest first", "Go on: review", "Untick everyone"):
        before = tables.requests
        counter.desk.press(counter.desk.ask("processing", "list", given), label)
        assert tables.requests - before <= 16, label
