"""The block list and the breaker, as an operator sees them and a manager releases them."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.block import Cause, blocked, bounced_for_now, stopped
from chalicelib.domain.breaker import Count
from chalicelib.domain.notice import Purpose
from chalicelib.domain.studio import Preferences
from chalicelib.flows.trip_breaker import trip_breaker
from chalicelib.models import studio
from chalicelib.models.block import BlockRow, not_blocked, remember
from chalicelib.models.breaker import Breaker, MailDay, counter_of, marketing_stopped
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import nights

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
JANE = "jane@people.example"
NUMBER = "+12075550199"
HOSTILE = '"><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>@people.example'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    studio.save_preferences(Preferences(studio_name="Northlight", zone="America/New_York"))
    nights.client("jane", NOW, first_name="Jane", last_name="Lake", emails=[JANE])
    ContactRow(f"email:{JANE}", "jane").save()


def test_addresses_stand_under_their_reason_latest_first_and_page_by_page() -> None:
    for index in range(30):
        when = NOW - timedelta(minutes=index)
        remember(f"p{index}@people.example", blocked(Cause.BOUNCED, "m", when))
    desk = Desk()
    first = desk.ask("blocks")
    assert "p0@people.example" in first.words
    assert "p24@people.example" not in first.words
    second = desk.press(first, "Earlier ones")
    assert "p24@people.example" in second.words
    assert "p29@people.example" in second.words
    assert "p23@people.example" not in second.words
    assert "p0@" not in desk.press(first, "Complained").words


@pytest.mark.parametrize("typed", [JANE, "JANE@people.example ", "Jane@People.example"])
def test_an_address_is_found_with_its_clients_and_its_evidence(typed: str) -> None:
    remember(JANE, blocked(Cause.BOUNCED, "message-7", NOW))
    answer = Desk().ask("blocks", "find", {}, {"address": typed})
    for words in ("Bounced", "message-7", "Lake, Jane", "2026-11-22 10:00", "A manager can release it"):
        assert words in answer.words
    assert answer.button("Open the client Lake, Jane")["client"] == "jane"


def test_a_number_is_found_as_it_is_spelled_at_home() -> None:
    remember(NUMBER, stopped(Cause.OPTED_OUT, "m", NOW))
    answer = Desk().ask("blocks", "find", {}, {"address": "(207) 555-0199"})
    assert "answered a text with STOP" in answer.words


def test_what_is_no_address_and_who_is_not_blocked_are_told_so() -> None:
    desk = Desk()
    assert "no email address" in desk.ask("blocks", "find", {}, {"address": "Jane"}).words
    assert "Not blocked" in desk.ask("blocks", "find", {}, {"address": JANE}).words
    assert "did not arrive" in desk.ask("blocks", "find").words


@pytest.mark.parametrize("cause", [Cause.BOUNCED, Cause.COMPLAINED])
def test_a_manager_releases_with_a_note_and_late_events_do_not_undo_it(tables: Engine, cause: Cause) -> None:
    told = blocked(cause, "m", NOW - timedelta(days=1))
    remember(JANE, told)
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": JANE})
    assert ("ten bounces" in answer.words) is (cause is Cause.COMPLAINED)
    refused = desk.press(answer, f"Release {JANE}")
    assert "Say why it may be released" in refused.words
    assert BlockRow.of(JANE).reason == cause
    done = desk.press(answer, f"Release {JANE}", {"note": "She called: a mistake."})
    assert "Released" in done.words
    remember(JANE, told)
    assert transact([not_blocked(JANE, NOW, Purpose.MARKETING)]).stands
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == ("client#jane", "block released", "manager")
    assert audit["after"] == {"contact": f"email:{JANE}", "note": "She called: a mistake."}
    assert audit["before"]["reason"] == cause
    assert "not blocked any more" in desk.press(answer, f"Release {JANE}", {"note": "Again."}).words
    remember(JANE, blocked(cause, "m2", NOW + timedelta(minutes=1)))
    assert BlockRow.of(JANE).reason == cause


def test_a_resting_address_is_released_too(tables: Engine) -> None:
    for name in "abc":
        remember(JANE, bounced_for_now(name, NOW - timedelta(hours=1)))
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": JANE})
    assert "Resting" in answer.words
    desk.press(answer, f"Release {JANE}", {"note": "Mailbox was emptied."})
    assert BlockRow.of(JANE).reason is None


def test_an_address_of_nobody_leaves_its_record_under_an_id_of_its_own(tables: Engine) -> None:
    remember("old@people.example", blocked(Cause.BOUNCED, "m", NOW - timedelta(days=1)))
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": "old@people.example"})
    desk.press(answer, "Release old@people.example", {"note": "Typing error."})
    (audit,) = tables.rows("audit")
    assert audit["about"].startswith("block#")
    assert "old@people.example" not in audit["about"]


def test_who_unsubscribed_is_released_by_nobody_else(tables: Engine) -> None:
    remember(JANE, stopped(Cause.UNSUBSCRIBED, "m", NOW))
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": JANE})
    assert "on their own page" in answer.words
    assert not [label for label, _ in answer.buttons if label.startswith("Release")]
    before = tables.snapshot()
    given = {"contact": f"email:{JANE}", "version": 1}
    assert "Only the person" in desk.ask("blocks", "release", given, {"note": "Please."}).words
    assert tables.snapshot() == before


def test_a_number_that_said_stop_is_released_by_hand_without_its_tick(tables: Engine) -> None:
    told = stopped(Cause.OPTED_OUT, "m", NOW - timedelta(days=1))
    remember(NUMBER, told)
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": NUMBER})
    assert "it has to be given anew" in answer.words
    assert "Released" in desk.press(answer, f"Release {NUMBER}", {"note": "She called."}).words
    remember(NUMBER, told)
    assert transact([not_blocked(NUMBER, NOW)]).stands
    remember(NUMBER, stopped(Cause.OPTED_OUT, "n", NOW + timedelta(minutes=1)))
    assert not transact([not_blocked(NUMBER, NOW)]).stands


def test_an_operator_sees_and_releases_nothing(tables: Engine) -> None:
    remember(JANE, blocked(Cause.BOUNCED, "m", NOW))
    before = tables.snapshot()
    given = {"contact": f"email:{JANE}", "version": 1}
    answer = Desk(Role.OPERATOR).ask("blocks", "release", given, {"note": "Please."})
    assert "manager's dashboard" in answer.words
    assert tables.snapshot() == before


def test_what_happened_meanwhile_stops_a_release(tables: Engine) -> None:
    remember(JANE, blocked(Cause.BOUNCED, "m", NOW - timedelta(hours=1)))
    desk = Desk(Role.MANAGER)
    answer = desk.ask("blocks", "find", {}, {"address": JANE})
    remember(JANE, blocked(Cause.COMPLAINED, "n", NOW - timedelta(minutes=1)))
    assert "Something happened meanwhile" in desk.press(answer, f"Release {JANE}", {"note": "x"}).words
    assert BlockRow.of(JANE).reason == "complained"
    assert tables.rows("audit") == []


def test_hostile_addresses_and_names_become_text(tables: Engine) -> None:
    Client("jane").update([Client.first_name.set(HOSTILE)])
    BlockRow(f"email:{HOSTILE}", reason="bounced", blocked_at=NOW, evidence=HOSTILE).save()
    desk = Desk(Role.MANAGER)
    listed = desk.ask("blocks")
    assert "arn:evil" in listed.words
    assert "arn:evil" in desk.ask("blocks", "one", {"contact": f"email:{HOSTILE}"}).words
    assert "arn:evil" in desk.ask("blocks", "one", {"contact": f"email:{JANE}"}).words


def test_the_list_makes_two_calls_and_an_address_four(tables: Engine) -> None:
    remember(JANE, blocked(Cause.BOUNCED, "m", NOW))
    for act, given, most in (("", {}, 2), ("one", {"contact": f"email:{JANE}"}, 4)):
        before = tables.requests
        Desk().ask("blocks", act, given)
        assert tables.requests - before <= most


def test_stopped_marketing_stands_on_the_first_screen_until_a_manager_says_what_was_done(
    tables: Engine,
) -> None:
    MailDay(counter_of(NOW.date()), sent=1_000, bounced=25, complained=1).save()
    Breaker.read().stop([Count.BOUNCED], NOW - timedelta(hours=1))
    operator = Desk()
    seen = operator.press(operator.ask("start"), "See why marketing stopped")
    for words in ("Marketing is stopped", "2 % of marketing letters came back", "1,000", "25"):
        assert words in seen.words
    assert "A manager can let it go on" in seen.words
    assert "manager's dashboard" in operator.ask("breaker", "reset", {}, {"note": "x"}).words
    manager = Desk(Role.MANAGER)
    screen = manager.ask("breaker")
    assert "Say what was done" in manager.press(screen, "Let marketing go on").words
    assert marketing_stopped(NOW)
    done = manager.press(screen, "Let marketing go on", {"note": "The old list is cleaned."})
    assert "Marketing goes on" in done.words
    assert not marketing_stopped(NOW)
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["after"]) == ("breaker", {"note": "The old list is cleaned."})
    again = manager.press(screen, "Let marketing go on", {"note": "Twice."})
    assert "was not stopped any more" in again.words
    assert "stopped by itself" not in operator.ask("start").words


def test_after_a_reset_the_week_begins_anew(tables: Engine) -> None:
    day = MailDay(counter_of(NOW.date()), sent=1_000, bounced=25)
    day.save()
    assert trip_breaker(NOW)
    manager = Desk(Role.MANAGER)
    manager.press(manager.ask("breaker"), "Let marketing go on", {"note": "Cleaned."})
    assert not trip_breaker(NOW)
    MailDay(counter_of(NOW.date())).update([MailDay.sent.set(1_300), MailDay.bounced.set(30)])
    assert not trip_breaker(NOW)
    MailDay(counter_of(NOW.date())).update([MailDay.bounced.set(31)])
    assert trip_breaker(NOW)


def test_on_the_clients_screen_stands_what_is_blocked_and_the_way_to_it() -> None:
    desk = Desk()
    assert "On the block list" not in desk.ask("client", "letters", {"client": "jane"}).words
    remember(JANE, blocked(Cause.BOUNCED, "m", NOW))
    answer = desk.ask("client", "letters", {"client": "jane"})
    assert "On the block list" in answer.words
    assert "Mail came back" in desk.press(answer, f"Why email:{JANE}").words
