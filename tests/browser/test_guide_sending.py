"""The walks of the guide's chapters on letters, triggers, mailings, the outbox and the block list."""

from collections.abc import Callable

import pytest

from chalicelib.handlers.console import mailings_shown
from chalicelib.models import studio
from chalicelib.services.functions import FakeFunctions
from tests.browser.at_work import NOW
from tests.browser.guide import Guide
from tests.flows.mailings import Office


def test_letters_are_written_and_previewed(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("Letters")
    console.reads("Thank you for your session")
    shown.show("letters_list")
    console.press("Edit Thank you for your session")
    shown.show("letter_editor")
    console.press("Preview")
    shown.show("letter_preview")


def test_triggers_are_made_read_back_and_tried(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("Triggers")
    shown.show("triggers")
    console.press("Add a trigger")
    console.choose("What it waits for", "Birthday")
    console.press("Go on")
    console.fill("Description", "Birthday wishes")
    console.choose("Letter", "Birthday wishes: Note, text")
    shown.show("trigger_form")
    console.press("Read it back")
    shown.show("trigger_review")
    console.press("Back to the form")
    console.press("Triggers")
    console.press("Open Ten days after a session")
    console.press("Who would have got it last month")
    shown.show("trigger_tried")


def test_mailings_go_from_whom_to_the_report(
    guide: Callable[..., Guide], monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = FakeFunctions()
    monkeypatch.setattr(mailings_shown, "functions", lambda: functions)
    shown = guide("Rewards-operator")
    console, office = shown.console, Office(NOW, studio.load())

    def work() -> None:
        while functions.started:
            office.run(functions.started.pop(0)[1]["mailing"])

    console.press("Mailings")
    console.press("New mailing")
    console.choose("Status", "Client - Online")
    shown.show("mailing_whom")
    console.press("Go on: what they get")
    console.choose("Letter", "Thank you for your session (invitation, email)")
    console.choose("Enroll them in", "Friends")
    shown.show("mailing_what")
    console.press("Go on: the list")
    work()
    console.press("Look again")
    shown.show("mailing_list")
    console.press("Go on: when")
    console.press("Go on: review")
    shown.show("mailing_review")
    console.press("Send 2 emails", confirm="Send 2 emails and enroll")
    work()
    console.press("Refresh")
    shown.show("mailing")


def test_the_outbox_tells_what_went_and_what_did_not(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-manager")
    console = shown.console
    console.press("Outbox")
    console.press("Given up")
    shown.show("outbox")
    console.press("Open: Reward earned, HTML email to Lake, Ann, 2026-11-22 10:00")
    shown.show("outbox_letter")


def test_blocked_addresses_and_the_breaker(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-manager")
    console = shown.console
    console.press("Block list")
    shown.show("blocks")
    console.press("Open old.address@people.example")
    shown.show("block")
    shown = guide("Rewards-manager")
    shown.console.press("Marketing by mail")
    shown.show("breaker")
