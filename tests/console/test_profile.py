"""The printable profile, and everything held about a client, behind links that end."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.studio import Preferences
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.services import clock
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import nights
from tests.outside import OUTSIDE

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><script>alert(1)</script>=HYPERLINK("x")'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    OUTSIDE.empty()
    OUTSIDE.open = True
    assert studio.save_preferences(Preferences(studio_name="Northlight"))
    nights.client(
        "ann",
        NOW,
        first_name="Ann",
        last_name="Lake",
        emails=["ann@people.example"],
        phones=[{"label": "Mobile", "number": "+12015550123", "sms": True}],
        call_warning="Surprise party",
        family=[{"first_name": "Bea", "phones": []}],
        notes=HOSTILE,
    )
    nights.invoice("ann", "INV-7", 12_345, NOW)
    values = dict.fromkeys(FORMS[Kind.REWARD].fields, "x")
    Notice.queued(kind=Kind.REWARD, client_id="ann", cause="c", values=values, now=NOW).save()
    yield
    OUTSIDE.open = False


def file_ending(end: str) -> bytes:
    (found,) = [body for key, body in OUTSIDE.held.files.items() if key.endswith(end)]
    return bytes(found)


def test_print_the_clients_profile_using_the_print_button(tables: Engine) -> None:
    """*Creating a Client*: Print the client's profile using the Print button on the ribbon."""
    desk = Desk()
    answer = desk.press(desk.ask("client", "", {"client": "ann"}), "Print the profile")
    assert "Open the profile to print it" in answer.words
    page = file_ending(".html").decode()
    for said in (
        "Lake, Ann",
        "ann@people.example",
        "Surprise party",
        "INV-7",
        "$123.45",
        "Bea",
        "Northlight",
    ):
        assert said in page
    assert "<script" not in page
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == ("client#ann", "printed", "operator")


def test_everything_held_about_one_client_is_handed_over_as_json_and_csv(tables: Engine) -> None:
    desk = Desk()
    desk.press(desk.ask("client", "", {"client": "ann"}), "Export this client")
    held = json.loads(file_ending(".json"))
    assert held["client"]["first_name"] == "Ann"
    assert held["client"]["family"] == [{"first_name": "Bea", "phones": []}]
    assert [each["invoice_ref"] for each in held["invoices"]] == ["INV-7"]
    assert [each["kind"] for each in held["letters"]] == ["reward"]
    rows = list(csv.reader(io.StringIO(file_ending(".csv").decode("utf-8-sig"))))
    assert ["client", "1", "emails.1", "ann@people.example"] in rows
    assert ["client", "1", "phones.1.number", "'+12015550123"] in rows
    (audit,) = tables.rows("audit")
    assert (audit["what"], audit["before"], audit["after"]) == ("exported", {}, {})


def test_files_have_names_that_nobody_can_guess_and_links_that_end() -> None:
    desk = Desk()
    for _ in range(2):
        html = desk.ask("profile", "export", {"client": "ann"}).html
        assert "X-Amz-Expires=3600" in html
    names = {key for key in OUTSIDE.held.files if key.startswith("exports/clients/")}
    assert len(names) == 4


def test_a_client_that_is_not_there_has_no_file() -> None:
    assert "There is no such client" in Desk().ask("profile", "export", {"client": "bob"}).words
    assert not OUTSIDE.held.files


def test_all_of_a_full_record_is_printed() -> None:
    phones: list[dict[str, Any]] = [{"label": "Work", "number": f"+1503555010{place}"} for place in range(3)]
    tasks: list[dict[str, Any]] = [
        {"text": f"{'Call ' * 80}number {place}", "due_on": "2026-12-01"} for place in range(25)
    ]
    family: list[dict[str, Any]] = [{"first_name": "Bea", "last_name": "Lake", "phones": phones}]
    (client,) = Client.batch_get(["ann"])
    client.update([Client.family.set(family), Client.tasks.set(tasks)])
    client.update([Client.phones.set([{"number": "911"}])])
    Desk().ask("profile", "", {"client": "ann"})
    page = file_ending(".html").decode()
    for said in (*(each["number"] for each in phones), *(f"number {place}" for place in range(25)), "911"):
        assert said in page
