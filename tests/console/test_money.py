"""Is the money right? What was checked and found, one client's chain, and what a manager puts right."""

import random
import re
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.night_request import request_of
from chalicelib.flows.run_night import run_by_hand
from chalicelib.handlers.console import money, money_rebuild, money_runs
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.entry import EntryRow, entries_of
from chalicelib.models.run import Run
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import ledgers, nights
from tests.flows.nights import Night

ANN, BERT = ledgers.client_ids(2)
HOSTILE = "<img src=x>\u202e{{ 7*7 }}"


@pytest.fixture
def night(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Night:
    studio_table.bundle = studio_table.Bundle()
    nights.studio()
    night = Night()
    ledgers.make(night, random.Random(3), 2)
    night.pass_time(minutes=1)
    monkeypatch.setattr(clock, "now", night.tick)
    monkeypatch.setattr(money_runs, "files", lambda: night.files)
    return night


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> FakeFunctions:
    going = FakeFunctions()
    for module in (money, money_rebuild):
        monkeypatch.setattr(module, "functions", lambda: going)
    return going


def go(night: Night, functions: FakeFunctions) -> Run:
    """What the night's function makes of the last that it was told."""
    name, payload = functions.started[-1]
    assert name == settings.night_function
    return run_by_hand(request_of(payload), "cause", night.tools)


def check(night: Night) -> Run:
    night.pass_time(minutes=1)
    return night.by_hand(only="reconciliation", everyone=True)


def spoil(client_id: str = ANN) -> None:
    Account(client_id).update([Account.balance_cents.set(Cents(1))])


def edit_an_entry(client_id: str) -> str:
    entry = entries_of(client_id)[1]
    EntryRow(client_id, entry.entry_id).update([EntryRow.by.set("somebody else")])
    return entry.entry_id


def shown(cents: int) -> str:
    return to_display(Cents(cents), "USD")


def labels(answer: Answer) -> set[str]:
    return {label for label, _ in answer.buttons}


def test_before_the_first_check_nothing_is_said_to_be_right(night: Night) -> None:
    answer = Desk(Role.VIEWER).ask("money")
    assert "Nobody has checked everything yet" in answer.words
    assert "The money is right" not in answer.words
    assert "Check everything now" not in labels(answer)


def test_a_check_runs_in_the_background_and_its_result_stays(
    night: Night, functions: FakeFunctions, tables: Engine
) -> None:
    desk = Desk()
    begun = desk.press(desk.ask("money"), "Check everything now")
    assert "It is beginning" in begun.words
    assert [row["what"] for row in tables.rows("audit")] == ["check begun"]
    run = go(night, functions)
    assert run.is_finished
    answer = desk.press(begun, "Look again")
    assert "The money is right" in answer.words
    assert re.search(r"Clients compared 2\b", answer.words)
    assert f"Entries added up {len(tables.rows('ledger'))}" in answer.words
    assert answer.words.count("equal") == 3
    assert f"https://files.example/{run.reconciliation_key}" in answer.html
    assert re.search(r"Digest of where all chains end [0-9a-f]{64}\b", answer.words)
    night.pass_time(days=40)
    assert "The money is right" in Desk(Role.VIEWER).ask("money").words


def test_a_check_that_goes_on_is_shown_and_no_second_one_begun(
    night: Night, functions: FakeFunctions
) -> None:
    night.fan_out_clients = 1
    desk = Desk()
    shown = desk.ask("money")
    begun = desk.press(shown, "Check everything now")
    run = go(night, functions)
    assert not run.is_finished
    night.deliver(night.queue.take()[0])
    answer = desk.press(begun, "Look again")
    assert "1 of 2 pages" in answer.words
    assert "1 of 2 pages" in desk.press(shown, "Check everything now").words
    assert len(functions.started) == 1
    assert "Check everything now" not in labels(desk.ask("money"))


def test_each_difference_is_named_with_the_way_to_its_client(night: Night) -> None:
    right = Account.read(ANN).balance_cents
    Client(ANN).update([Client.first_name.set(HOSTILE), Client.last_name.set("Lake")])
    spoil()
    check(night)
    answer = Desk().ask("money")
    assert "The money is not right: 1 client" in answer.words
    assert f"Balance of the account $0.01 {shown(right)}" in answer.words
    assert f"{shown(right - 1)} less" in answer.words
    assert "<img" not in answer.html
    assert "49" not in answer.words.partition("Lake")[0][-20:]
    (way,) = [payload for label, payload in answer.buttons if label.startswith("Look at the chain of")]
    assert way == {"view": "money", "do": "chain", "client": ANN}
    viewer = Desk(Role.VIEWER).ask("money")
    assert "Balance of the account" in viewer.words
    assert labels(viewer) == {"Start"}


def test_the_start_screen_says_so_until_a_check_finds_none(night: Night) -> None:
    spoil()
    night.by_clock()
    desk = Desk(Role.MANAGER)
    start = desk.ask("start")
    assert "The money is not right: 1 client" in start.words
    assert "The money is not right" in desk.press(start, "See what differs").words
    night.pass_time(days=1)
    night.by_clock()
    assert "The money is not right: 1 client" in desk.ask("start").words
    Account(ANN).update([Account.balance_cents.set(Cents(sum(_effects(ANN))))])
    check(night)
    assert "The money is not right" not in desk.ask("start").words


def _effects(client_id: str) -> list[int]:
    return [int(each.reward_effect_cents) for each in entries_of(client_id)]


def test_a_walk_says_that_a_chain_holds_and_where_it_breaks(night: Night) -> None:
    desk = Desk()
    chain = desk.ask("money", "chain", {"client": ANN})
    assert Account.read(ANN).head in chain.words
    assert entries_of(ANN)[-1].entry_id in chain.words
    walked = desk.press(chain, "Walk this client's chain")
    assert "The chain holds" in walked.words
    assert "Nothing differs from the ledger" in walked.words
    entry_id = edit_an_entry(ANN)
    broken = desk.press(walked, "Walk it again")
    assert f"The entry {entry_id} was edited" in broken.words
    assert "Review what can be put right" not in labels(broken)
    EntryRow(ANN, entry_id).delete()
    third = entries_of(ANN)[1].entry_id
    assert f"The entry {third} does not come next" in desk.press(walked, "Walk it again").words


def test_a_last_entry_that_is_missing_shows_by_the_accounts_head(night: Night) -> None:
    EntryRow(ANN, entries_of(ANN)[-1].entry_id).delete()
    answer = Desk().ask("money", "walk", {"client": ANN})
    assert "The chain does not end where it should" in answer.words


def test_a_client_is_looked_for_and_chosen(night: Night) -> None:
    Client(ANN).update([Client.first_name.set("Ann"), Client.last_name.set("Lake")])
    desk = Desk()
    find = desk.press(desk.ask("money"), "Look at one client's chain")
    assert "whose chain of entries" in find.words
    assert "There is no such client" in desk.ask("money", "chain", {"client": "nobody"}).words


def test_a_manager_reviews_and_puts_one_client_right(night: Night, tables: Engine) -> None:
    right = Account.read(ANN).balance_cents
    spoil()
    check(night)
    desk = Desk(Role.MANAGER)
    walked = desk.ask("money", "walk", {"client": ANN})
    review = desk.press(walked, "Review what can be put right")
    assert f"Balance of the account $0.01 {shown(right)}" in review.words
    assert tables.rows("audit") == []
    done = desk.press(review, "Put right 1 figure")
    assert "1 put right" in done.words
    assert Account.read(ANN).balance_cents == right
    assert [row["role"] for row in tables.rows("audit")] == ["manager"]
    again = desk.press(review, "Put right 1 figure")
    assert "Nothing was written" in again.words
    assert len(tables.rows("audit")) == 1


def test_what_changed_since_the_review_is_not_written(night: Night) -> None:
    spoil()
    desk = Desk(Role.MANAGER)
    review = desk.ask("money", "review", {"client": ANN})
    Account(ANN).update([Account.balance_cents.set(Cents(2))])
    assert "It is no more what you reviewed" in desk.press(review, "Put right 1 figure").words
    assert Account.read(ANN).balance_cents == 2


def test_over_a_broken_chain_nothing_is_offered(night: Night) -> None:
    spoil()
    edit_an_entry(ANN)
    review = Desk(Role.MANAGER).ask("money", "review", {"client": ANN})
    assert "Nothing can be put right" in review.words
    assert not [label for label in labels(review) if label.startswith("Put right")]


def test_all_who_differ_are_put_right_in_the_background_with_a_report(
    night: Night, functions: FakeFunctions
) -> None:
    spoil(ANN)
    spoil(BERT)
    broken = edit_an_entry(BERT)
    check(night)
    desk = Desk(Role.MANAGER)
    review = desk.press(desk.ask("money"), "Review what can be put right")
    begun = desk.press(review, "Put right 2 clients")
    assert "It is beginning" in begun.words
    run = go(night, functions)
    done = desk.press(begun, "Look again")
    assert "1 client still differs" in done.words
    assert f"Entry {broken}" in done.words
    assert run.report_key in done.html
    assert Covered.read().wrong == {BERT}
    check(night)
    assert "There is a newer check" in desk.press(review, "Put right 2 clients").words
    assert len(functions.started) == 1


@pytest.mark.parametrize(
    ("role", "do"),
    [
        (Role.VIEWER, "check"),
        (Role.VIEWER, "walk"),
        (Role.OPERATOR, "rebuild"),
        (Role.OPERATOR, "rebuild_all"),
    ],
)
def test_each_act_asks_for_its_role(
    role: Role, do: str, night: Night, functions: FakeFunctions, tables: Engine
) -> None:
    spoil()
    images: Any = tables.images()
    answer = Desk(role).ask("money", do, {"client": ANN})
    assert "This is not on your dashboard" in answer.words
    assert tables.images() == images
    assert functions.started == []


def test_the_screen_makes_at_most_six_calls_beside_the_studios(night: Night, tables: Engine) -> None:
    spoil()
    night.by_clock()
    check(night)
    before = tables.requests
    Desk(Role.MANAGER).ask("money")
    assert tables.requests - before <= 6


def test_instants_are_said_by_the_studios_clock(night: Night) -> None:
    run = check(night)
    assert isinstance(run.finished_at, datetime)
    assert f"{run.finished_at.hour - 5:02d}:{run.finished_at.minute:02d}" in Desk().ask("money").words
