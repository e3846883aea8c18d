"""What became of sent letters: the provider's events, as SNS brings them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.mail_event import mail_event
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.handlers.provider_events import record_each
from chalicelib.services import clock


def record(event: Mapping[str, Any], _context: Any = None) -> None:
    """Record every event. Raises EventsFailed after the last one when any failed."""
    record_each(event, _record)


def _record(brought: Mapping[str, Any]) -> str | None:
    told = mail_event(brought["Message"])
    return told.notice_id if record_mail_event(told, now=clock.now()) is None else None
