"""Each function may do what its work needs and nothing else."""

import json
from collections.abc import Iterator
from typing import Any

from tests.packaging.conftest import Packaged

MONEY = {"AccountsTable", "LedgerTable", "RewardsTable"}
CHANGING_AN_ENTRY = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}


def roles(packaged: Packaged) -> dict[str, list[dict[str, Any]]]:
    """Function → the statements of the one policy of its one role."""
    resources = packaged.plain["Resources"]
    found = {}
    for name, function in packaged.of_type("AWS::Lambda::Function").items():
        role = resources[function["Properties"]["Role"]["Fn::GetAtt"][0]]["Properties"]
        assert "ManagedPolicyArns" not in role
        (policy,) = role["Policies"]
        found[name] = policy["PolicyDocument"]["Statement"]
    return found


def grants(statements: list[dict[str, Any]], effect: str = "Allow") -> Iterator[tuple[str, str]]:
    """Every (action, resource) that the statements allow or deny."""
    for statement in statements:
        if statement["Effect"] == effect and "Resource" in statement:
            where = (
                statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            )
            for action in statement["Action"]:
                for resource in where:
                    yield action, _named(resource)


def _named(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    ((how, what),) = resource.items()
    return what[0] if how == "Fn::GetAtt" else str(what).split(".Arn}")[0].removeprefix("${")


def test_no_two_functions_share_a_role(packaged: Packaged) -> None:
    functions = packaged.of_type("AWS::Lambda::Function").values()
    assert len({function["Properties"]["Role"]["Fn::GetAtt"][0] for function in functions}) == len(functions)


def test_nothing_is_allowed_by_a_star(packaged: Packaged) -> None:
    for name, statements in roles(packaged).items():
        for action, resource in grants(statements):
            assert "*" not in action, name
            # What an account may send is asked of no resource.
            assert resource != "*" or action == "ses:GetAccount", name


def test_all_but_something_is_allowed_for_texts_alone_and_leaves_out_every_topic(packaged: Packaged) -> None:
    """A text goes to a number, which has no ARN: SNS takes no other resource for it than a star."""
    without = {
        name: [statement for statement in statements if "Resource" not in statement]
        for name, statements in roles(packaged).items()
    }
    (texts,) = without.pop("Send")
    assert texts["Action"] == ["sns:Publish"]
    assert texts["NotResource"] == {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
    assert not any(without.values())


def test_nobody_may_change_an_entry_of_the_ledger(packaged: Packaged) -> None:
    for name, statements in roles(packaged).items():
        denied = {action for action, resource in grants(statements, "Deny") if resource == "LedgerTable"}
        allowed = {action for action, resource in grants(statements) if resource == "LedgerTable"}
        assert denied >= CHANGING_AN_ENTRY, name
        assert not allowed & denied, name


def test_the_public_door_reaches_no_money_and_sends_nothing(packaged: Packaged) -> None:
    reached = set(grants(roles(packaged)["APIHandler"]))
    money = {(action, name) for action, name in reached if name in MONEY | {"NoticesTable", "InvoicesTable"}}
    assert money == {("dynamodb:Query", "RewardsTable")}, "a client reads their own rewards"
    assert {action.partition(":")[0] for action, _ in reached} == {"dynamodb", "logs", "s3"}
    files = {(action, resource) for action, resource in reached if action.startswith("s3:")}
    assert {action for action, _ in files} == {"s3:GetObject"}
    assert {resource.rpartition("/files")[2].split("/")[-2] for _, resource in files} == {"logo", "share"}


def test_one_function_alone_sends_letters(packaged: Packaged) -> None:
    senders = {
        name
        for name, statements in roles(packaged).items()
        if any(action.startswith("ses:Send") for action, _ in grants(statements))
    }
    assert senders == {"Send"}


def test_tables_are_named_one_by_one(packaged: Packaged) -> None:
    tables = packaged.of_type("AWS::DynamoDB::Table").keys()
    for name, statements in roles(packaged).items():
        for action, resource in grants(statements):
            if action.startswith("dynamodb:"):
                assert resource in tables, name


def test_functions_set_nothing_going_but_exports(packaged: Packaged) -> None:
    going = {
        name: {resource for action, resource in grants(statements) if action == "lambda:InvokeFunction"}
        for name, statements in roles(packaged).items()
    }
    # A role that named its own function would need it before there is one.
    functions = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function"
    assert {name: resources for name, resources in going.items() if resources} == {
        "Console": {"ExportList", "Night", "ProcessLoyalty", "RunMailing", "Send"},
        "ExportList": {f"{functions}:${{AWS::StackName}}-ExportList-*"},
        "Night": {"ExportList"},
        "ProcessLoyalty": {f"{functions}:${{AWS::StackName}}-ProcessLoyalty-*"},
        "RunMailing": {f"{functions}:${{AWS::StackName}}-RunMailing-*"},
    }


def test_nobody_takes_back_what_the_audit_says(packaged: Packaged) -> None:
    """Erasure blanks what a person's records say; the record that there was one stays."""
    for name, statements in roles(packaged).items():
        allowed = {action for action, resource in grants(statements) if resource == "AuditTable"}
        assert "dynamodb:DeleteItem" not in allowed, name


def test_every_policy_is_shorter_than_iam_takes(packaged: Packaged) -> None:
    """A role's own policies have 10,240 characters together, spaces aside. Source: IAM's quotas."""
    for name, statements in roles(packaged).items():
        assert len(json.dumps(_spelled(statements), separators=(",", ":"))) <= 10_240, name


def _spelled(value: Any) -> Any:
    """The statements with names as long as CloudFormation makes them of a stack's name of 20 letters."""
    if isinstance(value, list):
        return [_spelled(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() & {"Fn::GetAtt", "Fn::Sub"}:
        return "arn:aws:dynamodb:us-east-1:123456789012:table/" + 20 * "s" + str(_named(value))[-60:]
    return {name: _spelled(each) for name, each in value.items()}
