"""What the providers of letters and texts tell by SNS: each event is recorded by itself."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.mail_event import NotAnEvent

log = logging.getLogger(__name__)


class EventsFailed(RuntimeError):
    """Some events could not be recorded; the others were. SNS brings the whole of them again."""


def record_each(event: Mapping[str, Any], record: Callable[[Mapping[str, Any]], str | None]) -> None:
    """Let `record` have every message that SNS brought; it answers the id of a notice that is not known.

    What is no event of ours is passed over, with a line in the log. Raises EventsFailed after the last
    one when any failed, so that they come again: repeats change nothing.
    """
    failed = 0
    for brought in event["Records"]:
        name = brought["Sns"].get("MessageId", "")
        try:
            unknown = record(brought["Sns"])
        except NotAnEvent as reason:
            log.warning("event passed over", extra={"event_id": name, "reason": str(reason)})
        except Exception:  # One event must not hold up the others.
            log.exception("event failed", extra={"event_id": name})
            failed += 1
        else:
            if unknown is not None:
                log.warning("event of an unknown notice", extra={"event_id": name, "notice_id": unknown})
    if failed:
        raise EventsFailed(f"{failed} events failed")
