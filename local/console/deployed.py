"""The dashboards and functions of the local cloud, over its CloudWatch and Lambda."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.cloud import client_at
from local.console.backend import Body, Broken, fitting


class Deployed:
    """Whatever dashboards stand in the cloud at this address; functions are invoked as the console does."""

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url

    def dashboards(self) -> Mapping[str, Body]:
        """Every dashboard of the account and region, read anew."""
        pages = self._cloudwatch.get_paginator("list_dashboards").paginate()
        names = [entry["DashboardName"] for page in pages for entry in page["DashboardEntries"]]
        return {name: self._body(name) for name in sorted(names)}

    def invoke(self, arn: str, payload: Mapping[str, Any]) -> Any:
        """By the ARN as the widget names it, its alias included."""
        try:
            answer = self._functions.invoke(FunctionName=arn, Payload=fitting(payload))
        except (ClientError, BotoCoreError) as refused:
            raise Broken(str(refused)) from refused
        result = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise Broken(f"{answer['FunctionError']}: {json.dumps(result)[:500]}")
        return result

    def _body(self, name: str) -> Body:
        return dict(json.loads(self._cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]))

    @cached_property
    def _cloudwatch(self) -> Any:
        return client_at(self.endpoint_url, "cloudwatch")

    @cached_property
    def _functions(self) -> Any:
        return client_at(self.endpoint_url, "lambda")
