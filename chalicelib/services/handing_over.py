"""A message is handed to a provider that knows no idempotency: asked once, and every answer judged.

Source: rules 9.
"""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)
from botocore.session import get_session

from chalicelib.domain.notice import Reason

FIRST_SERVER_FAULT = 500
_NOT_REACHED = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError, NoCredentialsError)


class NotSent(Exception):
    """The provider surely did not take the message. `later`: the same one may be taken another time."""

    def __init__(self, reason: Reason, *, later: bool) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.later = later


class NoAnswer(Exception):
    """The message may be on its way or not: it must not be sent again before that is known."""


def handed_over(
    operation: Callable[..., Mapping[str, Any]],
    request: Mapping[str, Any],
    judged: Callable[[ClientError], NotSent | NoAnswer],
) -> str:
    """The provider's message id for `request`, once it was taken.

    Raises what `judged` makes of a refusal, NotSent when nobody was reached, NoAnswer when nobody knows.
    """
    try:
        return str(operation(**request)["MessageId"])
    except ClientError as error:
        raise judged(error) from error
    except _NOT_REACHED as error:
        raise NotSent(Reason.NOT_REACHED, later=True) from error
    except BotoCoreError as error:
        raise NoAnswer("no answer to a message") from error


def asked_once(service: str) -> Any:
    """A client of the provider without retries: after a lost answer they send a second message."""
    return get_session().create_client(
        service,
        config=Config(
            connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}
        ),
    )
