"""The doors of the triggers: the clock each quarter of an hour, or a request by hand."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.flows.fire_triggers import fire
from chalicelib.flows.note_calendar import note_calendar
from chalicelib.models import studio as studio_table
from chalicelib.models.firing import Firing
from chalicelib.models.trigger import triggers
from chalicelib.services import clock

log = logging.getLogger(__name__)
NEEDED_MILLISECONDS = 30_000


class FiringsFailed(RuntimeError):
    """Some due firings could not be dealt with; the others were. Raised last, so that the alarm rings."""


def fire_triggers(event: Mapping[str, Any] | None, context: Any) -> dict[str, Any]:
    """Note what the calendar brings, then fire what is due, the longest due first; the figures of it.

    By hand with `{"now": "2026-11-22T15:00:00Z"}` as if it were that instant. Stops when the function's
    time is nearly over: the next quarter of an hour goes on. Raises FiringsFailed at the end when any failed.
    """
    try:
        now = _now(event or {})
    except ValueError:
        return {"state": "refused", "reason": "now is an instant with its zone, such as 2026-11-22T15:00:00Z"}
    studio = studio_table.load()
    if not studio.preferences.live:
        return {"live": False}
    known = triggers()

    def is_time_up() -> bool:
        return bool(context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS)

    passed = note_calendar(known.values(), studio, now=now, is_time_up=is_time_up)
    for trigger_id in passed.missed:
        log.warning("calendar days missed", extra={"trigger_id": trigger_id})
    figures: dict[str, int] = {"noted": passed.noted}
    failed = _fire_due(
        now, is_time_up, figures, lambda each: fire(*each, triggers=known, studio=studio, now=now)
    )
    log.info("triggers", extra={"figures": figures, "failed": failed})
    if failed:
        raise FiringsFailed(f"{failed} firings failed; {figures}")
    return {**figures, "missed": list(passed.missed)}


def _fire_due(
    now: datetime,
    is_time_up: Callable[[], bool],
    figures: dict[str, int],
    act: Callable[[tuple[str, str]], str | None],
) -> int:
    """Fire what is due and count it; how many failed."""
    failed = 0
    for firing in Firing.due(now):
        if is_time_up():
            break
        try:
            state = act((firing.trigger_id, firing.record))
        except Exception:  # One firing must not hold up the others.
            log.exception("firing failed", extra={"trigger_id": firing.trigger_id})
            failed += 1
            continue
        if state is not None:
            figures[state] = figures.get(state, 0) + 1
    return failed


def _now(event: Mapping[str, Any]) -> datetime:
    told = event.get("now")
    if told is None:
        return clock.now()
    now = datetime.fromisoformat(str(told))
    if now.tzinfo is None:
        raise ValueError("an instant has a zone")
    return now
