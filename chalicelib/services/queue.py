"""A queue of work for a function of ours. The fake keeps the messages in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from botocore.config import Config
from botocore.session import get_session

from chalicelib.settings import settings


class Queue(Protocol):
    """Where one message waits for the function that reads it, which may get it more than once."""

    def send(self, message: Mapping[str, Any], *, delay_seconds: int = 0) -> None:
        """Put one message on the queue."""


@dataclass(frozen=True)
class SqsQueue:
    """One SQS queue; messages are JSON."""

    client: Any
    url: str

    def send(self, message: Mapping[str, Any], *, delay_seconds: int = 0) -> None:
        body = json.dumps(message, sort_keys=True)
        self.client.send_message(QueueUrl=self.url, MessageBody=body, DelaySeconds=delay_seconds)


@cache
def sqs() -> Any:
    """The one SQS client of this container."""
    return get_session().create_client(
        "sqs",
        config=Config(
            connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4}
        ),
    )


def import_slices() -> SqsQueue:
    """Where imports wait for their next slice."""
    return SqsQueue(sqs(), settings.import_slices_queue_url)


def night_pages() -> SqsQueue:
    """Where the night's pages wait for a worker."""
    return SqsQueue(sqs(), settings.night_pages_queue_url)


@dataclass
class FakeQueue:
    """Keeps what was sent, in order."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    delays: list[int] = field(default_factory=list)

    def send(self, message: Mapping[str, Any], *, delay_seconds: int = 0) -> None:
        self.messages.append(dict(message))
        self.delays.append(delay_seconds)

    def take(self) -> list[dict[str, Any]]:
        """All messages, which are then no longer on the queue."""
        taken, self.messages, self.delays = self.messages, [], []
        return taken
