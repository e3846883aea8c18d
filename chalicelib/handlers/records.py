"""Single records: by invoking the function `record`, or by the queue that feeds `record_queue`."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.row import Judgement, Outcome, refused
from chalicelib.flows.record_one import record_one
from chalicelib.handlers.doors import door
from chalicelib.models import studio
from chalicelib.services import clock

log = logging.getLogger(__name__)


def take(event: Any, context: Any) -> dict[str, str]:
    """Store one record and answer what became of it: outcome, column and reason."""
    del context
    return _answer(_store(event))


def take_queued(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Store the records of a batch of messages; the answer names the messages to bring again.

    A refused record comes again too, until the queue gives it up to its dead-letter queue, where an
    alarm rings and a person finds it: nothing that was sent is dropped in silence.
    """
    del context
    again = []
    for message in event["Records"]:
        try:
            judgement = _store(_parsed(message["body"]))
        except Exception:
            # One message must not hold up the others: it alone comes again.
            log.exception("record failed", extra={"message_id": message["messageId"]})
            again.append({"itemIdentifier": message["messageId"]})
            continue
        told = {"message_id": message["messageId"], "outcome": judgement.outcome.value}
        log.info("record taken", extra={**told, "column": judgement.column})
        if judgement.outcome is Outcome.REFUSED:
            again.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": again}


def _store(record: Any) -> Judgement:
    if isinstance(record, _NotJson):
        return refused("", "is not JSON")
    now = clock.now()
    return record_one(record, studio.load(), door=door("record", now), now=now)


class _NotJson:
    """The body of a message that is no JSON."""


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        return _NotJson()


def _answer(judgement: Judgement) -> dict[str, str]:
    return {
        "outcome": judgement.outcome.value,
        "column": judgement.column,
        "reason": judgement.reason,
    }
