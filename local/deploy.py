"""Deploys a package by CloudFormation, on the local cloud and on AWS by the same calls."""

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

STACK = "studio"
# What the local cloud needs otherwise than a studio does: data that may be thrown away, a night that fans
# out with two hundred clients, no more workers than a small machine has cores, and a page that comes back
# soon after the worker that took it was killed, but not while that one is merely slow.
LOCAL_PARAMETERS = {
    "Stage": "local",
    "DataProtection": "off",
    "FanOutClients": "200",
    "WorkerVisibilitySeconds": "120",
    "ManyWorkers": "no",
}
SECONDS_TO_DEPLOY = 1800


class DeployFailed(RuntimeError):
    """CloudFormation refused or rolled back; the message holds its reasons."""


def with_code_at(
    template: dict[str, Any], bucket: str, keys: Mapping[str, str], parameters: Mapping[str, str]
) -> str:
    """The SAM template as text, its functions' code and its layers in `bucket` under `keys`, by zip.

    A function with aliases gets a new version whenever its code, its settings or any of `parameters` is
    another. SAM alone would look at code and environment as written: a changed parameter, such as the key
    that signs, would then never reach the aliases.
    """
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::LayerVersion":
            packaged = resource["Properties"]["Content"]["S3Key"]
            resource["Properties"]["Content"] = {"S3Bucket": bucket, "S3Key": keys[packaged]}
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        properties = resource["Properties"]
        properties["CodeUri"] = {"Bucket": bucket, "Key": keys["deployment.zip"]}
        if "AutoPublishAlias" in properties:
            decides = json.dumps([properties, template["Globals"], dict(parameters)], sort_keys=True)
            properties["AutoPublishCodeSha256"] = hashlib.sha256(decides.encode()).hexdigest()
    return json.dumps(template)


def deploy(
    client: Callable[[str], Any],
    package: Path,
    code_bucket: str,
    stack: str = STACK,
    parameters: Mapping[str, str] | None = None,
) -> bool:
    """Makes or updates `stack` from the package in that folder; answers whether anything changed.

    `client(service)` gives a boto3 client. The zips and the template, too large to be sent along, go to
    `code_bucket`, which must exist, under names made from their content. Parameters not given keep the
    values they had, or their defaults. Raises DeployFailed.
    """
    files, formation = client("s3"), client("cloudformation")
    zips = {file.name: file.read_bytes() for file in sorted(package.glob("*.zip"))}
    keys = {name: f"{stack}/{hashlib.sha256(content).hexdigest()}.zip" for name, content in zips.items()}
    template = json.loads((package / "sam.json").read_text())
    given, known = dict(parameters or {}), _parameters_of(formation, stack)
    defaults = {name: str(each.get("Default", "")) for name, each in template["Parameters"].items()}
    kept = {name: value for name, value in (known or {}).items() if name in defaults}
    body = with_code_at(template, code_bucket, keys, {**defaults, **kept, **given})
    template_key = f"{stack}/{hashlib.sha256(body.encode()).hexdigest()}.json"
    for name, content in zips.items():
        files.put_object(Bucket=code_bucket, Key=keys[name], Body=content)
    files.put_object(Bucket=code_bucket, Key=template_key, Body=body.encode())
    address = files.generate_presigned_url(
        "get_object", Params={"Bucket": code_bucket, "Key": template_key}
    ).partition("?")[0]
    values: list[dict[str, Any]] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in sorted(given.items())
    ]
    values += [
        {"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept.keys() - given.keys())
    ]
    change = f"deploy-{int(time.time())}"
    formation.create_change_set(
        StackName=stack,
        ChangeSetName=change,
        ChangeSetType="CREATE" if known is None else "UPDATE",
        TemplateURL=address,
        Parameters=values,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    planned = _settled(lambda: formation.describe_change_set(StackName=stack, ChangeSetName=change))
    if planned["Status"] == "FAILED":
        reason = planned.get("StatusReason", "")
        formation.delete_change_set(StackName=stack, ChangeSetName=change)
        if "didn't contain changes" in reason or "No updates are to be performed" in reason:
            return False
        raise DeployFailed(reason)
    formation.execute_change_set(StackName=stack, ChangeSetName=change)
    ended = _settled(lambda: formation.describe_stacks(StackName=stack)["Stacks"][0], "StackStatus")
    if ended["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeployFailed("\n".join([ended["StackStatus"], *_reasons(formation, stack)]))
    return True


def _parameters_of(formation: Any, stack: str) -> dict[str, str] | None:
    """The parameters that the standing stack has, with their values; None when there is no stack yet."""
    from botocore.exceptions import ClientError

    try:
        described = formation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as refused:
        if "does not exist" in str(refused):
            return None
        raise
    if described["StackStatus"] == "REVIEW_IN_PROGRESS":
        return None
    return {each["ParameterKey"]: each["ParameterValue"] for each in described.get("Parameters", [])}


def _settled(ask: Callable[[], Any], status: str = "Status") -> Any:
    """Asks until what is described is no longer under way."""
    end = time.monotonic() + SECONDS_TO_DEPLOY
    pause = 0.1
    while time.monotonic() < end:
        answer = ask()
        if not answer[status].endswith(("_IN_PROGRESS", "_PENDING")):
            return answer
        time.sleep(pause)
        pause = min(pause * 1.5, 5)
    raise DeployFailed(f"not done after {SECONDS_TO_DEPLOY} seconds")


def _reasons(formation: Any, stack: str) -> list[str]:
    events = formation.describe_stack_events(StackName=stack)["StackEvents"]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    ]


def main() -> None:
    """`python -m local.deploy PACKAGE --stack S --code-bucket B [NAME=VALUE ...]`, to the account in use."""
    import boto3

    reader = argparse.ArgumentParser(description=main.__doc__)
    reader.add_argument("package", type=Path)
    reader.add_argument("--stack", required=True)
    reader.add_argument("--code-bucket", required=True)
    reader.add_argument("parameters", nargs="*", metavar="NAME=VALUE")
    asked = reader.parse_args()
    parameters = dict(each.split("=", 1) for each in asked.parameters)
    client: Any = boto3.client  # Its types take only names written out.
    changed = deploy(client, asked.package, asked.code_bucket, asked.stack, parameters)
    print(f"{asked.stack}: {'deployed' if changed else 'nothing changed'}")


if __name__ == "__main__":
    main()
