"""Files and records through the doors of the deployed product."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.ids import client_id_of_ref
from local.cloud import Cloud

SECONDS = 120


def waited(happened: Callable[[], Any]) -> Any:
    """What `happened` answers once it is something."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if answer := happened():
            return answer
        time.sleep(0.2)
    raise AssertionError("it did not happen")


@pytest.fixture
def put(cloud: Cloud, outputs: dict[str, Any]) -> Callable[[str, str], None]:
    """Puts a file under `imports/`."""

    def put_file(name: str, body: str) -> None:
        cloud.client("s3").put_object(Bucket=outputs["bucket"], Key=f"imports/{name}", Body=body.encode())

    return put_file


@pytest.fixture
def counts(cloud: Cloud, outputs: dict[str, Any]) -> Callable[[str], dict[str, int]]:
    """The counts at the end of a report, once it stands."""
    files = cloud.client("s3")

    def read(name: str) -> dict[str, int]:
        def report() -> str | None:
            try:
                found = files.get_object(Bucket=outputs["bucket"], Key=f"imports/reports/{name}")
            except files.exceptions.NoSuchKey:
                return None
            return str(found["Body"].read().decode())

        lines = [line.split(",") for line in waited(report).splitlines()]
        return {line[1]: int(line[2]) for line in lines if line[0] == "count" and line[2] != "0"}

    return read


@pytest.fixture
def row(cloud: Cloud, outputs: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """One row of a table by its key, as DynamoDB has it; {} where there is none."""

    def read(noun: str, **key: str) -> dict[str, Any]:
        wanted = {name: {"S": value} for name, value in key.items()}
        found = cloud.client("dynamodb").get_item(
            TableName=outputs["tables"][noun], Key=wanted, ConsistentRead=True
        )
        return dict(found.get("Item", {}))

    return read


def test_files_put_at_once_meet_in_any_order(put, counts, row):
    clients = [f"meet-{each}" for each in range(600)]
    sales = [(f"meet-{client}-{each}", client) for each in range(2) for client in clients]
    head = "invoice_ref,client_ref,invoiced_on,total,tax,paid,paid_on\n"
    put(
        "invoices/meet.csv",
        head + "".join(f"{ref},{client},2026-11-01,10,0,10,2026-11-01\n" for ref, client in sales),
    )
    put("clients/meet.csv", "client_ref,first_name\n" + "".join(f"{each},Jo\n" for each in clients))

    of_sales, of_clients = counts("invoices/meet.csv"), counts("clients/meet.csv")

    assert of_clients["stored"] == 600
    assert of_sales.get("stored", 0) + of_sales.get("waiting", 0) == 1200
    for client in clients[::97]:
        account = row("accounts", client_id=client_id_of_ref(client))
        assert account["qualified_cents"] == {"N": "2000"}
    waiting = [row("waiting", client_ref=client, row="#") for client in clients[::97]]
    assert waiting == [{}] * len(waiting)


def test_a_file_put_again_changes_nothing(put, counts, cloud, outputs):
    put("clients/again.csv", "client_ref,first_name\nagain-1,Jo\n")
    assert counts("clients/again.csv") == {"rows": 1, "stored": 1}
    report = {"Bucket": outputs["bucket"], "Key": "imports/reports/clients/again.csv"}
    cloud.client("s3").delete_object(**report)
    put("clients/again.csv", "client_ref,first_name\nagain-1,Jo\n")
    assert counts("clients/again.csv") == {"rows": 1, "unchanged": 1}


def test_records_come_singly_by_function_and_by_queue(cloud, outputs, row):
    def told(record: dict[str, Any]) -> dict[str, str]:
        answer = cloud.client("lambda").invoke(
            FunctionName=outputs["functions"]["record"], Payload=json.dumps(record).encode()
        )
        return dict(json.loads(answer["Payload"].read()))

    jane = {"kind": "client", "client_ref": "single-1", "first_name": "Jane"}
    assert [told(jane)["outcome"] for _ in range(2)] == ["stored", "unchanged"]
    assert told(jane | {"email": "jane"}) == {
        "outcome": "refused",
        "column": "email",
        "reason": "is not an email address",
    }

    described = cloud.client("cloudformation").describe_stacks(StackName="studio")["Stacks"][0]
    (url,) = [each["OutputValue"] for each in described["Outputs"] if each["OutputKey"] == "RecordsQueueUrl"]
    session = {"kind": "session", "session_ref": "single-s", "client_ref": "single-1", "status": "booked"}
    body = json.dumps(session | {"starts_at": "2026-12-01T10:00Z"})
    cloud.client("sqs").send_message(QueueUrl=url, MessageBody=body)
    key = {"client_id": client_id_of_ref("single-1"), "session_ref": "single-s"}
    stored = waited(lambda: row("sessions", **key))
    assert (stored["state"], stored["source"]) == ({"S": "booked"}, {"S": "record"})
