"""The night's doors, with the services as they are deployed: S3 and SQS by moto, the tables by the engine."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from chalicelib.handlers import night as handler
from chalicelib.models.run import Run
from chalicelib.services import clock
from chalicelib.settings import settings
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import NOW

HOUR = {"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
CLIENTS = 5


class Context:
    """What Lambda tells a function about itself."""

    aws_request_id = "request-1"

    def __init__(self, seconds: int = 600) -> None:
        self.seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return self.seconds * 1000


@pytest.fixture
def studio(tables: Engine, aws: None, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    nights.studio()
    nights.client("ann", NOW - timedelta(days=1))
    nights.invoice("ann", "1", 25_000, NOW)
    return tables


def received() -> list[dict[str, Any]]:
    """What waits on the queue, as the event source hands it to the worker."""
    queue = boto3.client("sqs")
    found: list[dict[str, Any]] = []
    while True:
        got = queue.receive_message(QueueUrl=settings.night_pages_queue_url, MaxNumberOfMessages=10)
        if not got.get("Messages"):
            return found
        found += [{"messageId": each["MessageId"], "body": each["Body"]} for each in got["Messages"]]


def stored(key: str) -> str:
    return str(boto3.client("s3").get_object(Bucket=settings.bucket, Key=key)["Body"].read().decode())


def test_the_hour_runs_the_night_once(studio: Engine) -> None:
    (night,) = handler.run(HOUR, Context())["runs"]
    assert night["run"] == "night-2026-11-22"
    assert night["state"] == "finished"
    assert handler.run(HOUR, Context()) == {"runs": [], "mailed_reports": []}


@pytest.mark.parametrize("event", [None, {}, {"wait": True}])
def test_by_hand_it_answers_figures_and_the_report_that_stands(studio: Engine, event: Any) -> None:
    answer = handler.run(event, Context())
    assert answer["state"] == "finished"
    assert answer["figures"]["loyalty"]["reward_cents"] == 2_000
    assert stored(answer["report"]).splitlines() == [
        "client_ref,qualifying_cents,consumed_cents,rewards,reward_cents,reason",
        "ann,25000,0,2,2000,rewarded",
    ]
    assert stored(answer["reconciliation_report"]) == "client_ref,client_id,what,stored,computed\n"
    assert json.loads(json.dumps(answer)) == answer


def test_a_request_that_is_not_understood_is_answered_with_the_reason(studio: Engine) -> None:
    answer = handler.run({"loyalty": {"every_cents": 0}}, Context())
    assert answer == {"state": "refused", "reason": "every_cents is above 0"}
    assert handler.run({"run": "night-1"}, Context())["reason"] == "there is no such run"
    assert studio.rows("runs") == []


def test_many_clients_go_to_the_workers_by_the_queue(studio: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "settings", replace(settings, fan_out_clients=CLIENTS - 1))
    for number in range(CLIENTS):
        nights.client(f"c{number}", NOW)
        nights.invoice(f"c{number}", "1", 10_000, NOW)
    answer = handler.run({}, Context())
    assert answer["state"] == "running"
    while records := received():
        assert handler.run_pages({"Records": records}, Context()) == {"batchItemFailures": []}
    run = Run.find(answer["run"])
    assert run is not None
    assert run.is_finished
    assert stored(answer["report"]).count("\n") == CLIENTS + 2
    assert len(studio.rows("rewards")) == CLIENTS + 1


def test_short_of_time_the_run_goes_on_by_the_queue(studio: Engine) -> None:
    answer = handler.run({"wait": True}, Context(seconds=30))
    assert answer["state"] == "running"
    (record,) = received()
    assert json.loads(record["body"]) == {"run": answer["run"]}
    assert handler.run_pages({"Records": [record]}, Context()) == {"batchItemFailures": []}
    assert handler.run({"run": answer["run"]}, Context())["state"] == "finished"


def test_a_message_that_fails_comes_again_and_blocks_no_other(studio: Engine) -> None:
    answer = handler.run({"wait": True}, Context(seconds=30))
    (record,) = received()
    broken = {"messageId": "bad", "body": json.dumps({"run": ""})}
    told = handler.run_pages({"Records": [broken, record]}, Context())
    assert told == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert handler.run({"run": answer["run"]}, Context())["state"] == "finished"


def test_a_check_by_hand_is_answered_with_the_trial_balance(studio: Engine) -> None:
    handler.run(HOUR, Context())
    answer = handler.run({"only": "reconciliation", "everyone": True, "name": "money-1"}, Context())
    assert (answer["run"], answer["state"]) == ("money-1", "finished")
    balance = answer["trial_balance"]
    assert (balance["clients"], balance["entries"], balance["lines"]) == (1, 1, {"issued": 2_000})
    assert (balance["is_right"], len(balance["digest"])) == (True, 64)
