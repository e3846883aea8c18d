"""The loyalty program in the console: set up, seen before it is switched on, changed beside others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.handlers.console import loyalty
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_of
from chalicelib.models.letter import Letter
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import Night

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'
READY: dict[str, Any] = {"sender_email": "hello@studio.example", "postal_address": "1 Main Street"}
TYPED = {"active": "yes", "every": "100", "reward": "10"}


class Office:
    """Managers at their desks, and the functions that they set going."""

    def __init__(self) -> None:
        self.functions = FakeFunctions()
        self.night = Night(now=NOW)
        self.manager, self.other = Desk(Role.MANAGER), Desk(Role.MANAGER, calls=100)

    def form(self, desk: Desk | None = None) -> Answer:
        desk = desk or self.manager
        opened = desk.ask("loyalty")
        label = "Change it" if "Change it" in [name for name, _ in opened.buttons] else "Set it up"
        return desk.press(opened, label)

    def typed(self, label: str = "Save", **values: str) -> Answer:
        return self.manager.press(self.form(), label, values)

    def work(self) -> None:
        """The night's function does what it was asked for."""
        for name, payload in self.functions.started:
            assert name == settings.night_function
            self.night.by_hand(**payload)
        self.functions.started.clear()

    def switch_on(self, **values: str) -> Answer:
        self.typed(**{**TYPED, **values})
        self.work()
        (draft,) = {payload["draft"] for _, payload in self.last.buttons if "draft" in payload}
        seen = self.manager.ask("loyalty", "look", {"draft": draft})
        return self.manager.press(seen, "Switch it on")

    @property
    def last(self) -> Answer:
        """The preview in hand, found again on the start screen."""
        return self.manager.press(self.manager.ask("start"), "Resume Loyalty program")


@pytest.fixture
def office(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    assert table.save_preferences(replace(nights.PREFERENCES, loyalty=None, loyalty_active=False, **READY))
    for status in (nights.REGULAR, nights.NEWCOMER):
        table.save_item(status)
    made = Office()
    monkeypatch.setattr(clock, "now", lambda: made.night.now)
    monkeypatch.setattr(loyalty, "functions", lambda: made.functions)
    return made


def stored() -> Any:
    return table.load().preferences


def sell(client_id: str, cents: int, on: date | None = None, **more: Any) -> None:
    nights.client(client_id, NOW - timedelta(days=400), **more)
    nights.invoice(client_id, f"{client_id}-1", cents, NOW, on)


def running(**rule: Any) -> None:
    made = replace(nights.RULE, **rule)
    assert table.save_preferences(replace(stored(), loyalty=made, loyalty_active=True))


def test_a_studio_without_a_rule_is_offered_what_is_usual(office: Office) -> None:
    assert "no rule is set up yet" in office.manager.ask("loyalty").words
    form = office.form()
    assert (form.values["cents_max"], form.values["rewards_max"]) == ("5000.00", "200")
    assert (form.values["letter"], form.values["multiples"]) == ("shipped:email", "each")


def test_everything_is_stored_as_it_was_typed(office: Office) -> None:
    Letter(
        "thanks",
        0,
        kind="loyalty",
        form="print",
        description=HOSTILE,
        latest=1,
        changes=1,
        changed_at=NOW,
        head_of="letters",
        sorted_by="x",
    ).save()
    answer = office.typed(
        every="1,000.00",
        reward="25.5",
        multiples="once",
        expires="yes",
        expires_days="90",
        letter="thanks",
        start_on="2026-01-01",
        cents_max="500",
        rewards_max="",
    )
    assert "Stored" in answer.words
    assert HOSTILE not in answer.html
    after = stored()
    assert after.loyalty == LoyaltyRule(
        every_cents=Cents(100_000),
        reward_cents=Cents(2_550),
        multiples=False,
        expires_after_days=90,
        letter=True,
        letter_form=LetterForm.PRINT,
        letter_id="thanks",
    )
    assert (after.loyalty_start_on, after.loyalty_active) == (date(2026, 1, 1), False)
    assert (after.loyalty_cents_per_day_max, after.loyalty_rewards_per_day_max) == (50_000, None)
    (record,) = audit_of("preferences", 5)
    assert (record.what, record.after["loyalty_start_on"]) == ("loyalty program", "2026-01-01")
    assert (record.before["version"], record.after["version"]) == (1, 2)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"every": ""}, "not an amount such as"),
        ({"every": "0"}, "not an amount such as"),
        ({"reward": "-5"}, "not an amount such as"),
        ({"reward": "1,23"}, "not an amount such as"),
        ({"reward": "10000.01"}, "up to 10,000"),
        ({"expires": "yes", "expires_days": "0"}, "whole number of days"),
        ({"start_on": "20260101"}, "not a day of the calendar"),
        ({"letter": "gone"}, "not on offer any more"),
        ({"cents_max": "9.99"}, "less than one reward"),
        ({"rewards_max": "0"}, "empty is no cap"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(
    office: Office, values: dict[str, str], said: str
) -> None:
    answer = office.typed(**{**TYPED, "active": "", **values})
    assert said in answer.words
    assert stored().loyalty is None


@pytest.mark.parametrize(
    ("preferences", "said"),
    [
        ({"sender_email": ""}, "no sender's address"),
        ({"postal_address": " "}, "no postal address"),
        ({"live": False}, "until the studio is live"),
    ],
)
def test_letters_by_email_are_refused_while_email_is_not_set_up(
    office: Office, preferences: dict[str, Any], said: str
) -> None:
    assert table.save_preferences(replace(stored(), **preferences))
    assert said in office.typed(**TYPED).words
    assert office.functions.started == []
    assert "Stored" in office.typed(every="100", reward="10", letter="").words


def test_switching_off_is_possible_whatever_else_is_wrong_with_the_letter(office: Office) -> None:
    running()
    assert table.save_preferences(replace(stored(), sender_email=""))
    assert "Nights issue nothing" in office.typed(active="").words
    assert stored().loyalty_active is False


def test_the_promise_follows_what_is_typed_and_warns_without_a_start_date(office: Office) -> None:
    words = office.typed("Show what it promises", every="200", reward="15", letter="shipped:text").words
    for said in (
        "Every $200.00 of sales",
        "$500.00 at once gets one reward of $30.00, and $100.00 count toward the next",
        "Sales of all time count",
        "by text message",
        "$5,000.00 and 200 rewards at most on one day",
        "all history counts",
    ):
        assert said in words
    dated = office.typed("Show what it promises", every="200", reward="15", start_on="2026-02-01").words
    assert "February 1, 2026 and later count" in dated
    assert "all history counts" not in dated


def test_it_is_switched_on_only_after_its_preview_was_seen(office: Office) -> None:
    sell("ann", 25_000)
    sell("bob", 9_999)
    sell("cid", 90_000, status_id="newcomer")
    begun = office.typed(**TYPED)
    assert "It is being worked out" in begun.words
    assert stored().loyalty is None
    ((_, payload),) = office.functions.started
    assert payload["loyalty"] == {
        "every_cents": 10_000,
        "reward_cents": 1_000,
        "multiples": True,
        "start_on": None,
    }
    assert (payload["only"], payload["dry_run"]) == ("loyalty", True)
    assert "worked out" in office.manager.press(begun, "Look again").words
    office.work()
    seen = office.manager.press(begun, "Look again")
    for said in ("Clients who get a reward 1", "Money $20.00", "ann", "status that does not take part 1"):
        assert said in seen.words
    done = office.manager.press(seen, "Switch it on")
    assert "The next night follows it" in done.words
    assert (stored().loyalty_active, stored().loyalty.every_cents) == (True, 10_000)
    assert "done already" in office.manager.press(seen, "Switch it on").words
    assert len(audit_of("preferences", 9)) == 1


def test_a_preview_says_how_many_nights_the_caps_make_of_it(office: Office) -> None:
    for number in range(5):
        sell(f"c{number}", 10_000)
    office.typed(**TYPED, rewards_max="2")
    office.work()
    seen = office.manager.press(office.last, "See what the next night would give")
    assert "Nights it takes by the caps, at least 3" in seen.words


@pytest.mark.parametrize("what", ["amounts", "status", "a day"])
def test_a_preview_of_another_rule_other_statuses_or_yesterday_does_not_do(office: Office, what: str) -> None:
    begun = office.typed(**TYPED)
    office.work()
    seen = office.manager.press(begun, "Look again")
    draft = seen.button("Switch it on")["draft"]
    if what == "amounts":
        form = office.manager.press(seen, "Back to the form")
        answer = office.manager.press(form, "Save", {"reward": "11"})
    elif what == "status":
        table.save_item(replace(nights.NEWCOMER, include_in_loyalty=True))
        answer = office.manager.press(seen, "Switch it on")
    else:
        office.night.pass_time(hours=23, minutes=59)
        form = office.manager.ask("loyalty", "resume", {"draft": draft})
        office.manager.press(form, "Show what it promises", {"rewards_max": "7"})  # The draft lives on.
        office.night.pass_time(minutes=2)
        answer = office.manager.press(seen, "Switch it on")
    assert "It is being worked out" in answer.words
    assert len(office.functions.started) == 1
    assert stored().loyalty_active is False


def test_a_preview_that_is_not_there_or_not_one_switches_nothing_on(office: Office) -> None:
    sell("ann", 25_000)
    begun = office.typed(**TYPED)
    draft = begun.button("Look again")["draft"]
    forged = office.manager.ask("loyalty", "confirm", {"draft": draft, "preview": "night-2026-11-21"})
    assert "being worked out" in forged.words
    assert stored().loyalty is None


def test_after_having_been_off_it_is_previewed_again(office: Office) -> None:
    office.switch_on()
    assert "Nights issue nothing" in office.typed(active="").words
    office.functions.started.clear()
    assert "being worked out" in office.typed(active="yes").words
    assert stored().loyalty_active is False


def test_other_amounts_of_a_running_rule_offer_the_preview_and_can_be_saved_without(office: Office) -> None:
    running()
    offered = office.typed(reward="20")
    assert "may give rewards for sales that earned none before" in offered.words
    assert stored().loyalty.reward_cents == 1_000
    begun = office.manager.press(offered, "See what it would give first")
    office.work()
    seen = office.manager.press(begun, "Look again")
    assert "Stored" in office.manager.press(seen, "Save").words
    assert stored().loyalty.reward_cents == 2_000
    offered = office.typed(start_on="2026-06-01")
    assert "Stored" in office.manager.press(offered, "Save without looking").words
    assert stored().loyalty_start_on == date(2026, 6, 1)


def test_letter_expiry_and_caps_of_a_running_rule_are_saved_at_once(office: Office) -> None:
    running()
    assert "Stored" in office.typed(letter="", expires="yes", rewards_max="50").words
    after = stored()
    assert (after.loyalty.letter, after.loyalty.expires_after_days) == (False, 365)
    assert after.loyalty_rewards_per_day_max == 50


def test_the_start_date_is_the_one_of_the_company_preferences(office: Office) -> None:
    running()
    assert table.save_preferences(replace(stored(), loyalty_start_on=date(2026, 3, 1)))
    assert office.form().values["start_on"] == "2026-03-01"
    company = office.manager.ask("company", "", {"tab": "clients"})
    office.manager.press(office.typed(start_on="2026-04-01"), "Save without looking")
    assert office.manager.ask("company", "", {"tab": "clients"}).values["loyalty_start_on"] == "2026-04-01"
    late = office.manager.press(company, "Save", {"loyalty_start_on": "2026-05-01"})
    assert "2026-04-01" in late.words
    assert stored().loyalty_start_on == date(2026, 4, 1)


def test_a_start_date_that_changed_elsewhere_is_told_with_a_preview(office: Office) -> None:
    running()
    office.night.by_clock()
    assert "looks at everyone again" not in office.manager.ask("loyalty").words
    assert table.save_preferences(replace(stored(), loyalty_start_on=date(2026, 3, 1)))
    standing = office.manager.ask("loyalty")
    assert "looks at everyone again" in standing.words
    assert "being worked out" in office.manager.press(standing, "See what it would give").words


def test_of_two_managers_the_second_sees_what_the_first_stored_and_nothing_is_lost(office: Office) -> None:
    running()
    mine, theirs = office.form(), office.form(office.other)
    office.other.press(theirs, "Save", {"expires": "yes", "rewards_max": "9"})
    late = office.manager.press(mine, "Save", {"letter": "", "rewards_max": "8"})
    assert "Somebody else changed the program meanwhile" in late.words
    assert "You both changed something" in late.words
    assert stored().loyalty.letter is True
    assert (late.values["rewards_max"], late.values["letter"]) == ("8", "")
    assert "Stored" in office.manager.press(late, "Save").words
    after = stored()
    assert (after.loyalty_rewards_per_day_max, after.loyalty.letter) == (8, False)
    assert after.loyalty.expires_after_days == 365


def test_other_preferences_that_are_saved_meanwhile_are_kept(office: Office) -> None:
    running()
    form = office.form()
    assert table.save_preferences(replace(stored(), phone="+1 555 010 0200"))
    assert "Stored" in office.manager.press(form, "Save", {"rewards_max": "8"}).words
    assert (stored().phone, stored().loyalty_rewards_per_day_max) == ("+1 555 010 0200", 8)


def test_a_form_that_did_not_arrive_switches_nothing_off(office: Office) -> None:
    running()
    form = office.form()
    payload = form.button("Save")
    answer = office.manager.ask("loyalty", "save", {"draft": payload["draft"]})
    assert "did not arrive" in answer.words
    assert stored().loyalty_active is True


def test_only_managers_come_here(office: Office) -> None:
    assert "not on your dashboard" in Desk(Role.OPERATOR).ask("loyalty").words
    assert "not on your dashboard" in Desk(Role.OPERATOR).ask("loyalty", "confirm", {"draft": "x"}).words
