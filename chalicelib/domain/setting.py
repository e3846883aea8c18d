"""The settings of the preferences' screens as people read and type them: one text each, by name.

Names are those of the preferences; `field_<field>`, `color_<name>`, `label_<custom field>` and
`place_<location>` stand for one of many. Yes and no are `yes` and `no`, several lines are several values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.asked import effective_options
from chalicelib.domain.form_text import NotAllowed, TooLong, clean_line
from chalicelib.domain.list_item import DESCRIPTION_MAX
from chalicelib.domain.names import NameOrder
from chalicelib.domain.objection import Objection
from chalicelib.domain.setting_value import (
    NO,
    YES,
    NotTaken,
    clock_time,
    color_of,
    day,
    field_option,
    label,
    line,
    needed,
    one_of,
    paragraphs,
    switch,
    whole,
)
from chalicelib.domain.studio import CUSTOM_FIELDS, BookingStyle, NumberMode, Preferences, Studio
from chalicelib.domain.theme import DEFAULTS

REWARDS_MAX = ("rewards_per_referrer_day_max", "rewards_per_studio_day_max")
FIELD, COLOR, LABEL, PLACE = "field_", "color_", "label_", "place_"
NEXT_NUMBER = "next_number"
ORGANIZATION_LABEL, OTHER_LABEL, OTHER = "organization_label", "organization_label_other", "other"
ORGANIZATION_LABELS = ("Organization", "School")

_LINES = (
    *("phone", "website", "public_url", "privacy_url", "sender_email", "sender_name", "reply_to"),
    *("zone", "country", "currency", "redirect_url", "booking_url"),
)
_SWITCHES = (
    *("live", "form_active", "link_to_booking", "show_logo"),
    *("auto_capitals", "allow_marketing_default", "limit_lead_sources"),
)
_CHOICES: Mapping[str, type[StrEnum]] = {
    "style": BookingStyle,
    "number_mode": NumberMode,
    "name_order": NameOrder,
}
_IDS = ("default_status_id", "default_lead_source_id")
_LIMITS = ("submissions_per_day_max", *REWARDS_MAX)
_TIMES = ("quiet_from", "quiet_until")


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """What the screens edit: the preferences, and beside them the online names of the active locations.

    `next_number` is the client number to go on with, where one was typed.
    """

    preferences: Preferences
    display_names: Mapping[str, str] = field(default_factory=dict)
    next_number: int | None = None


def set_up_of(studio: Studio) -> SetUp:
    """What stands."""
    places = (each for each in studio.locations.values() if not each.inactive)
    return SetUp(
        preferences=studio.preferences, display_names={each.location_id: each.display_name for each in places}
    )


def texts(set_up: SetUp) -> dict[str, str]:
    """Every setting as text, by name."""
    preferences = set_up.preferences
    told = {name: str(getattr(preferences, name)) for name in (*_LINES, *_CHOICES, *_TIMES)}
    told |= {name: YES if getattr(preferences, name) else NO for name in _SWITCHES}
    told |= {name: getattr(preferences, name) or "" for name in _IDS}
    told["studio_name"] = preferences.studio_name
    told["postal_address"] = preferences.postal_address
    told["additional_origins"] = "\n".join(preferences.additional_origins)
    start_on = preferences.loyalty_start_on
    told["loyalty_start_on"] = start_on.isoformat() if start_on is not None else ""
    told |= {name: str(getattr(preferences, name)) for name in _LIMITS}
    told[NEXT_NUMBER] = "" if set_up.next_number is None else str(set_up.next_number)
    is_listed = preferences.organization_label in ORGANIZATION_LABELS
    told[ORGANIZATION_LABEL] = preferences.organization_label if is_listed else OTHER
    told[OTHER_LABEL] = "" if is_listed else preferences.organization_label
    # As the form treats them before one field or linking to booking rules another one out.
    told |= {
        FIELD + each.value: option.value
        for each, option in effective_options(preferences.field_options).items()
    }
    told |= {COLOR + name: preferences.colors.get(name, "") for name in DEFAULTS}
    told |= {LABEL + name: preferences.custom_labels.get(name, "") for name in CUSTOM_FIELDS}
    return told | {PLACE + place: name for place, name in set_up.display_names.items()}


def taken(standing: SetUp, typed: Mapping[str, str]) -> tuple[SetUp, dict[str, Objection]]:
    """What stands with what was typed in its place, and what cannot be taken, which stays as it stands."""
    objections: dict[str, Objection] = {}
    if OTHER_LABEL in typed or ORGANIZATION_LABEL in typed:
        told = {**texts(standing), **typed}
        # One setting that is typed in two places.
        rest = {name: text for name, text in typed.items() if name != OTHER_LABEL}
        chosen = told[ORGANIZATION_LABEL]
        typed = {**rest, ORGANIZATION_LABEL: told[OTHER_LABEL] if chosen == OTHER else chosen}
    for name in sorted(typed):
        try:
            standing = _with(standing, name, typed[name])
        except NotTaken as fault:
            objections[name] = fault.objection
        except TooLong:
            objections[name] = Objection.TOO_LONG
        except NotAllowed:
            objections[name] = Objection.NOT_ALLOWED
    return standing, objections


def _with(set_up: SetUp, name: str, text: str) -> SetUp:
    preferences = set_up.preferences
    if name.startswith(PLACE):
        if name.removeprefix(PLACE) not in set_up.display_names:
            raise NotTaken(Objection.UNKNOWN)
        names = {**set_up.display_names, name.removeprefix(PLACE): clean_line(text, DESCRIPTION_MAX)}
        return replace(set_up, display_names=names)
    if name == NEXT_NUMBER:
        return replace(set_up, next_number=whole(text) if text else None)
    for prefix, many, read in _MANY:
        if name.startswith(prefix) and name not in _ONE:
            key = name.removeprefix(prefix)
            return _having(set_up, many, {**getattr(preferences, many), key: read(key, text)})
    if name not in _ONE:
        raise NotTaken(Objection.UNKNOWN)
    return _having(set_up, name, _ONE[name](text))


def _having(set_up: SetUp, name: str, value: Any) -> SetUp:
    return replace(set_up, preferences=replace(set_up.preferences, **{name: value}))


_MANY: tuple[tuple[str, str, Callable[[str, str], Any]], ...] = (
    (FIELD, "field_options", field_option),
    (COLOR, "colors", color_of),
    (LABEL, "custom_labels", label),
)
_ONE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_LINES, line),
    **dict.fromkeys(_SWITCHES, switch),
    **{name: one_of(kind) for name, kind in _CHOICES.items()},
    **dict.fromkeys(_IDS, lambda text: text or None),
    **dict.fromkeys(_TIMES, clock_time),
    "studio_name": needed,
    ORGANIZATION_LABEL: needed,
    "postal_address": paragraphs,
    "additional_origins": lambda text: tuple(line.strip() for line in text.splitlines() if line.strip()),
    "loyalty_start_on": day,
    **dict.fromkeys(_LIMITS, whole),
}
