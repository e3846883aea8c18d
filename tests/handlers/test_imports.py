import json
from typing import Any

import boto3
import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.flows.import_slice import import_slice
from chalicelib.handlers import imports, records
from chalicelib.models.client import Client
from chalicelib.models.import_run import ImportRun
from chalicelib.models.studio import save_item, save_preferences
from chalicelib.settings import settings
from tests.flows.studios import STUDIO

FILE = b"client_ref,first_name,referred_by\nC-1,Jane,\nC-2,,\nC-3,Ann,C-1\n"


class Context:
    """A Lambda's context with much or little time left."""

    def __init__(self, milliseconds: int = 900_000) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


@pytest.fixture(autouse=True)
def _studio(tables, aws):
    save_preferences(STUDIO.preferences)
    for status in STUDIO.statuses.values():
        save_item(status)


def put(key: str, body: bytes) -> dict[str, Any]:
    """What S3 tells when the file is put."""
    stored = boto3.client("s3").put_object(Bucket=settings.bucket, Key=key, Body=body)
    told = {"key": key.replace(" ", "+"), "size": len(body), "eTag": stored["ETag"], "sequencer": "01"}
    return {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": told}}]}


def messages() -> list[dict[str, Any]]:
    """The messages on the queue as the consumer gets them, taken off it."""
    queue, url = boto3.client("sqs"), settings.import_slices_queue_url
    found = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for each in found:
        queue.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return [{"messageId": each["MessageId"], "body": each["Body"]} for each in found]


def report(key: str) -> str:
    body = boto3.client("s3").get_object(Bucket=settings.bucket, Key=key)["Body"]
    return str(body.read().decode())


def test_a_file_in_the_bucket_is_imported_and_reported():
    answer = imports.start(put("imports/clients/May 1.csv", FILE), Context())
    assert answer == {"runs": ["import:clients/May 1.csv:01"]}
    assert imports.load_slices({"Records": messages()}, Context()) == {"batchItemFailures": []}

    lines = report("imports/reports/clients/May 1.csv").splitlines()
    assert lines[:2] == [
        "line,column,reason,outcome",
        "3,first_name,a new client needs a first or last name,refused",
    ]
    assert lines[2:5] == ["count,rows,3,", "count,stored,2,", "count,unchanged,0,"]
    assert Client.get(client_id_of_ref("C-3")).referred_by == client_id_of_ref("C-1")
    assert messages() == []


def test_a_report_that_is_told_of_begins_nothing():
    assert imports.start(put("imports/reports/clients/a.csv", FILE), Context()) == {"runs": []}
    assert imports.start({"Service": "Amazon S3", "Event": "s3:TestEvent"}, Context()) == {"runs": []}
    assert messages() == []


def test_near_its_time_limit_the_function_stops_between_rounds_and_goes_on_by_message():
    rows = b"".join(b"C-%d,Jane,\n" % each for each in range(300))
    imports.start(put("imports/clients/a.csv", b"client_ref,first_name,referred_by\n" + rows), Context())
    imports.load_slices({"Records": messages()}, Context(30_000))
    run = ImportRun.find("import:clients/a.csv:01")
    assert run is not None
    assert (run.state, run.figures["rows"]) == ("running", 100)
    imports.load_slices({"Records": messages()}, Context())
    assert "count,rows,300," in report("imports/reports/clients/a.csv")


def test_one_message_that_fails_comes_again_alone(monkeypatch):
    imports.start(put("imports/clients/a.csv", FILE), Context())
    (good,) = messages()
    bad = {"messageId": "bad", "body": json.dumps({"run": "broken"})}
    real = import_slice

    def fails(run_id: str, *args: Any, **named: Any) -> Any:
        if run_id == "broken":
            raise RuntimeError
        return real(run_id, *args, **named)

    monkeypatch.setattr("chalicelib.handlers.imports.import_slice", fails)
    answer = imports.load_slices({"Records": [bad, good]}, Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert "count,stored,2," in report("imports/reports/clients/a.csv")


def test_a_record_is_stored_and_answered():
    jane = {"kind": "client", "client_ref": "C-1", "first_name": "Jane", "status": "Client"}
    sale = {"kind": "invoice", "invoice_ref": "I-1", "client_ref": "C-1"}
    answers = [
        records.take(told, Context())["outcome"]
        for told in (
            sale | {"invoiced_on": "2026-11-01", "total": "120.00", "paid": "120.00"},
            jane | {"updated_at": "2026-11-02"},
            jane | {"updated_at": "2026-11-02"},
            jane | {"updated_at": "2026-11-01"},
            sale | {"refunded": "20"},
        )
    ]
    assert answers == ["waiting", "stored", "unchanged", "older", "stored"]
    assert records.take(sale | {"total": "a lot"}, Context()) == {
        "outcome": "refused",
        "column": "total",
        "reason": "is not an amount such as 29.33",
    }
    assert records.take("nothing", Context())["outcome"] == "refused"


def test_a_refused_record_of_the_queue_comes_again_until_a_person_sees_it():
    bodies = {
        "good": json.dumps({"kind": "client", "client_ref": "C-1", "first_name": "Jane"}),
        "refused": json.dumps({"kind": "client", "client_ref": "C-2"}),
        "not json": "client C-1",
    }
    event = {"Records": [{"messageId": name, "body": body} for name, body in bodies.items()]}
    answer = records.take_queued(event, Context())
    again = [each["itemIdentifier"] for each in answer["batchItemFailures"]]
    assert again == ["refused", "not json"]
    assert Client.get(client_id_of_ref("C-1")).first_name == "Jane"


def test_an_imported_enrollment_has_a_link_of_its_own(tables):
    for program in STUDIO.programs.values():
        save_item(program)
    records.take({"kind": "client", "client_ref": "C-1", "first_name": "Jane"}, Context())
    enrolled = {"kind": "enrollment", "client_ref": "C-1", "program": "Friends & Family"}
    assert records.take(enrolled, Context())["outcome"] == "stored"
    (link,) = tables.rows("links")
    assert len(link["token"]) == 13
