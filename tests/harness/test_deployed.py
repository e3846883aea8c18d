"""The page over a local cloud's CloudWatch and Lambda: dashboards, a function by its aliases, no product."""

import io
import json
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from local import pages
from local.cloud import Cloud
from local.console.deployed import Deployed
from local.process import free_port
from tests.browser.conftest import DESKTOP
from tests.browser.console import Console
from tests.browser.desk import serving_desk
from tests.harness.conftest import body

CODE = """
def handler(event, context):
    if event.get("describe"):
        return "## Words"
    if event.get("do") == "fail":
        raise ValueError("on purpose")
    def button(label, do):
        return (f'<button type="button">{label}</button><cwdb-action action="call" '
                f'endpoint="{context.invoked_function_arn}">{{"do": "{do}"}}</cwdb-action>')
    said = event["widgetContext"]["forms"]["all"].get("said", "nothing")
    field = '<label for="g-said">Say</label> <input id="g-said" name="said">'
    return (f'<div class="g"><input type="hidden" name="here" value="1"><p>{context.invoked_function_arn} '
            f'heard {said}</p>{field}{button("Tell", "tell")}{button("Fail", "fail")}</div>')
"""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    made.up(free_port())
    yield made
    made.reset()


@pytest.fixture(scope="module")
def arns(cloud: Cloud) -> dict[str, str]:
    """The function's ARN by each of its aliases, each named by a dashboard."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("words.py", CODE)
    functions = cloud.client("lambda")
    made = functions.create_function(
        FunctionName="words",
        Runtime="python3.12",
        Role="arn:aws:iam::000000000000:role/words",
        Handler="words.handler",
        Code={"ZipFile": code.getvalue()},
        Publish=True,
    )
    found = {}
    for alias in ("viewer", "operator"):
        functions.create_alias(FunctionName="words", Name=alias, FunctionVersion=made["Version"])
        found[alias] = f"{made['FunctionArn'].removesuffix(':' + made['Version'])}:{alias}"
        dashboard: Any = body()
        dashboard["widgets"][0]["properties"]["endpoint"] = found[alias]
        cloud.client("cloudwatch").put_dashboard(
            DashboardName=f"words-Work-{alias}", DashboardBody=json.dumps(dashboard)
        )
    return found


@pytest.fixture
def console(cloud: Cloud, arns: dict[str, str], chromium: Browser) -> Iterator[Console]:
    context = chromium.new_context(viewport=DESKTOP)
    with serving_desk(Deployed(cloud.endpoint_url)) as url:
        yield Console(context.new_page(), url)
    context.close()


def test_the_dashboards_of_the_cloud_are_shown_and_their_functions_invoked_by_alias(
    console: Console, arns: dict[str, str]
):
    assert console.dashboards() == ["words-Work-operator", "words-Work-viewer"]
    for alias, arn in arns.items():
        console.open(f"Work-{alias}").reads(f"{arn} heard nothing")
        console.fill("Say", "hello")
        console.press("Tell")
        console.reads(f"{arn} heard hello")
        assert console.documentation() == "## Words"


def test_a_function_that_fails_there_is_found(console: Console):
    console.open("Work-viewer")
    with pytest.raises(AssertionError, match=r"no-answer: Unhandled: .*on purpose"):
        console.press("Fail")


def test_the_pages_of_the_local_cloud_hold_the_console(cloud: Cloud, arns: dict[str, str], tmp_path: Path):
    (tmp_path / "outputs.json").write_text(json.dumps({"endpoint_url": cloud.endpoint_url}))
    address = pages.start(tmp_path, free_port())
    try:
        with urllib.request.urlopen(f"{address}/console/api/dashboards", timeout=30) as answer:
            assert sorted(json.load(answer)["dashboards"]) == ["words-Work-operator", "words-Work-viewer"]
        with urllib.request.urlopen(f"{address}/console/words-Work-viewer", timeout=30) as answer:
            assert "Local console" in answer.read().decode()
    finally:
        pages.program(tmp_path).forget()
