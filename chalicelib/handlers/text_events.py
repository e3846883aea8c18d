"""What became of texts, and what people answer them: both come by one SNS topic."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.mail_event import NotAnEvent
from chalicelib.domain.text_event import TextEvent, text_event
from chalicelib.flows.record_text_event import record_text_answer, record_text_event

log = logging.getLogger(__name__)


class EventsFailed(RuntimeError):
    """Some events could not be recorded; the others were. SNS brings the whole of them again."""


def record(event: Mapping[str, Any], _context: Any = None) -> None:
    """Record every event and answer. What is about no text of ours is passed over, with a line in the log.

    Raises EventsFailed after the last one when any failed, so that they come again: repeats change nothing.
    """
    failed = 0
    for brought in event["Records"]:
        name = brought["Sns"].get("MessageId", "")
        try:
            told = text_event(brought["Sns"]["Message"], str(brought["Sns"].get("Timestamp", "")))
            if not isinstance(told, TextEvent):
                record_text_answer(told)
            elif record_text_event(told) is None:
                log.warning(
                    "event of an unknown notice", extra={"event_id": name, "notice_id": told.notice_id}
                )
        except NotAnEvent as reason:
            log.warning("event passed over", extra={"event_id": name, "reason": str(reason)})
        except Exception:  # One event must not hold up the others.
            log.exception("event failed", extra={"event_id": name})
            failed += 1
    if failed:
        raise EventsFailed(f"{failed} events failed")
