"""The operators' console as it is deployed: dashboards from CloudWatch, the function by its aliases."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from local.console.deployed import Deployed
from local.process import waited
from tests.browser.conftest import DESKTOP
from tests.browser.console import Console
from tests.browser.desk import DASHBOARDS, FUNCTION, house, serving_desk
from tests.browser.trials import Trials
from tests.cloud.conftest import _live, live  # noqa: F401 - fixtures
from tests.cloud.live_studio import LiveStudio

FINDER = "Find a client: name, number, email, phone or code"


@pytest.fixture
def console(live: LiveStudio, chromium: Browser) -> Iterator[Console]:  # noqa: F811 - the fixture
    context = chromium.new_context(viewport=DESKTOP)
    with serving_desk(Deployed(live.cloud.endpoint_url)) as url:
        yield Console(context.new_page(), url)
    context.close()


def test_each_dashboard_of_each_role_starts(console: Console):
    assert console.dashboards() == sorted(f"studio-{name}" for name in DASHBOARDS)
    for name in DASHBOARDS:
        console.open(name)
        console.headed("Lantern Studio")
        assert console.button("Search").count() == (0 if name == "Reports-viewer" else 1)


def test_the_desk_of_the_quick_walks_stands_as_the_deployed_one(live: LiveStudio):  # noqa: F811 - the fixture
    deployed = Deployed(live.cloud.endpoint_url).dashboards()
    arn = live.outputs["functions"]["console"]
    for name, body in house().items():
        (meant,) = body["widgets"]
        (stands,) = deployed[name.replace("tests-", "studio-")]["widgets"]
        assert stands["properties"]["endpoint"] == meant["properties"]["endpoint"].replace(FUNCTION, arn)
        for part in ("params", "updateOn"):
            assert stands["properties"][part] == meant["properties"][part]
        assert stands["width"] == meant["width"]


def test_a_client_that_is_entered_is_stored_and_found(console: Console, live: LiveStudio):  # noqa: F811
    console.open("Rewards-operator")
    console.press("New client")
    console.fill("First name", "theodora")
    console.fill("Last name", "hill")
    console.fill("Email addresses", "theodora@people.example")
    Trials(console, lambda: live.clients_at("theodora@people.example")).acts_once("Save and close")
    (client,) = live.clients_at("theodora@people.example")
    assert (client["first_name"], client["last_name"]) == ("Theodora", "Hill")

    def found() -> bool:
        console.open("Rewards-operator")
        console.fill(FINDER, "hill")
        console.press("Search")
        return "Hill, Theodora" in console.screen.inner_text()

    assert waited(60, found), "the directory never came to know the client"
