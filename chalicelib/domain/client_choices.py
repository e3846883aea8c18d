"""What staff choose for a client of the studio's lists; an item that was retired may stay, not come."""

from collections.abc import Mapping, Set
from datetime import date
from functools import partial
from typing import Any

from chalicelib.domain import answers
from chalicelib.domain.client_typed import CHOSEN, LEAD_SOURCE, Typed
from chalicelib.domain.lists import parent_of
from chalicelib.domain.staff_words import Problems
from chalicelib.domain.status import set_status
from chalicelib.domain.studio import Studio

LEAD_SOURCE_MAX = 120
KINDS = {"groups": "group", "marketing_plans": "marketing_plan"}
GONE = "This is not on the list any more."


def read_status(
    typed: Typed, touched: Set[str], studio: Studio, today: date, problems: Problems
) -> dict[str, Any]:
    """Status, reason and due date.

    A new status brings its due date, unless another day was typed, and ends the reason of the one before.
    """
    if not touched & {"status_id", "status_reason_id", "status_due_on"}:
        return {}
    values: dict[str, Any] = {}
    due_on = problems.take("status_due_on", partial(answers.day, typed["status_due_on"]))
    status_id = typed["status_id"] or None
    reason_id = typed["status_reason_id"] or None
    if "status_id" in touched:
        status = studio.statuses.get(status_id or "")
        if status_id and (status is None or status.inactive):
            problems.say("status_id", GONE)
        new = None if status is None else set_status(status, current_id=None, today=today)
        values = {"status_id": status_id, "status_set_on": new.set_on if new else None}
        if "status_due_on" not in touched:
            due_on = new.due_on if new else None
        if "status_reason_id" not in touched:
            reason_id = None
    if due_on is not None and status_id is None:
        problems.say("status_due_on", "A due date belongs to a status.")
    reason = studio.items.get(("status_reason", reason_id or ""))
    if reason_id and "status_reason_id" in touched and (reason is None or reason.inactive):
        problems.say("status_reason_id", GONE)
    if reason is not None and parent_of(reason) not in ("", status_id):
        problems.say("status_reason_id", "This reason belongs to another status.")
    return values | {"status_due_on": due_on, "status_reason_id": reason_id}


def read_choices(
    typed: Typed, touched: Set[str], before: Mapping[str, Any], studio: Studio, problems: Problems
) -> dict[str, Any]:
    """Lead source, groups, marketing plans, organization, location and Referred By that are touched."""
    values: dict[str, Any] = {}
    if LEAD_SOURCE in touched:
        values |= _lead_source(typed[LEAD_SOURCE], studio, problems)
    for name in touched & set(CHOSEN):
        values[name] = list(typed[name])
        new = set(typed[name]) - set(before.get(name) or [])
        items = [studio.items.get((KINDS[name], each)) for each in new]
        if any(item is None or item.inactive for item in items):
            problems.say(name, "One of these is not on the list any more.")
    for name, places in (("organization_id", studio.organizations), ("location_id", studio.locations)):
        if name in touched:
            chosen = typed[name]
            if chosen and (chosen not in places or places[chosen].inactive):
                problems.say(name, GONE)
            values[name] = chosen or None
    if "referred_by" in touched:
        values["referred_by"] = typed["referred_by"] or None
    return values


def _lead_source(typed: str, studio: Studio, problems: Problems) -> dict[str, Any]:
    """An item of the list by its name, or the words themselves where the studio allows them."""
    text = problems.take(LEAD_SOURCE, partial(answers.line, typed, LEAD_SOURCE_MAX))
    item = studio.item_named("lead_source", text) if text else None
    if text and item is None and studio.preferences.limit_lead_sources:
        problems.say(LEAD_SOURCE, "This is not on the list of lead sources.")
    return {
        "lead_source_id": item.item_id if item else None,
        "lead_source_text": text if item is None else None,
    }
