"""What a function's policy allows, one (action, resource) each, in the names of the template.

A table is its noun (`clients`, `clients/index/by_status`, `clients/stream`), a queue or function its id, the
bucket `files/` with its folders; what else a role may do is named by the end of its ARN.
"""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from tests import template

POLICIES = Path(__file__).parent.parent.parent / ".chalice" / "policies"
FILES = "files"
NUMBERS = "any number"
"""What texts go to: everything of SNS that has no ARN."""
OTHERS = {"Fn::Sub": NUMBERS}
ORIGIN = "the origin of texts"
_LOCAL_PART = "${AWS::AccountId}"
_FUNCTION = ":function:${AWS::StackName}-"


@dataclass(frozen=True, order=True)
class Grant:
    """One action on one resource; in a policy the resource may end in a star."""

    action: str
    resource: str

    def covers(self, asked: "Grant") -> bool:
        """Whether this allows what was asked for."""
        return self.action == asked.action and fnmatchcase(asked.resource, self.resource)

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


def functions() -> list[str]:
    """Every function that has a policy."""
    return sorted(path.stem for path in POLICIES.glob("*.json"))


def statements(function: str) -> list[dict[str, Any]]:
    """The statements of the function's policy, as they are written."""
    return list(json.loads((POLICIES / f"{function}.json").read_text())["Statement"])


def allowed(function: str) -> set[Grant]:
    """What the policy allows."""
    return {
        Grant(action, name_of(resource))
        for statement in statements(function)
        if statement["Effect"] == "Allow"
        for action in _listed(statement["Action"])
        for resource in _listed(statement.get("Resource", OTHERS))
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def name_of(resource: Any) -> str:
    """The name of what a policy writes as a function of the template."""
    if resource == "*":
        return "*"
    ((how, what),) = resource.items()
    if how == "Fn::GetAtt":
        logical_id, attribute = map(str, what)
        return nouns().get(logical_id, logical_id) + ("/stream" if attribute == "StreamArn" else "")
    if how == "Fn::If":
        assert what[0] == "TextsHaveAnOrigin", f"a resource is not made by {what[0]}"
        return ORIGIN
    assert how == "Fn::Sub", f"a resource is not made by {how}"
    for logical_id, noun in nouns().items():
        if what.startswith(f"${{{logical_id}.Arn}}"):
            return noun + str(what).removeprefix(f"${{{logical_id}.Arn}}")
    if what == NUMBERS:
        return NUMBERS
    tail = str(what).rpartition(_LOCAL_PART)[2]
    if tail.startswith(_FUNCTION):
        # A role cannot refer to the function that has it; CloudFormation ends the name with what it likes.
        return tail.removeprefix(_FUNCTION).removesuffix("-*")
    return FILES + tail if ":s3:::" in what else tail.lstrip(":")


@cache
def nouns() -> dict[str, str]:
    """Logical id → noun of each table."""
    variables = template.template()["Globals"]["Function"]["Environment"]["Variables"]
    return {
        value["Ref"]: name.removeprefix("TABLE_").lower()
        for name, value in variables.items()
        if name.startswith("TABLE_")
    }
