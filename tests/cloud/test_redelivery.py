"""A record that a function asks for again comes again, as on AWS; and not for ever."""

import io
import json
import zipfile
from collections import Counter

import pytest

from local.cloud import Cloud
from local.server import ATTEMPTS_MAX, Redelivery
from tests.cloud.live_studio import eventually

# It asks for a record named "twice" once more, and for one named "never" each time.
CODE = """
import os
import boto3

SEEN = boto3.client("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"])

def handler(event, context):
    again = []
    for record in event["Records"]:
        name = record["dynamodb"]["Keys"]["name"]["S"]
        counted = SEEN.update_item(
            TableName="redelivery-seen", Key={"name": {"S": name}}, UpdateExpression="ADD times :one",
            ExpressionAttributeValues={":one": {"N": "1"}}, ReturnValues="ALL_NEW")
        times = int(counted["Attributes"]["times"]["N"])
        if name == "never" or (name == "twice" and times == 1):
            again.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": again}
"""


def test_the_local_cloud_brings_again_what_a_function_asks_for(cloud: Cloud) -> None:
    tables, functions = cloud.client("dynamodb"), cloud.client("lambda")
    name = {"AttributeName": "name", "AttributeType": "S"}
    key = {"AttributeName": "name", "KeyType": "HASH"}
    shape = {"AttributeDefinitions": [name], "KeySchema": [key], "BillingMode": "PAY_PER_REQUEST"}
    tables.create_table(TableName="redelivery-seen", **shape)
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    told = tables.create_table(TableName="redelivery-told", StreamSpecification=stream, **shape)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("code.py", CODE)
    functions.create_function(
        FunctionName="redelivery",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/redelivery",
        Handler="code.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=30,
    )
    functions.create_event_source_mapping(
        FunctionName="redelivery",
        EventSourceArn=told["TableDescription"]["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        BatchSize=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    for each in ("once", "twice", "after"):
        tables.put_item(TableName="redelivery-told", Item={"name": {"S": each}})

    def seen() -> dict[str, int]:
        rows = tables.scan(TableName="redelivery-seen", ConsistentRead=True)["Items"]
        return {row["name"]["S"]: int(row["times"]["N"]) for row in rows}

    eventually(lambda: "after" in seen())
    assert seen() == {"once": 1, "twice": 2, "after": 1}


@pytest.mark.parametrize("as_text", [False, True])
def test_a_batch_that_never_ends_is_given_up_after_ten_repetitions(as_text: bool) -> None:
    answers = {"never": [{"itemIdentifier": "1"}], "done": []}
    calls: Counter[str] = Counter()

    def execute(function: dict[str, object], event: dict[str, list[dict[str, str]]]) -> dict[str, object]:
        del function
        which = event["Records"][0]["eventID"]
        calls[which] += 1
        body = {"batchItemFailures": answers[which]}
        return {"body": json.dumps(body) if as_text else body}

    redelivery = Redelivery(execute)

    def call(which: str) -> bool:
        event = {"Records": [{"eventID": which}]}
        return "error" in redelivery.execute({"config": {"FunctionName": "any"}}, event)

    assert not call("never")  # Whoever calls it directly gets what it says.
    assert not redelivery.polling(lambda: call("done"))()
    polled = redelivery.polling(lambda: call("never"))
    assert [polled() for _ in range(ATTEMPTS_MAX)] == [True] * (ATTEMPTS_MAX - 1) + [False]
    assert polled()  # A new record of that name begins anew.
