"""The console as the template makes it: aliases of one version, their dashboards, and who may open them."""

import json
from typing import Any

import pytest

from local.deploy import with_code_at
from local.package import expanded
from tests.packaging.conftest import Packaged

TITLES = {
    "viewer": {"Reports"},
    "operator": {"Rewards", "Reports"},
    "manager": {"Rewards", "Reports", "Set-up"},
}
PARAMETERS = {"SigningKeys": "odd", "Stage": "live"}


def aliases(plain: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Logical id → what the template says of the alias."""
    resources = plain["Resources"].items()
    return {name: each["Properties"] for name, each in resources if each["Type"] == "AWS::Lambda::Alias"}


def dashboards(packaged: Packaged) -> dict[str, dict[str, Any]]:
    """Name without the stack's → body, its endpoint the role of the alias that it refers to."""
    return {
        _text(packaged, each["Properties"]["DashboardName"]): json.loads(
            _text(packaged, each["Properties"]["DashboardBody"])
        )
        for each in packaged.of_type("AWS::CloudWatch::Dashboard").values()
    }


def _text(packaged: Packaged, value: Any) -> str:
    """What CloudFormation makes of a text that is put together."""
    if isinstance(value, str):
        return value
    ((how, what),) = value.items()
    if how == "Ref":
        return str(aliases(packaged.plain)[what]["Name"])
    if how == "Fn::Sub":
        return str(what).removeprefix("${AWS::StackName}-")
    if how == "Fn::FindInMap":
        mapping, line, column = what
        return str(packaged.plain["Mappings"][mapping][line][column])
    assert how == "Fn::Join"
    return str(what[0]).join(_text(packaged, part) for part in what[1])


def test_the_roles_are_aliases_of_one_published_version(packaged: Packaged) -> None:
    (version,) = packaged.of_type("AWS::Lambda::Version")
    told = aliases(packaged.plain).values()
    assert {alias["Name"] for alias in told} == TITLES.keys()
    assert all(alias["FunctionName"] == {"Ref": "Console"} for alias in told)
    assert all(alias["FunctionVersion"] == {"Fn::GetAtt": [version, "Version"]} for alias in told)


def test_only_what_widgets_ask_has_aliases(packaged: Packaged) -> None:
    published = {
        name
        for name, each in packaged.sam["Resources"].items()
        if "AutoPublishAlias" in each.get("Properties", {})
    }
    assert published == {"Console"}


@pytest.mark.parametrize(
    ("key", "parameters", "is_new"),
    [
        ("code-1", PARAMETERS, False),
        ("code-2", PARAMETERS, True),
        ("code-1", {**PARAMETERS, "SigningKeys": "even"}, True),
        ("code-1", {**PARAMETERS, "Stage": "next"}, True),
    ],
)
def test_every_alias_moves_with_the_code_and_with_what_parameters_say(
    packaged: Packaged, key: str, parameters: dict[str, str], is_new: bool
) -> None:
    def versions(key: str, parameters: dict[str, str]) -> set[str]:
        sam = json.loads(json.dumps(packaged.sam))
        keys = {"deployment.zip": key, "layer.zip": "pictures", "cleaner.zip": "cleaner"}
        plain = expanded(json.loads(with_code_at(sam, "bucket", keys, parameters)))
        return {alias["FunctionVersion"]["Fn::GetAtt"][0] for alias in aliases(plain).values()}

    (before,), (after,) = versions("code-1", PARAMETERS), versions(key, parameters)
    assert (after != before) is is_new


def test_each_role_has_its_dashboards(packaged: Packaged) -> None:
    names = {f"{title}-{role}" for role, titles in TITLES.items() for title in titles}
    assert dashboards(packaged).keys() == names


def test_every_dashboard_is_the_same_one_widget_with_its_role_and_its_place(packaged: Packaged) -> None:
    for name, body in dashboards(packaged).items():
        title, _, role = name.rpartition("-")
        properties = {
            "endpoint": role,
            "params": {"view": "start", "dashboard": title.lower()},
            "title": title,
            # A refresh or a resize would call the widget anew, and the step that one is at would be lost.
            "updateOn": {"refresh": False, "resize": False, "timeRange": title == "Reports"},
        }
        place = {"x": 0, "y": 0, "width": 24, "height": 24}
        widget = {"type": "custom", **place, "properties": properties}
        assert body == {"start": "-P30D", "widgets": [widget]}, name


def test_the_text_of_all_dashboards_stands_once(packaged: Packaged) -> None:
    bodies = [
        each["Properties"]["DashboardBody"]["Fn::Join"][1]
        for each in packaged.of_type("AWS::CloudWatch::Dashboard").values()
    ]
    written = {part for body in bodies for part in body if isinstance(part, str)}
    assert written == {"Rewards", "Reports", "Set-up"}


@pytest.mark.parametrize("role", sorted(TITLES))
def test_a_role_may_open_its_dashboards_and_ask_in_its_name_and_nothing_else(
    packaged: Packaged, role: str
) -> None:
    (policy,) = (
        each["Properties"]["PolicyDocument"]["Statement"]
        for name, each in packaged.of_type("AWS::IAM::ManagedPolicy").items()
        if name == f"{role.capitalize()}Policy"
    )
    (alias,) = (name for name, each in aliases(packaged.plain).items() if each["Name"] == role)
    prefix = "arn:${AWS::Partition}:cloudwatch::${AWS::AccountId}:dashboard/${AWS::StackName}-"
    find, see, ask = policy
    assert all(statement["Effect"] == "Allow" for statement in policy)
    # There is no permission to list that names a dashboard.
    assert (find["Action"], find["Resource"]) == ("cloudwatch:ListDashboards", "*")
    shown = see["Resource"] if isinstance(see["Resource"], list) else [see["Resource"]]
    assert see["Action"] == "cloudwatch:GetDashboard"
    assert {each["Fn::Sub"] for each in shown} == {f"{prefix}{title}-{role}" for title in TITLES[role]}
    assert (ask["Action"], ask["Resource"]) == ("lambda:InvokeFunction", {"Ref": alias})


def test_who_brings_files_may_put_them_where_they_are_read_and_read_reports(packaged: Packaged) -> None:
    policies = packaged.of_type("AWS::IAM::ManagedPolicy")
    assert policies.keys() == {f"{role.capitalize()}Policy" for role in TITLES} | {"FilesPolicy"}
    bucket = {"Fn::GetAtt": ["FilesBucket", "Arn"]}
    told = {
        statement["Action"]: statement
        for statement in policies["FilesPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    }
    assert {action: each["Resource"] for action, each in told.items()} == {
        "s3:GetBucketLocation": bucket,
        "s3:ListBucket": bucket,
        "s3:PutObject": _under("imports/*", "uploads/*"),
        "s3:GetObject": _under("imports/reports/*", "reports/*"),
    }
    listed = told["s3:ListBucket"]["Condition"]["StringLike"]["s3:prefix"]
    assert listed == ["", "imports/*", "reports/*", "uploads/*"]


def _under(*folders: str) -> list[dict[str, str]]:
    return [{"Fn::Sub": f"${{FilesBucket.Arn}}/{folder}"} for folder in folders]
