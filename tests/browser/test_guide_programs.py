"""The walks of the guide's chapters on programs, on sharing, and on whom clients sent."""

from collections.abc import Callable

from chalicelib.domain import tokens
from chalicelib.settings import settings
from tests.browser.at_work import NOW, TOKEN, at_work
from tests.browser.conftest import PHONE, OpenPage, Site
from tests.browser.guide import Guide, show_page

FIND = "Find a client: name, number, email, phone or code"
LETTER_SIZE = {"width": 816, "height": 1056}


def test_promotional_items_are_a_list(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    shown.console.press("Client lists")
    shown.console.press("Open Promotional Items and Coupons")
    shown.show("list_promotions")


def test_programs_are_set_up_with_their_promise_beside_them(guide: Callable[..., Guide]) -> None:
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("Client referral programs")
    console.reads("Friends", "Brides")
    shown.show("programs")
    console.press("Open Friends")
    shown.show("program")
    console.press("Edit")
    shown.show("program_form")


def test_a_client_is_enrolled_by_hand(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    console = shown.console
    console.fill(FIND, "laker")
    console.press("Search")
    console.press("Open Laker, Carl")
    console.press("Referrals")
    console.press("Assign to a program")
    console.choose("Program", "Brides")
    shown.show("enrollment")
    console.press("Assign to the program", confirm="Enroll the client")
    console.reads("has a referral link")


def test_held_referrals_are_looked_at_and_released(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    console = shown.console
    console.press("Review held referrals")
    console.reads("Pond, Anna")
    shown.show("holds")
    console.press("Look at both: Pond, Anna (prospect, since 2026-11-19)")
    shown.show("held_referral")


def test_names_on_the_form_are_settled(guide: Callable[..., Guide]) -> None:
    shown = guide("Rewards-operator")
    console = shown.console
    console.press("Find who sent new clients")
    shown.show("who_sent")
    console.press("Look into it: Ode, Finn")
    console.press("Find whom they mean")
    console.press("Choose Lake, Ann", row="1042")
    console.reads("Did Lake, Ann send Ode, Finn?")
    shown.show("who_sent_review")


def test_the_referral_report_tells_who_sent_whom(guide: Callable[..., Guide]) -> None:
    shown = guide("Reports-viewer")
    console = shown.console
    console.press("Client Referral Report")
    console.fill("From", "2026-11-01")
    console.fill("To", "2026-11-30")
    console.press("Show the report")
    console.reads("Lake, Ann")
    shown.show("referral_report")


def test_what_clients_see_of_it(open_page: OpenPage, site: Site) -> None:
    site.now = NOW
    at_work()
    show_page(open_page(f"{site.form_url}r/{TOKEN}/share", PHONE), "share")
    show_page(open_page(f"{site.form_url}r/{TOKEN}/card", LETTER_SIZE), "card")
    signed = tokens.personal(tokens.Purpose.OWN_PAGE, "ann", NOW, settings.link_keys)
    show_page(open_page(f"{site.form_url}me/{signed}", PHONE), "own_page")
