"""A control for each setting, as the preferences' screens show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.asked import Field
from chalicelib.domain.contact import DIALING
from chalicelib.domain.names import NameOrder
from chalicelib.domain.set_up import NEVER_HIDDEN
from chalicelib.domain.setting import COLOR, FIELD, ORGANIZATION_LABELS, OTHER, REWARDS_MAX
from chalicelib.domain.setting_value import YES
from chalicelib.domain.studio import BookingStyle, FieldOption, NumberMode, Studio
from chalicelib.domain.theme import DEFAULTS
from chalicelib.handlers.console.preference_words import HINTS, label_of
from chalicelib.handlers.widgets.blocks import Area, Choice, Control, Group, Kind, Line, Option, Text, Tick

LEAD_SOURCE = "lead_source"
SWITCHES = frozenset(
    {
        *("form_active", "link_to_booking", "show_logo", "live", "auto_capitals"),
        *("allow_marketing_default", "limit_lead_sources"),
    }
)
AREAS: Mapping[str, int] = {"postal_address": 3, "additional_origins": 3}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("redirect_url", "booking_url", "website", "public_url", "privacy_url"), Kind.URL),
    **dict.fromkeys(("sender_email", "reply_to"), Kind.EMAIL),
    **dict.fromkeys(("submissions_per_day_max", "next_number", *REWARDS_MAX), Kind.WHOLE),
    "phone": Kind.PHONE,
    "loyalty_start_on": Kind.DAY,
}
SUGGESTIONS: Mapping[str, tuple[str, ...]] = {
    "zone": (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
        *("America/Anchorage", "Pacific/Honolulu", "America/Toronto", "America/Vancouver", "Europe/London"),
        *("Europe/Dublin", "Europe/Berlin", "Europe/Paris", "Europe/Vienna", "Europe/Zurich"),
        *("Australia/Sydney", "Australia/Perth", "Pacific/Auckland", "UTC"),
    ),
    "currency": ("USD", "CAD", "AUD", "NZD", "GBP", "EUR", "CHF"),
}
STYLES = {BookingStyle.IFRAME: "iFrame (recommended)", BookingStyle.LINK: "Link"}
NUMBER_MODES = {
    NumberMode.CREATED: "When the client is created",
    NumberMode.FIRST_SALE: "When an invoice or session is created",
    NumberMode.STATUS: "When a status that gives a number is set",
    NumberMode.NEVER: "Never",
}
NAME_ORDERS = {NameOrder.LAST_FIRST: "Last name first", NameOrder.FIRST_LAST: "First name first"}
FIELD_OPTIONS = {
    FieldOption.OPTIONAL: "Optional",
    FieldOption.REQUIRED: "Required",
    FieldOption.HIDDEN: "Hidden",
}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the controls are made of: the settings as the form shows them, what is wrong, the studio."""

    shown: Mapping[str, str]
    errors: Mapping[str, str]
    studio: Studio

    def group(self, legend: str, names: Iterable[str], *, columns: int = 1, before: str = "") -> Group:
        """The settings of these names under one legend."""
        controls: list[Control | Text] = [Text(before)] if before else []
        return Group(legend, [*controls, *(self.control(name) for name in names)], columns)

    def control(self, name: str, *, compact: bool = False) -> Control:
        """The control of one setting."""
        label, hint = label_of(name, self.studio), HINTS.get(name, "")
        error, value = self.errors.get(name, ""), self.shown.get(name, "")
        if name in SWITCHES:
            return Tick(name=name, label=label, hint=hint, error=error, value=value == YES)
        if name in AREAS:
            return Area(name=name, label=label, hint=hint, error=error, value=value, rows=AREAS[name])
        options = self._options(name)
        if options:
            if value not in {each.value for each in options}:
                options = [*options, Option(value, "What stands, which is there no more")]
            return Choice(
                name=name, label=label, hint=hint, error=error, options=options, value=value, compact=compact
            )
        if name.startswith(COLOR):
            default = DEFAULTS[name.removeprefix(COLOR)]
            hint = f"Left blank it is the default, {default}."
        return Line(
            name=name,
            label=label,
            hint=hint,
            error=error,
            value=value,
            kind=Kind.COLOR if name.startswith(COLOR) else KINDS.get(name, Kind.TEXT),
            suggestions=SUGGESTIONS.get(name, ()),
        )

    def _options(self, name: str) -> list[Option]:
        if name.startswith(FIELD):
            is_always_there = Field(name.removeprefix(FIELD)) in NEVER_HIDDEN
            options = [each for each in FIELD_OPTIONS if not (is_always_there and each is FieldOption.HIDDEN)]
            return [Option(each.value, FIELD_OPTIONS[each]) for each in options]
        named: Mapping[str, Mapping[Any, str]] = {
            "style": STYLES,
            "number_mode": NUMBER_MODES,
            "name_order": NAME_ORDERS,
            "organization_label": {
                **dict(zip(ORGANIZATION_LABELS, ORGANIZATION_LABELS, strict=True)),
                OTHER: "Your own label",
            },
            "country": {code: code for code in sorted(DIALING)},
            "default_status_id": {"": "None"} | self._statuses(),
            "default_lead_source_id": {"": "None"} | self._lead_sources(),
        }
        return [Option(str(value), label) for value, label in named.get(name, {}).items()]

    def _statuses(self) -> dict[str, str]:
        active = (each for each in self.studio.statuses.values() if not each.inactive)
        ordered = sorted(active, key=lambda each: (each.position, each.description))
        return {each.status_id: each.description for each in ordered}

    def _lead_sources(self) -> dict[str, str]:
        active = [
            each for each in self.studio.items.values() if each.kind == LEAD_SOURCE and not each.inactive
        ]
        ordered = sorted(active, key=lambda each: (each.position, each.description))
        return {each.item_id: each.description for each in ordered}
