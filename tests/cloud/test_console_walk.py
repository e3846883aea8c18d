"""An operator's and a manager's day in a browser, on the deployed dashboards.

From the page that shows them to what is stored, and through the bucket and its links. The local cloud asks no
IAM: what a function may do is held by tests/privileges; what its links may show, here.
"""

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from local.cloud import ROOT
from tests.browser.conftest import DESKTOP, chromium  # noqa: F401 - a fixture
from tests.browser.console import Console
from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, somebody
from tests.cloud.visitor import Visitor
from tests.domain.jpegs import jpeg

FINDER = "Find a client: name, number, email, phone or code"
FIRST = {
    "Reports-viewer": "The last night",
    "Reports-operator": "The last night",
    "Reports-manager": "The last night",
    "Rewards-operator": "New client",
    "Rewards-manager": "New client",
    "Set-up-manager": "Referral program preferences",
}


SHOWN_BY_LINKS = [
    resource["Fn::Sub"].rpartition("${AWS::AccountId}/")[2]
    for statement in json.loads((ROOT / ".chalice" / "policies" / "console.json").read_text())["Statement"]
    if "s3:GetObject" in statement["Action"]
    for resource in (
        statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
    )
]
"""What the console itself may read of the bucket: a link can do no more than who signed it."""


@pytest.fixture
def console(console_url: str, chromium: Browser) -> Iterator[Console]:  # noqa: F811 - the fixture
    context = chromium.new_context(viewport=DESKTOP)
    yield Console(context.new_page(), console_url)
    context.close()


def through(console: Console, link: str, bucket: str) -> str:
    """What the link of that name gives to whoever opens it: it ends by itself, and is the bucket's."""
    address = console.screen.get_by_role("link", name=link).first.get_attribute("href")
    assert address
    assert "X-Amz-Expires=3600" in urlsplit(address).query
    key = urlsplit(address).path.partition(f"/{bucket}/")[2]
    assert any(fnmatch(key, shown) for shown in SHOWN_BY_LINKS), f"on AWS nobody may read {key}"
    answer = Visitor().get(address)
    assert answer.status == 200, answer.text
    return answer.text


def look(console: Console, text: str) -> None:
    """Find a client from the first screen."""
    console.open("Rewards-operator")
    console.fill(FINDER, text)
    console.press("Search")


@pytest.mark.parametrize("dashboard", sorted(FIRST))
def test_the_first_screen_of_each_dashboard_leads_on(console: Console, dashboard: str) -> None:
    console.open(dashboard)
    console.headed("Lantern Studio")
    console.press(FIRST[dashboard])
    assert "our fault" not in console.screen.inner_text()


def test_a_client_is_entered_found_changed_and_the_change_is_in_the_audit(
    console: Console, office: Office
) -> None:
    name = somebody().capitalize()
    console.open("Rewards-operator")
    console.press("New client")
    console.fill("First name", "theodora")
    console.fill("Last name", name)
    console.press("Save and close")
    eventually(lambda: office.found(name))
    look(console, name)
    console.press(f"Open {name}, Theodora")
    console.press("Edit")
    console.fill("City", "Portland")
    console.press("Save and close")
    (stored,) = office.live.rows("clients", last_name=name)
    assert (stored["first_name"], stored["city"]) == ("Theodora", "Portland")
    console.open("Set-up-manager")
    console.press("Latest changes")
    console.reads(name, "Portland")


def test_preferences_are_saved_and_the_next_visitor_reads_them(console: Console, office: Office) -> None:
    console.open("Set-up-manager")
    console.press("Referral program preferences")
    console.press("Clients")
    console.choose("Label of the Organization field", "Your own label")
    console.fill("Your own label", "Choir")
    console.press("Save")
    console.reads("It is stored and in use.")
    assert office.preferences["organization_label"] == "Choir"
    office.live.renew("api_handler")
    assert '<label for="organization">Choir' in office.page().text


def test_a_logo_is_uploaded_to_the_bucket_and_seen(console: Console, office: Office) -> None:
    before = office.preferences.get("logo_key")
    console.open("Set-up-manager")
    console.press("Logo")
    console.reads(f"s3://{office.live.outputs['bucket']}/uploads/logo/logo.jpg")
    office.live.client("s3").put_object(
        Bucket=office.live.outputs["bucket"], Key="uploads/logo/walk.jpg", Body=jpeg(600, 200)
    )
    eventually(lambda: office.preferences.get("logo_key") != before)
    console.open("Set-up-manager")
    console.press("Logo")
    console.reads("walk.jpg")
    shown = console.screen.get_by_role("img", name="Logo of Lantern Studio")
    assert shown.evaluate("each => each.complete && each.naturalWidth") == 320


def test_a_file_is_tried_and_its_report_read(console: Console, office: Office) -> None:
    name = somebody()
    header = "client_ref,first_name,last_name,email\n"
    rows = f"{header}W-1,Ada,{name},{name}@people.example\nW-2,Bo,{name},no address\n"
    office.live.client("s3").put_object(
        Bucket=office.live.outputs["bucket"],
        Key="imports/dry-run/clients/walk.csv",
        Body=rows.encode(),
    )
    eventually(lambda: "walk.csv" in office.operator.ask("imports").words)
    console.open("Rewards-operator")
    console.press("Imports")
    console.reads("imports/dry-run/clients/walk.csv", "dry run")
    report = through(console, "Report of imports/dry-run/clients/walk.csv", office.live.outputs["bucket"])
    assert '2,,"is new, with emails, first name, last name",stored' in report
    assert "3,email,is not an email address" in report
    assert office.live.rows("clients", client_ref="W-1") == []


def test_a_list_is_exported_and_its_file_opened(console: Console, office: Office) -> None:
    group = office.add("Client Groups", "a client group", description=f"Walkers {somebody()}")
    client = office.client(groups={"groups": [group]})
    eventually(lambda: office.listed("group", group))
    title = office.item(f"item#group#{group}")["description"]
    console.open("Rewards-operator")
    console.press("Clients and lists")
    console.choose("Group", title)
    console.press("Show: Group")
    console.press("Export this list as CSV", confirm="Write it?")
    for _ in range(100):
        again = console.button("Look again")
        if not again.count():
            break
        console.press("Look again")
    console.reads("The file is ready")
    assert client["last_name"] in through(console, "Download the CSV file", office.live.outputs["bucket"])


def test_a_profile_is_printed_and_its_page_opened(console: Console, office: Office) -> None:
    client = office.client(notes={"notes": "Bring the blue chair."})
    eventually(lambda: office.found(client["last_name"]))
    look(console, client["last_name"])
    console.press(f"Open {client['last_name']}, Sara")
    console.press("Print the profile")
    profile = through(
        console, "Open the profile to print it or save it as PDF", office.live.outputs["bucket"]
    )
    assert client["last_name"] in profile
    assert "Bring the blue chair." in profile
