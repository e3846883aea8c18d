"""What the audit says, in words: which record it was, and the values of its fields."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.console.program_words import program_name

VALUE_MAX = 200
NAMING = {
    "status_id": ListKind.STATUS,
    "referrer_status_id": ListKind.STATUS,
    "friend_status_id": ListKind.STATUS,
    "gift_item": ListKind.PROMOTION,
    "default_status_id": ListKind.STATUS,
    "parent_id": ListKind.STATUS,
    "status_reason_id": ListKind.STATUS_REASON,
    "lead_source_id": ListKind.LEAD_SOURCE,
    "default_lead_source_id": ListKind.LEAD_SOURCE,
    "organization_id": ListKind.ORGANIZATION,
    "location_id": ListKind.LOCATION,
    "relationship_id": ListKind.RELATIONSHIP,
    "group_id": ListKind.GROUP,
    "groups": ListKind.GROUP,
    "marketing_plan_id": ListKind.MARKETING_PLAN,
    "marketing_plans": ListKind.MARKETING_PLAN,
}
"""Fields that name items of a list by their ids."""
OTHERS = {
    "preferences": "Preferences",
    "notice": "Letter sent",
    "letter": "Letter",
    "import": "Import",
    "block": "Blocked address",
    "breaker": "Marketing by mail",
    "export": "Export",
    "trigger": "Trigger",
    "processing": "Loyalty rewards by hand",
}


def about_in_words(about: str, studio: Studio) -> str:
    """Which record a change was made to; a client is named by whoever knows its name."""
    kind, _, rest = about.partition("#")
    if kind == "item":
        kind, _, rest = rest.partition("#")
    if kind == "list" and rest in list(ListKind):
        return f"Order of {LISTS[ListKind(rest)].title}"
    if kind in list(ListKind):
        listed = ListKind(kind)
        return f"{LISTS[listed].one.capitalize()}: {words_of(studio, listed, rest)}"
    if kind == "program":
        return f"Program: {program_name(studio, rest)}"
    return OTHERS.get(kind, kind.capitalize())


def in_words(values: Mapping[str, Any], studio: Studio) -> str:
    """Fields and values as one line, items of lists by their names, each value cut where it is long."""
    return "; ".join(f"{_label(name)}: {_value(name, value, studio)}" for name, value in values.items())


def _label(name: str) -> str:
    return (name.removesuffix("_id") if name in NAMING else name).replace("_", " ")


def _value(name: str, value: Any, studio: Studio) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "{" + in_words(value, studio) + "}"
    if isinstance(value, list):
        return ", ".join(_value(name, each, studio) for each in value) or "none"
    if value in (None, ""):
        return "none"
    text = words_of(studio, NAMING[name], str(value)) if name in NAMING else str(value)
    return text if len(text) <= VALUE_MAX else text[: VALUE_MAX - 1] + "…"
