"""Our own functions, set going without waiting for them. The fake keeps what was asked in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from botocore.config import Config
from botocore.session import get_session


class Functions(Protocol):
    """What sets functions going."""

    def start(self, name: str, payload: Mapping[str, Any]) -> None:
        """Let the function of this name run with `payload`, at least once; come back without its answer."""


@dataclass(frozen=True)
class LambdaFunctions:
    """Functions of AWS Lambda, by their deployed names."""

    client: Any

    def start(self, name: str, payload: Mapping[str, Any]) -> None:
        body = json.dumps(payload, sort_keys=True)
        self.client.invoke(FunctionName=name, InvocationType="Event", Payload=body)


@cache
def awslambda() -> Any:
    """The one Lambda client of this container."""
    return get_session().create_client(
        "lambda",
        config=Config(
            connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4}
        ),
    )


def functions() -> LambdaFunctions:
    """Functions as they are deployed."""
    return LambdaFunctions(awslambda())


@dataclass
class FakeFunctions:
    """Keeps what was started, in order: names and payloads."""

    started: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def start(self, name: str, payload: Mapping[str, Any]) -> None:
        self.started.append((name, dict(payload)))
