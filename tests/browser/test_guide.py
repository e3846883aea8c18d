"""The walks of the operators' guide: each chapter is walked, and its screens are its pictures."""

from collections.abc import Callable

import pytest

from tests.browser.guide import PICTURES, Guide, kept_words, pictures_of_the_guide


def test_the_first_screen_says_what_waits(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    shown.console.reads("The night of 2026-11-22 did not run", "Letters that could not be sent")
    shown.show("start")
    shown.console.press("See them: letters that could not be sent")
    shown.show("letters")


def test_clients_are_found_and_read(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    console = shown.console
    console.fill("Find a client: name, number, email, phone or code", "lake")
    console.press("Search")
    console.reads("Lake, Ann", "Laker, Carl", "Surprise party")
    shown.show("find")
    console.press("Open Lake, Ann", row="1042")
    console.reads("Balance of rewards")
    shown.show("client")
    for tab, name in (("Referrals", "client_referrals"), ("Sessions and invoices", "client_sales")):
        console.press(tab)
        shown.show(name)


def test_a_client_is_entered_and_changed(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    console = shown.console
    console.press("New client")
    console.fill("First name", "dora")
    console.fill("Last name", "hill")
    console.fill("Email addresses", "dora@people.example; dora@work.example")
    shown.show("client_contact")
    for tab, name in (
        ("General", "client_general"),
        ("Family", "client_family"),
        ("Groups and organization", "client_groups"),
        ("Tasks", "client_tasks"),
        ("Notes", "client_notes"),
    ):
        console.press(tab)
        shown.show(name)
    console.press("Save and close")
    console.reads("Hill, Dora")


def test_lists_of_clients_are_shown(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    shown.console.press("Clients and lists")
    shown.show("clients")
    shown.console.press("Show: All clients by name")
    shown.console.reads("Lake, Ann")
    shown.show("clients_all")


def test_doubtful_intakes_are_decided_and_records_joined(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    shown.console.press("Review doubtful intakes")
    shown.console.reads("Lake, Ann")
    shown.show("doubts")
    shown = guide("Rewards-operator")
    shown.console.press("Join two records")
    shown.show("join")


def test_files_are_brought_in_and_their_reports_read(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    shown.console.press("Imports")
    shown.console.reads("imports/clients/autumn.csv")
    shown.show("imports")


def test_the_preferences_are_set(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("Referral program preferences")
    shown.show("preferences_general")
    for tab, name in (
        ("Logo", "preferences_logo"),
        ("Clients", "preferences_clients"),
        ("Look and feel", "preferences_colors"),
    ):
        console.press(tab)
        shown.show(name)
    console.press("General")
    console.press("Get HTML Code")
    shown.show("html_code")


@pytest.mark.parametrize(
    ("button", "picture"),
    [
        ("Online booking preferences", "booking_preferences"),
        ("Company preferences", "company"),
        ("Client lists", "lists"),
        ("Logo", "logo"),
        ("Latest changes", "audit"),
    ],
)
def test_the_rest_of_the_set_up_is_shown(button: str, picture: str, guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    shown.console.press(button)
    shown.show(picture)


def test_the_console_is_checked_once(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager", boxes="proven")
    shown.console.press("Check this console")
    shown.show("probe")


def test_a_client_is_erased_after_a_review(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    console = shown.console
    console.fill("Find a client: name, number, email, phone or code", "laker")
    console.press("Search")
    console.press("Open Laker, Carl")
    console.press("Erase this client")
    shown.show("erase")


def test_a_list_is_kept(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    shown.console.press("Client lists")
    shown.console.press("Open Client Statuses")
    shown.show("list_statuses")


def test_a_viewer_reads_of_the_night(guide: Callable[..., Guide]) -> None:
    shown = guide("Reports-viewer")
    shown.show("viewer")
    shown.console.press("The last night")
    shown.console.reads("The night of 2026-11-22 did not run")


def test_every_picture_of_the_guide_is_one_of_a_walk_and_stands() -> None:
    shown = pictures_of_the_guide()
    assert shown == set(kept_words())
    assert shown == {path.stem for path in PICTURES.glob("*.png")}
