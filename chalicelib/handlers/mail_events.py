"""What became of sent letters: the provider's events, as SNS brings them."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.mail_event import NotAnEvent, mail_event
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.services import clock

log = logging.getLogger(__name__)


class EventsFailed(RuntimeError):
    """Some events could not be recorded; the others were. SNS brings the whole of them again."""


def record(event: Mapping[str, Any], _context: Any = None) -> None:
    """Record every event. What is not about a notice of ours is passed over, with a line in the log.

    Raises EventsFailed after the last one when any failed, so that they come again: repeats change nothing.
    """
    failed = 0
    for brought in event["Records"]:
        name = brought["Sns"].get("MessageId", "")
        try:
            told = mail_event(brought["Sns"]["Message"])
            if record_mail_event(told, now=clock.now()) is None:
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
