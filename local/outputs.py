"""Where everything of the deployed local studio is, for people and scripts: `.local/outputs.json`."""

import json
import re
from pathlib import Path
from typing import Any

from local.cloud import REGION, Cloud
from local.deploy import STACK

API_STAGE = "studio"


def read(cloud: Cloud, stack: str = STACK) -> dict[str, Any]:
    """What the deployed stack tells: addresses, functions (name → ARN), tables (noun → name), the bucket.

    `console_aliases` is role → ARN of the console as that role asks it, `dashboards` the names of all.
    """
    formation = cloud.client("cloudformation")
    described = formation.describe_stacks(StackName=stack)["Stacks"][0]
    told = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}
    standing = [
        resource
        for page in formation.get_paginator("list_stack_resources").paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
    ]

    def names(kind: str) -> dict[str, str]:
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for each in standing
            if each["ResourceType"] == kind
        }

    functions = {
        _snake(logical): cloud.client("lambda").get_function_configuration(FunctionName=name)["FunctionArn"]
        for logical, name in names("AWS::Lambda::Function").items()
    }
    aliases = names("AWS::Lambda::Alias").values()
    return {
        "endpoint_url": cloud.endpoint_url,
        "region": REGION,
        "form_url": f"{cloud.endpoint_url}/_aws/execute-api/{told['RestAPIId']}/{API_STAGE}/",
        "bucket": told["FilesBucketName"],
        "functions": functions,
        "tables": {
            logical.removesuffix("Table").lower(): name
            for logical, name in names("AWS::DynamoDB::Table").items()
        },
        "console_aliases": {arn.rpartition(":")[2]: arn for arn in sorted(aliases)},
        "dashboards": sorted(names("AWS::CloudWatch::Dashboard").values()),
    }


def write(folder: Path, outputs: dict[str, Any]) -> None:
    """Leaves the outputs where scripts look for them."""
    (folder / "outputs.json").write_text(json.dumps(outputs, indent=2) + "\n")


def _snake(logical: str) -> str:
    """`NightWorker` → `night_worker`, the name that app.py gives it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", logical.replace("APIHandler", "ApiHandler")).lower()
