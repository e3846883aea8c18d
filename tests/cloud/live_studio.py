"""A studio that is set up and open on the deployed product, and what tests ask of it from outside.

Rows are read as they lie in the tables, by plain boto3: nothing of the product is between.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer

from chalicelib import settings
from chalicelib.domain import tokens
from chalicelib.domain.tokens import Ticket
from local import outbox
from local.cloud import ROOT, Cloud
from local.deploy import STACK
from local.process import waited
from tests.cloud.visitor import Answer, Visitor

T = TypeVar("T")
Row = dict[str, Any]
SECONDS = 60


@dataclass(frozen=True)
class Referrer:
    """An enrolled client."""

    client_id: str
    ref: str
    email: str
    token: str
    url: str


@dataclass(frozen=True, eq=False)
class LiveStudio:
    """The studio; `cloud` is where it is deployed, `outputs` what its stack tells.

    `preferences` are its own, beside those that all studios of these tests have.
    """

    cloud: Cloud
    outputs: dict[str, Any]
    preferences: Mapping[str, Any] = field(default_factory=dict)
    _as_set_up: dict[str, Any] = field(default_factory=dict)

    @cache  # noqa: B019 - one studio a session; a client is dear to make.
    def client(self, service: str) -> Any:
        """A client of boto3 for the studio's cloud."""
        return self.cloud.client(service)

    @cached_property
    def environment(self) -> dict[str, str]:
        """What the function behind the form finds in its environment."""
        return self.cloud.environment(self.outputs["functions"]["api_handler"])

    def set_up(self, **preferences: Any) -> None:
        """Store the studio, with these preferences for a while; the form shows them at once."""
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("set_up.py"))],
            input=json.dumps({**self.preferences, **preferences}),
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.renew("api_handler")
        self.renew("send")
        if not self._as_set_up:
            self._as_set_up.update(self._stored())

    def set_up_again(self) -> None:
        """Store the studio where any of it is not as it was set up, by whatever changed it."""
        stands = self._stored()
        if any(stands.get(record) != stored for record, stored in self._as_set_up.items()):
            self.set_up()

    def _stored(self) -> dict[str, Any]:
        return {row["record"]: row.get("settings") for row in self.rows("studio", part="studio")}

    def renew(self, function: str) -> None:
        """The function's next calls find no container that has seen anything."""
        functions, name = self.client("lambda"), self.outputs["functions"][function]
        timeout = functions.get_function_configuration(FunctionName=name)["Timeout"]
        functions.update_function_configuration(FunctionName=name, Timeout=timeout)

    def containers_started(self, function: str) -> int:
        """How many containers of the function the local cloud has started until now."""
        name = self.outputs["functions"][function].rpartition(":")[2]
        return self.cloud.program.log.read_text().count(f"Lambda worker spawned for {name} ")

    def invoke(self, function: str, event: Any) -> Any:
        """What the deployed function answers."""
        answer = self.client("lambda").invoke(
            FunctionName=self.outputs["functions"][function], Payload=json.dumps(event).encode()
        )
        told = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, told
        return told

    def record(self, kind: str, **fields: Any) -> str:
        """Tell of one record by the function `record`; its outcome, with the reason if there is one."""
        answer = self.invoke("record", {"kind": kind, **fields})
        return " ".join(filter(None, (answer["outcome"], answer["column"], answer["reason"])))

    def referrer(self, ref: str, program: str = "Friends & Family") -> Referrer:
        """A new client of that reference, enrolled now."""
        email = f"{ref.lower()}@clients.example"
        client = {"client_ref": ref, "first_name": "Rosa", "last_name": ref, "email": email}
        assert self.record("client", **client, status="Client") == "stored"
        assert self.record("enrollment", client_ref=ref, program=program) == "stored"
        (row,) = self.rows("clients", client_ref=ref)
        token = self.row("enrollments", client_id=row["client_id"], enrollment_id="open")["token"]
        url = f"{self.outputs['form_url']}r/{token}"
        return Referrer(row["client_id"], ref, email, token, url)

    def open_form(self, **values: str) -> dict[str, str]:
        """A form that has been open for a while, filled in; nobody has to wait for it."""
        keys = settings.load(self.environment).form_keys
        opened = Ticket(secrets.token_urlsafe(16), datetime.now(UTC) - timedelta(seconds=10))
        return {"ticket": tokens.sign(tokens.Purpose.FORM, opened, keys), "location": "quay", **values}

    def post(self, url: str, values: Mapping[str, str]) -> Answer:
        """What somebody new to the line gets who sends these values."""
        return Visitor().post(url, values)

    def row(self, noun: str, **key: str) -> Row:
        """The row of that key, which is there."""
        found = self.find(noun, **key)
        assert found is not None, f"no row {key} in {noun}"
        return found

    def find(self, noun: str, **key: str) -> Row | None:
        """The row of that key, or None."""
        answer = self.client("dynamodb").get_item(
            TableName=self.outputs["tables"][noun],
            Key={name: {"S": value} for name, value in key.items()},
            ConsistentRead=True,
        )
        return _plain(answer["Item"]) if "Item" in answer else None

    def rows(self, noun: str, **equal: Any) -> list[Row]:
        """All rows with these values."""
        pages = self.client("dynamodb").get_paginator("scan")
        found = pages.paginate(TableName=self.outputs["tables"][noun], ConsistentRead=True)
        rows = [_plain(item) for page in found for item in page["Items"]]
        return [row for row in rows if all(row.get(name) == value for name, value in equal.items())]

    def everything(self) -> dict[str, list[Row]]:
        """All rows in a fixed order, but of the directory, which follows the clients a moment later."""
        return {
            noun: sorted(self.rows(noun), key=lambda row: json.dumps(row, sort_keys=True, default=sorted))
            for noun in self.outputs["tables"]
            if noun != "directory"
        }

    def on_its_way(self) -> list[str]:
        """What is still being done: clients without a number, unlooked-at referrals, notices that are due.

        A notice that could not be sent says why and waits for its hour; nothing is being done about it.
        """
        now = datetime.now(UTC).isoformat()
        notices = [each for each in self.rows("notices") if "unfinished_bucket" in each]
        return [
            *(f"no number: {each}" for each in self.rows("clients") if "client_number" not in each),
            *(
                f"not evaluated: {each}"
                for each in self.rows("referrals", state="pending")
                if "evaluated_at" not in each
            ),
            *(f"not sent: {each}" for each in notices if not each.get("reason") or each["next_at"] <= now),
        ]

    def come_to_rest(self) -> None:
        """Wait until nothing is being done any more."""
        at_rest = waited(SECONDS, lambda: not self.on_its_way())
        assert at_rest, f"not within {SECONDS} seconds: {self.on_its_way()}"

    def changes(self, noun: str) -> list[dict[str, Any]]:
        """Every record of the table's stream until now, as a function gets it."""
        table = self.client("dynamodb").describe_table(TableName=self.outputs["tables"][noun])["Table"]
        streams, arn = self.client("dynamodbstreams"), table["LatestStreamArn"]
        records = []
        for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            place = streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )
            page = streams.get_records(ShardIterator=place["ShardIterator"])
            while page["Records"]:
                records += page["Records"]
                page = streams.get_records(ShardIterator=page["NextShardIterator"])
        for record in records:
            record["eventSourceARN"] = arn
            told = record["dynamodb"]
            told["ApproximateCreationDateTime"] = told["ApproximateCreationDateTime"].timestamp()
        return records

    def letters_to(self, address: str) -> list[dict[str, Any]]:
        """The letters to this address that the mail service took, the oldest first."""
        return [each for each in outbox.sent(self.outputs)[::-1] if address in str(each["To"])]

    def told(self, output: str) -> str:
        """What the stack tells under this name."""
        (stack,) = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        values = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
        return str(values[output])

    def clients_at(self, email: str) -> list[Row]:
        """The clients with this address."""
        return [each for each in self.rows("clients") if email in each["emails"]]

    def friend_of(self, url: str, name: str, **more: str) -> Row:
        """A friend who has come by this link with a full name and an address, as a client."""
        email = f"{name.lower()}@friends.example"
        answer = Visitor().send_form(url, first_name=name, last_name="Friend", email=email, **more)
        assert (answer.status, answer.heading) == (200, "Thank you"), answer.text
        (row,) = self.clients_at(email)
        return row


def eventually(read: Callable[[], T], what: str = "") -> T:
    """What `read` gives as soon as it gives something."""
    got: list[T] = []

    def happened() -> bool:
        got.append(read())
        return bool(got[-1])

    assert waited(SECONDS, happened), f"not within {SECONDS} seconds: {what or read}"
    return got[-1]


def _plain(item: dict[str, Any]) -> Row:
    read = TypeDeserializer()
    return {name: _whole(read.deserialize(value)) for name, value in item.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list) else value
