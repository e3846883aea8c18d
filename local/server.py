"""The server of the local cloud: ministack, and what it lacks of AWS where our functions count on it.

ministack 1.5.33 takes a batch of a table's stream as done whatever `batchItemFailures` says, so a record
that a function asks for again is lost. AWS brings it again, ten times as our template says, and then gives
it to the queue of failures. Here a batch with such an answer counts as failed, which brings the whole batch
again after a second; whoever reads a stream must bear that on AWS as well.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

ATTEMPTS_MAX = 11


class Redelivery:
    """Stands before ministack's call of a function, and marks an incomplete batch of a stream as failed."""

    def __init__(self, execute: Callable[..., dict[str, Any]]) -> None:
        self._execute = execute
        self._attempts: Counter[tuple[str, str]] = Counter()
        self._here = threading.local()

    def polling(self, poll: Callable[[], bool]) -> Callable[[], bool]:
        """The reading of the streams, within which calls are watched."""

        def watched() -> bool:
            self._here.polls = True
            try:
                return poll()
            finally:
                self._here.polls = False

        return watched

    def execute(self, function: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        """Call the function as ministack does."""
        result = self._execute(function, event)
        if not getattr(self._here, "polls", False) or result.get("error"):
            return result
        batch = str(function["config"]["FunctionName"]), str(event["Records"][0]["eventID"])
        self._attempts[batch] += 1
        if not _left(result.get("body")) or self._attempts[batch] >= ATTEMPTS_MAX:
            del self._attempts[batch]
            return result
        asked = {"errorType": "batchItemFailures", "errorMessage": json.dumps(result["body"])}
        return {**result, "error": True, "body": asked}


def _left(body: Any) -> list[Any]:
    """The records that the answer asks for again."""
    answer = json.loads(body) if isinstance(body, str | bytes) and body else body
    return list(answer.get("batchItemFailures") or []) if isinstance(answer, dict) else []


def main() -> None:
    """Serve until stopped."""
    # It is installed beside the server alone.
    from ministack import app
    from ministack.services import lambda_svc

    redelivery = Redelivery(lambda_svc._execute_function)
    lambda_svc._execute_function = redelivery.execute
    lambda_svc._poll_dynamodb_streams = redelivery.polling(lambda_svc._poll_dynamodb_streams)
    app.main()


if __name__ == "__main__":
    main()
