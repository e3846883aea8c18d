"""What became of texts, and what people answer them: both come by one SNS topic."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.text_event import TextEvent, text_event
from chalicelib.flows.record_text_event import record_text_answer, record_text_event
from chalicelib.handlers.provider_events import record_each


def record(event: Mapping[str, Any], _context: Any = None) -> None:
    """Record every event and answer. Raises EventsFailed after the last one when any failed."""
    record_each(event, _record)


def _record(brought: Mapping[str, Any]) -> str | None:
    told = text_event(brought["Message"], str(brought.get("Timestamp", "")))
    if not isinstance(told, TextEvent):
        record_text_answer(told)
        return None
    return told.notice_id if record_text_event(told) is None else None
