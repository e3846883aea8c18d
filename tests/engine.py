"""DynamoDB for the tests: ministack's engine inside this process, without port, server or HTTP.

Unlike moto it is true under threads (one lock, one request at a time), keeps request tokens, answers
ALL_OLD with a failed condition and validates as AWS does. `handle_request` is internal to ministack,
so its version is pinned and tests/faults/test_engine.py holds it to what we rely on.
"""

import importlib
import pickle
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.models.base import from_dynamodb
from tests import template

# Untyped, and internal to ministack.
dynamodb: Any = importlib.import_module("ministack.services.dynamodb")
responses: Any = importlib.import_module("ministack.core.responses")

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
REMEMBERED_WRITES = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Every row, change record, request token and remembered past at one moment.

    As bytes, so that nobody edits it.
    """

    contents: bytes


class Raw:
    """The body of an answer, as botocore reads it from a connection."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()

    def read(self, *_: Any, **__: Any) -> bytes:
        body, self.body = self.body, b""
        return body


class Engine:
    """All tables of the template in memory, behind one lock.

    `remembering` keeps the state before each of the last writes, for reads that are answered from the past.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.remembering = False
        self.requests = 0
        self._past: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_WRITES)
        self._marked: dict[str, Any] | None = None
        self._scope()
        dynamodb.reset()
        for noun, properties in template.tables().items():
            self._make_table(noun, properties)

    def attach(self, client: Any) -> None:
        """Answer every request of this botocore client here.

        On the general event name, between the injector's first and last handler: a handler on a
        longer name runs before both, and a time-out could then never come before its effect.
        """
        client.meta.events.register("before-send", self._answer, unique_id="tests-engine")

    def call(self, operation: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """One request, alone: status, headers and body of its answer."""
        with self.lock:
            self._scope()
            self.requests += 1
            if operation in WRITES and self.remembering:
                self._past.append(self.images())
            coroutine = dynamodb.handle_request(
                "POST", "/", {"x-amz-target": f"DynamoDB_20120810.{operation}"}, body, {}
            )
            try:
                coroutine.send(None)
            except StopIteration as stop:
                status, headers, answer = stop.value
                return status, headers, answer if isinstance(answer, bytes) else answer.encode()
        raise AssertionError("the engine waited for something")

    def empty(self) -> None:
        """No rows, no change records, no request tokens; the tables stay."""
        with self.lock:
            self._scope()
            self._install({name: {} for name in dynamodb._tables})
            dynamodb._stream_records.clear()
            dynamodb._stream_trimmed.clear()
            dynamodb._txn_idempotency.clear()
            self._past.clear()
            self._marked = None
            self.remembering = False

    def snapshot(self) -> World:
        """The world as it is."""
        with self.lock:
            self._scope()
            rest = [list(store.items()) for store in self._stores()]
            return World(pickle.dumps((self.images(), rest, self._past, self._marked)))

    def restore(self, world: World) -> None:
        """Make the world as it was."""
        with self.lock:
            self._scope()
            images, rest, self._past, self._marked = pickle.loads(world.contents)
            self._install(images)
            for store, entries in zip(self._stores(), rest, strict=True):
                store.clear()
                for key, value in entries:
                    store[key] = value

    def forget_tokens(self) -> None:
        """What ten minutes do: a repeated transaction is no longer answered from memory."""
        with self.lock:
            self._scope()
            dynamodb._txn_idempotency.clear()

    def rows(self, noun: str) -> list[Row]:
        """Every row of a table as plain values, read behind everyone's back."""
        with self.lock:
            self._scope()
            items = self._table(noun)["items"]
            return [
                {name: from_dynamodb(value) for name, value in item.items()}
                for of_key in items.values()
                for item in of_key.values()
            ]

    def load(self, noun: str, rows: Iterable[dict[str, Any]]) -> None:
        """Many rows in DynamoDB's own form, straight into a table: no stream, no conditions, no requests."""
        with self.lock:
            self._scope()
            table = dynamodb._tables[template.table_name(noun)]
            for row in rows:
                key, place, error = dynamodb._resolve_table_key_values(table, row, allow_extra=True)
                assert error is None, f"no row of {noun}: {row}"
                table["items"][key][place] = row
            dynamodb._items_replaced(table)

    def changes(self, noun: str) -> list[dict[str, Any]]:
        """The change records of a table's stream so far, as a Lambda function gets them."""
        with self.lock:
            self._scope()
            return list(
                pickle.loads(pickle.dumps(dynamodb._stream_records.get(template.table_name(noun), [])))
            )

    def mark(self) -> None:
        """Remember this moment for `past(None)`."""
        with self.lock:
            self._scope()
            self._marked = self.images()

    @contextmanager
    def past(self, writes: int | None) -> Iterator[bool]:
        """Answer what is read inside as it stood some writes ago, or at the mark; True when that differs."""
        with self.lock:
            self._scope()
            now = self.images()
            if writes is None:
                then = self._marked or now
            else:
                then = self._past[-writes] if len(self._past) >= writes else now
            self._install(then)
            try:
                yield then != now
            finally:
                self._install(now)

    def _answer(self, request: Any, **_: Any) -> AWSResponse | None:
        target = request.headers.get("X-Amz-Target", b"")
        target = target.decode() if isinstance(target, bytes) else target
        if not target.startswith("DynamoDB_"):
            return None
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        status, headers, answer = self.call(target.rpartition(".")[2], body)
        plain: Any = {name: str(value) for name, value in headers.items()}
        return AWSResponse(request.url, status, plain, Raw(answer))

    def _make_table(self, noun: str, properties: dict[str, Any]) -> None:
        stream = properties.get("StreamSpecification")
        definition: dict[str, Any] = {
            "TableName": template.table_name(noun),
            "BillingMode": "PAY_PER_REQUEST",
            **{
                name: properties[name]
                for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
                if name in properties
            },
        }
        if stream is not None:
            definition["StreamSpecification"] = {"StreamEnabled": True, **stream}
        # No TTL: its thread deletes by the machine's clock, and no rule of ours leans on it.
        status, _, answer = dynamodb._create_table(pickle.loads(pickle.dumps(definition)))
        assert status == 200, f"{noun}: {answer}"

    def _table(self, noun: str) -> dict[str, Any]:
        return dict(dynamodb._tables[template.table_name(noun)])

    def images(self) -> dict[str, Any]:
        """All rows as the engine holds them; not to be changed."""
        # The engine replaces a row whole, so that a copy of the two outer levels keeps the moment.
        return {
            name: {key: dict(rows) for key, rows in table["items"].items()}
            for name, table in dynamodb._tables.items()
        }

    def _install(self, images: dict[str, Any]) -> None:
        for name, items in images.items():
            table = dynamodb._tables[name]
            table["items"] = defaultdict(dict, {key: dict(rows) for key, rows in items.items()})
            dynamodb._items_replaced(table)

    @staticmethod
    def _stores() -> list[Any]:
        return [dynamodb._stream_records, dynamodb._stream_trimmed, dynamodb._txn_idempotency]

    @staticmethod
    def _scope() -> None:
        # Held per thread: a new thread would otherwise see another account's empty tables.
        responses.set_request_account_id(template.ACCOUNT)
        responses.set_request_region(template.REGION)
