"""The engine is as true as the tests need it: what ministack must keep when its version is raised."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.models.base import client
from chalicelib.settings import NOUNS, settings
from tests.engine import Engine

CLAIMS = "tests-claims"
NEW = "attribute_not_exists(claim)"


def put(claim: str, holder: str, **more: Any) -> dict[str, Any]:
    item = {"claim": {"S": claim}, "holder": {"S": holder}}
    return {"TableName": CLAIMS, "Item": item, **more}


def transact(token: str, *writes: dict[str, Any]) -> None:
    client().transact_write_items(TransactItems=list(writes), ClientRequestToken=token)


def test_every_noun_has_its_table(tables: Engine) -> None:
    assert sorted(client().list_tables()["TableNames"]) == sorted(f"tests-{noun}" for noun in NOUNS)


def test_emptying_costs_a_test_less_than_50_ms(tables: Engine) -> None:
    for number in range(50):
        client().put_item(**put(f"number:{number}", "a"))
    before = time.perf_counter()
    tables.empty()
    assert time.perf_counter() - before < 0.05
    assert tables.rows("claims") == []


def test_of_64_racers_for_one_key_one_wins(tables: Engine) -> None:
    def race(racer: int) -> bool:
        try:
            client().put_item(**put("number:1", str(racer), ConditionExpression=NEW))
        except client().exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(64) as racers:
        assert sum(racers.map(race, range(64))) == 1


def test_64_concurrent_additions_are_all_counted(tables: Engine) -> None:
    def add(_: int) -> None:
        client().update_item(
            TableName="tests-counters",
            Key={"counter": {"S": "clients"}},
            UpdateExpression="ADD tally :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(16) as adders:
        list(adders.map(add, range(64)))
    assert tables.rows("counters") == [{"counter": "clients", "tally": 64}]


def test_a_failed_condition_shows_the_row_that_stands(tables: Engine) -> None:
    client().put_item(**put("number:1", "first"))
    refused = put(
        "number:1", "second", ConditionExpression=NEW, ReturnValuesOnConditionCheckFailure="ALL_OLD"
    )
    with pytest.raises(ClientError) as caught:
        transact("t1", {"Put": put("number:2", "second")}, {"Put": refused})
    reasons: Any = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"]["holder"] == {"S": "first"}
    assert len(tables.rows("claims")) == 1


def test_a_token_answers_its_own_repeat_and_refuses_another_content(tables: Engine) -> None:
    write = {"Put": put("number:1", "a", ConditionExpression=NEW)}
    transact("token", write)
    transact("token", write)
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        transact("token", {"Put": put("number:2", "a")})
    tables.forget_tokens()
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        transact("token", write)


def test_a_consistent_read_of_an_index_is_refused(tables: Engine) -> None:
    query = {
        "TableName": "tests-clients",
        "IndexName": "by_status",
        "KeyConditionExpression": "status_id = :status",
        "ExpressionAttributeValues": {":status": {"S": "active"}},
    }
    assert client().query(**query)["Items"] == []
    with pytest.raises(ClientError, match="ValidationException"):
        client().query(**query, ConsistentRead=True)


def test_a_row_without_the_index_key_is_not_in_the_index(tables: Engine) -> None:
    for client_id, more in (("a", {"status_id": {"S": "active"}}), ("b", {})):
        client().put_item(TableName="tests-clients", Item={"client_id": {"S": client_id}, **more})
    found = client().scan(TableName="tests-clients", IndexName="by_status")["Items"]
    assert [item["client_id"]["S"] for item in found] == ["a"]


def test_a_restored_world_is_the_one_that_was_kept(tables: Engine) -> None:
    client().put_item(TableName="tests-clients", Item={"client_id": {"S": "a"}})
    kept = tables.snapshot()
    client().put_item(TableName="tests-clients", Item={"client_id": {"S": "b"}})
    tables.restore(kept)
    assert tables.rows("clients") == [{"client_id": "a"}]
    assert [change["eventName"] for change in tables.changes("clients")] == ["INSERT"]


@pytest.mark.parametrize(("writes", "seen"), [(1, 2), (3, 0), (None, 1), (4, 3)])
def test_the_past_is_read_as_it_stood(tables: Engine, writes: int | None, seen: int) -> None:
    tables.remembering = True
    client().put_item(**put("number:0", "a"))
    tables.mark()
    for number in (1, 2):
        client().put_item(**put(f"number:{number}", "a"))
    with tables.past(writes):
        assert len(tables.rows("claims")) == seen
    assert len(tables.rows("claims")) == 3


def test_moto_answers_for_the_other_services_beside_the_engine(tables: Engine, aws: None) -> None:
    client().put_item(**put("number:1", "a"))
    boto3.client("s3").put_object(Bucket=settings.bucket, Key="imports/clients/a.csv", Body=b"")
    boto3.client("sqs").send_message(QueueUrl=settings.night_pages_queue_url, MessageBody="{}")
    assert len(tables.rows("claims")) == 1
