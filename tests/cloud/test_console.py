"""The deployed console: its dashboards, and what the aliases behind their widgets answer."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from local.cloud import Cloud
from local.deploy import deploy
from local.studio import CODE_BUCKET, packaged

Studio = tuple[Cloud, dict[str, Any]]
DASHBOARDS = {
    "studio-Reports-viewer",
    "studio-Rewards-operator",
    "studio-Reports-operator",
    "studio-Rewards-manager",
    "studio-Reports-manager",
    "studio-Set-up-manager",
}
ROLES = ("viewer", "operator", "manager")
TYPED = "Ottilie Ungewöhnlich"


@dataclass(frozen=True)
class Answered:
    """What an invocation gave: the answer, the version that ran, and its lines in the log."""

    answer: Any
    version: str
    log: str


def asked(cloud: Cloud, endpoint: str, event: dict[str, Any]) -> Answered:
    """What the function at this ARN answers to a widget."""
    told = cloud.client("lambda").invoke(
        FunctionName=endpoint, Payload=json.dumps(event).encode(), LogType="Tail"
    )
    answer = json.loads(told["Payload"].read())
    assert "FunctionError" not in told, answer
    log = base64.b64decode(told.get("LogResult", "")).decode()
    return Answered(answer, told["ExecutedVersion"], log)


def opened(params: dict[str, Any], **typed: str) -> dict[str, Any]:
    """What CloudWatch sends when a widget with these parameters is opened, or asked with a form."""
    context = {"widgetId": "widget-1", "theme": "light", "params": params, "forms": {"all": typed}}
    return {**params, "widgetContext": context}


def widgets(cloud: Cloud, name: str) -> list[dict[str, Any]]:
    """The widgets of the dashboard of this name."""
    body = cloud.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]
    return list(json.loads(body)["widgets"])


def test_the_outputs_name_the_dashboards_and_the_roles(cloud: Cloud, outputs: dict[str, Any]) -> None:
    standing = cloud.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert {each["DashboardName"] for each in standing} == set(outputs["dashboards"]) == DASHBOARDS
    assert outputs["console_aliases"] == {role: f"{outputs['functions']['console']}:{role}" for role in ROLES}


@pytest.mark.parametrize("name", sorted(DASHBOARDS))
def test_each_dashboard_is_one_widget_that_answers_in_its_role(
    cloud: Cloud, outputs: dict[str, Any], name: str
) -> None:
    (widget,) = widgets(cloud, name)
    properties = widget["properties"]
    role = name.rpartition("-")[2]
    assert properties["endpoint"] == outputs["console_aliases"][role]
    screen = asked(cloud, properties["endpoint"], opened(properties["params"])).answer
    assert "<h1" in screen or "<h2" in screen
    assert "our fault" not in screen
    # A button can only ever ask in the name of the dashboard that it stands on.
    assert set(_endpoints(screen)) <= {properties["endpoint"]}


def _endpoints(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('endpoint="')[1:]]


def test_a_viewer_is_told_politely_that_a_managers_act_is_not_theirs(
    cloud: Cloud, outputs: dict[str, Any]
) -> None:
    act = opened({"view": "preferences"})
    refused = asked(cloud, outputs["console_aliases"]["viewer"], act).answer
    allowed = asked(cloud, outputs["console_aliases"]["manager"], act).answer
    assert "This is not on your dashboard" in refused
    assert "Nothing was changed" in refused
    assert "This is not on your dashboard" not in allowed


def test_the_consoles_documentation_is_markdown_with_the_widgets_parameters(
    cloud: Cloud, outputs: dict[str, Any]
) -> None:
    for endpoint in outputs["console_aliases"].values():
        told = asked(cloud, endpoint, {"describe": True}).answer
        assert told.startswith("## ")
        assert "``` yaml\nview: start\n" in told
        assert "<" not in told


def test_without_a_role_it_answers_in_words_alone(cloud: Cloud, outputs: dict[str, Any]) -> None:
    function = outputs["functions"]["console"]
    version = asked(cloud, outputs["console_aliases"]["viewer"], {"describe": True}).version
    for endpoint in (function, f"{function}:$LATEST", f"{function}:{version}"):
        told = asked(cloud, endpoint, opened({"view": "start"})).answer
        assert told == "This function answers through its aliases viewer, operator and manager only."


def test_the_log_says_who_went_where_and_nothing_that_was_typed(
    cloud: Cloud, outputs: dict[str, Any]
) -> None:
    event = opened({"view": "start"}, _f="1", _q=TYPED, first_name=TYPED)
    written = asked(cloud, outputs["console_aliases"]["operator"], event).log
    assert "Ottilie" not in written
    (line,) = [json.loads(each) for each in written.splitlines() if '"screen"' in each]
    assert line["request_id"]
    assert {name: line[name] for name in ("alias", "view", "do", "draft")} == {
        "alias": "operator",
        "view": "start",
        "do": "",
        "draft": "",
    }


def test_a_changed_parameter_reaches_every_role_at_once(new_studio: Callable[..., Studio]) -> None:
    cloud, outputs = new_studio()
    functions, aliases = cloud.client("lambda"), outputs["console_aliases"]

    def seen() -> dict[str, tuple[str, str]]:
        """Role → the version behind it and the stage that this one knows."""
        return {
            role: (
                functions.get_alias(FunctionName=outputs["functions"]["console"], Name=role)[
                    "FunctionVersion"
                ],
                functions.get_function_configuration(FunctionName=arn)["Environment"]["Variables"]["STAGE"],
            )
            for role, arn in aliases.items()
        }

    assert seen() == dict.fromkeys(ROLES, ("1", "local"))
    assert deploy(cloud.client, packaged(), CODE_BUCKET, parameters={"Stage": "next"})
    assert seen() == dict.fromkeys(ROLES, ("2", "next"))
    assert not deploy(cloud.client, packaged(), CODE_BUCKET), "nothing is published without a change"
    assert {asked(cloud, each, {"describe": True}).version for each in aliases.values()} == {"2"}
