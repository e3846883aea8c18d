"""The settings of the preferences' screens as people read and type them: one text each, by name.

Names are those of the preferences; `field_<field>`, `color_<name>`, `label_<custom field>` and
`place_<location>` stand for one of many. Yes and no are `yes` and `no`, several lines are several values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import Any

from chalicelib.domain.asked import Field, effective_options
from chalicelib.domain.form_text import NotAllowed, TooLong, clean_line, clean_paragraphs
from chalicelib.domain.names import NameOrder
from chalicelib.domain.objection import Objection
from chalicelib.domain.studio import (
    CUSTOM_FIELDS,
    BookingStyle,
    FieldOption,
    NumberMode,
    Preferences,
    Studio,
)
from chalicelib.domain.theme import DEFAULTS, color

YES, NO = "yes", "no"
FIELD, COLOR, LABEL, PLACE = "field_", "color_", "label_", "place_"
NEXT_NUMBER = "next_number"
ORGANIZATION_LABEL, OTHER_LABEL, OTHER = "organization_label", "organization_label_other", "other"
ORGANIZATION_LABELS = ("Organization", "School")
NUMBER_MAX = 10**12
LINE_MAX, PARAGRAPHS_MAX = 200, 1000

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
_TIMES = ("quiet_from", "quiet_until")


@dataclass(frozen=True, kw_only=True)
class SetUp:
    """What the screens edit: the preferences, and beside them the online names of the active locations.

    `next_number` is the client number to go on with, where one was typed.
    """

    preferences: Preferences
    display_names: Mapping[str, str] = field(default_factory=dict)
    next_number: int | None = None


class NotTaken(ValueError):
    """A text that is no value of its setting."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


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
    told["submissions_per_day_max"] = str(preferences.submissions_per_day_max)
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
        label = told[OTHER_LABEL] if told[ORGANIZATION_LABEL] == OTHER else told[ORGANIZATION_LABEL]
        typed = {**rest, ORGANIZATION_LABEL: label}
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
        names = {**set_up.display_names, name.removeprefix(PLACE): clean_line(text, LINE_MAX)}
        return replace(set_up, display_names=names)
    if name == NEXT_NUMBER:
        return replace(set_up, next_number=_whole(text) if text else None)
    for prefix, many, read in _MANY:
        if name.startswith(prefix) and name not in _ONE:
            key = name.removeprefix(prefix)
            return _having(set_up, many, {**getattr(preferences, many), key: read(key, text)})
    if name not in _ONE:
        raise NotTaken(Objection.UNKNOWN)
    return _having(set_up, name, _ONE[name](text))


def _having(set_up: SetUp, name: str, value: Any) -> SetUp:
    return replace(set_up, preferences=replace(set_up.preferences, **{name: value}))


def _needed(text: str) -> str:
    line = clean_line(text, LINE_MAX)
    if not line:
        raise NotTaken(Objection.MISSING)
    return line


def _line(text: str) -> str:
    return clean_line(text, LINE_MAX)


def _address(text: str) -> str:
    return clean_paragraphs(text, PARAGRAPHS_MAX)


def _switch(text: str) -> bool:
    if text not in (YES, NO):
        raise NotTaken(Objection.UNKNOWN)
    return text == YES


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError as fault:
            raise NotTaken(Objection.UNKNOWN) from fault

    return read


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(NUMBER_MAX)):
        raise NotTaken(Objection.NOT_A_NUMBER)
    if not 1 <= int(text) < NUMBER_MAX:
        raise NotTaken(Objection.NOT_FROM_ONE)
    return int(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise NotTaken(Objection.NOT_A_DATE) from fault
    if day.isoformat() != text:  # 20261122 and 2026-W47-7 are ISO too.
        raise NotTaken(Objection.NOT_A_DATE)
    return day


def _time(text: str) -> str:
    try:
        at = time.fromisoformat(text.zfill(len("08:00")))
    except ValueError as fault:
        raise NotTaken(Objection.NOT_A_TIME) from fault
    if at.second or at.microsecond or at.tzinfo is not None:
        raise NotTaken(Objection.NOT_A_TIME)
    return at.strftime("%H:%M")


def _field_option(key: str, text: str) -> FieldOption:
    try:
        Field(key)
        return FieldOption(text)
    except ValueError as fault:
        raise NotTaken(Objection.UNKNOWN) from fault


def _color(key: str, text: str) -> str:
    if key not in DEFAULTS:
        raise NotTaken(Objection.UNKNOWN)
    if text and color(text) is None:
        raise NotTaken(Objection.NOT_A_COLOR)
    return color(text) or ""


def _label(key: str, text: str) -> str:
    if key not in CUSTOM_FIELDS:
        raise NotTaken(Objection.UNKNOWN)
    return clean_line(text, LINE_MAX)


_MANY: tuple[tuple[str, str, Callable[[str, str], Any]], ...] = (
    (FIELD, "field_options", _field_option),
    (COLOR, "colors", _color),
    (LABEL, "custom_labels", _label),
)
_ONE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_LINES, _line),
    **dict.fromkeys(_SWITCHES, _switch),
    **{name: _one_of(kind) for name, kind in _CHOICES.items()},
    **dict.fromkeys(_IDS, lambda text: text or None),
    **dict.fromkeys(_TIMES, _time),
    "studio_name": _needed,
    ORGANIZATION_LABEL: _needed,
    "postal_address": _address,
    "additional_origins": lambda text: tuple(line.strip() for line in text.splitlines() if line.strip()),
    "loyalty_start_on": _day,
    "submissions_per_day_max": _whole,
}
