"""The template deploys, what it promises stands, and all of it outlives the local cloud's sleep."""

import json
import re
from collections.abc import Callable
from typing import Any

from chalicelib import settings
from local.cloud import Cloud
from local.deploy import deploy
from local.studio import CODE_BUCKET, packaged

Studio = tuple[Cloud, dict[str, Any]]


def test_every_table_and_function_is_named_in_the_outputs(outputs: dict[str, Any]) -> None:
    assert outputs["tables"] == {noun: f"studio-{noun}" for noun in settings.NOUNS}
    assert {"api_handler", "evaluate", "night", "send", "fire_triggers", "run_mailing"} < outputs[
        "functions"
    ].keys()


def test_each_purpose_has_two_keys_of_its_own(cloud: Cloud, outputs: dict[str, Any]) -> None:
    given = settings.load(cloud.environment(outputs["functions"]["api_handler"]))
    keys = [*given.form_keys, *given.link_keys, *given.contact_keys]
    assert len(set(keys)) == 6
    assert {len(key) for key in keys} == {64}


def test_the_other_key_signs_after_a_change_and_both_go_on_to_verify(
    new_studio: Callable[..., Studio],
) -> None:
    cloud, outputs = new_studio()

    def keys() -> tuple[bytes, ...]:
        return settings.load(cloud.environment(outputs["functions"]["api_handler"])).link_keys

    odd = keys()
    assert deploy(cloud.client, packaged(), CODE_BUCKET, parameters={"SigningKeys": "even"})
    assert keys() == odd[::-1]
    assert not deploy(cloud.client, packaged(), CODE_BUCKET), "the parameter stays what it was"


def test_state_outlives_an_orderly_stop(new_studio: Callable[..., Studio]) -> None:
    cloud, outputs = new_studio()
    row = {"part": {"S": "sleep"}, "record": {"S": "one"}}
    cloud.client("dynamodb").put_item(TableName=outputs["tables"]["studio"], Item=row)
    cloud.client("s3").put_object(Bucket=outputs["bucket"], Key="reports/kept.csv", Body=b"kept")
    address = cloud.endpoint_url
    cloud.down()
    cloud.up()
    assert cloud.endpoint_url == address
    assert cloud.client("dynamodb").get_item(TableName=outputs["tables"]["studio"], Key=row)["Item"] == row
    kept = cloud.client("s3").get_object(Bucket=outputs["bucket"], Key="reports/kept.csv")
    assert kept["Body"].read() == b"kept"
    assert cloud.environment(outputs["functions"]["night"])["BUCKET"] == outputs["bucket"]
    mappings = cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert len(mappings) == 10


def test_a_file_put_under_imports_wakes_its_function_but_a_report_does_not(
    cloud: Cloud, outputs: dict[str, Any]
) -> None:
    told = cloud.client("s3").get_bucket_notification_configuration(Bucket=outputs["bucket"])
    prefixes = {
        rule["Value"]
        for each in told["LambdaFunctionConfigurations"]
        for rule in each["Filter"]["Key"]["FilterRules"]
        if each["LambdaFunctionArn"] == outputs["functions"]["import_file"]
    }
    kinds = {"clients", "enrollments", "invoices", "rewards", "sessions"}
    assert prefixes == {*(f"imports/{kind}/" for kind in kinds), "imports/dry-run/clients/"}


def test_the_clock_wakes_the_night_every_hour_and_whoever_sends_every_quarter(cloud: Cloud) -> None:
    rules = cloud.client("events").list_rules()["Rules"]
    woken = {re.sub(r"studio-(\w+)-\w+", r"\1", rule["Name"]): rule["ScheduleExpression"] for rule in rules}
    quarters = (
        *("SendQuarterHour", "FireTriggersQuarterHour", "RunMailingQuarterHour"),
        "ProcessLoyaltyQuarterHour",
    )
    assert woken == {"NightHour": "cron(5 * * * ? *)", **dict.fromkeys(quarters, "rate(15 minutes)")}
    assert {rule["State"] for rule in rules} == {"DISABLED"}


def test_the_outputs_are_plain_json(outputs: dict[str, Any]) -> None:
    assert json.loads(json.dumps(outputs)) == outputs
