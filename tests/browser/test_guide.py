"""The walks of the operators' guide: each chapter is walked, and its screens are its pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.flows.index_client import index_clients
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.import_run import EndedImport, ImportRun
from chalicelib.models.notice import Notice
from tests.browser.desk import Walk
from tests.browser.guide import PICTURES, Guide, kept_words, pictures_of_the_guide
from tests.flows import nights
from tests.handlers.studios import PREFERENCES

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def guide(desk: Walk) -> Callable[..., Guide]:
    """Opens a dashboard of a studio at work, by its name's end."""
    desk.now = NOW
    assert studio.save_preferences(replace(PREFERENCES, version=1, public_url="https://forms.studio.example"))
    _people()
    _what_waits()

    def opened(dashboard: str, **conventions: str) -> Guide:
        return Guide(desk.console(**conventions).open(dashboard))

    return opened


def _people() -> None:
    mobile = {"label": "Mobile", "number": "+12015550123", "sms": True}
    nights.client(
        "ann",
        NOW - timedelta(days=400),
        "online",
        first_name="Ann",
        last_name="Lake",
        client_number=1042,
        emails=["ann@people.example"],
        phones=[mobile, {"label": "Home", "number": "+12015550199", "sms": False}],
        call_warning="Surprise party: do not talk to the spouse",
        address="1 Harbor Street",
        city="Portland",
        birthday_on=date(1990, 2, 28),
        organization_id="oak",
        family=[
            {
                "first_name": "Bea",
                "last_name": "Lake",
                "relationship_id": "child",
                "phones": [],
                "secondary_contact": True,
            }
        ],
        tasks=[{"kind": "call", "text": "Ask about the album", "due_on": "2026-12-01"}],
        notes="Likes the garden.",
    )
    nights.client("carl", NOW, "online", first_name="Carl", last_name="Laker", client_number=1043)
    nights.client("ann2", NOW, "online", first_name="Ann", last_name="Lake", birthday_on=date(1990, 2, 28))
    Client("ann2").update([Client.doubtful_of.set("ann")])
    nights.waiting_referral("carl", "ann", NOW)
    nights.invoice("ann", "INV-7", 12_345, NOW)
    nights.invoice("carl", "INV-8", 45_000, NOW)
    index_clients({"ann", "carl", "ann2"}, country="US")


def _what_waits() -> None:
    values = dict.fromkeys(FORMS[Kind.REWARD].fields, "x")
    notice = Notice.queued(kind=Kind.REWARD, client_id="ann", cause="c", values=values, now=NOW)
    notice.save()
    assert notice.move(State.DEAD, Reason.SENDER_NOT_READY)
    figures = {"rows": 120, "stored": 117, "refused": 3}
    run = ImportRun("i1", kind="clients", key="imports/clients/autumn.csv", figures=figures)
    run.started_at = NOW
    EndedImport.of_run(run, "imports/reports/clients/autumn.csv").keep()
    Covered(last_night_on=date(2026, 11, 21)).save()


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
    shown.show("night")


def test_every_picture_of_the_guide_is_one_of_a_walk_and_stands() -> None:
    shown = pictures_of_the_guide()
    assert shown == set(kept_words())
    assert shown == {path.stem for path in PICTURES.glob("*.png")}
