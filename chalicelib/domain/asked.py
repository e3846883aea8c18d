"""What the public form asks: each field hidden, required or optional, and the lists to choose from.

Source: rules 7; *Referral Program Preferences*, New Client Options.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chalicelib.domain.studio import FieldOption, Location, Organization, Preferences, Studio

Listed = TypeVar("Listed", Location, Organization)

CHILDREN_MAX = 6
PREFERRED_DATES_MAX = 3
HONEYPOT = "website"
TICKET = "ticket"
LOCATION = "location"


class Field(StrEnum):
    """What the studio may ask a new client, in the order of the page; the values name the inputs."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    MAY_WE_EMAIL = "may_we_email"
    MOBILE = "mobile"
    MAY_WE_TEXT = "may_we_text"
    HOME_PHONE = "home_phone"
    BIRTHDAY = "birthday"
    ORGANIZATION = "organization"
    WHO_SENT_YOU = "who_sent_you"
    ADDRESS = "address"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    FAMILY = "family"
    PREFERRED_DATES = "preferred_dates"
    NOTES = "notes"


def inputs_of(field: Field) -> tuple[str, ...]:
    """The names of the inputs that a field has on the page."""
    if field is Field.FAMILY:
        return tuple(
            f"child_{number}_{part}" for number in range(1, CHILDREN_MAX + 1) for part in ("name", "birthday")
        )
    if field is Field.PREFERRED_DATES:
        return tuple(f"preferred_date_{number}" for number in range(1, PREFERRED_DATES_MAX + 1))
    return (field.value,)


PAGE_ORDER = (LOCATION, *(name for field in Field for name in inputs_of(field)))
INPUTS = frozenset(PAGE_ORDER) | {HONEYPOT, TICKET}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line of a list that visitors choose from."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the form asks on one day. `locations` is empty where there is nothing to choose."""

    options: Mapping[Field, FieldOption]
    organizations: tuple[Choice, ...]
    locations: tuple[Choice, ...]
    only_location_id: str | None
    country: str
    auto_capitals: bool
    today: date

    def is_shown(self, field: Field) -> bool:
        """Whether the page has this field."""
        return self.options[field] is not FieldOption.HIDDEN

    def is_required(self, field: Field) -> bool:
        """Whether the field must be filled in."""
        return self.options[field] is FieldOption.REQUIRED

    def by_link(self) -> "Asked":
        """The same for a visitor whose address names who sent them: that is not to be asked for any more."""
        if self.options[Field.WHO_SENT_YOU] is not FieldOption.REQUIRED:
            return self
        return replace(self, options={**self.options, Field.WHO_SENT_YOU: FieldOption.OPTIONAL})

    def hidden_inputs(self) -> frozenset[str]:
        """The inputs that the page does not have; an answer in one of them is refused."""
        hidden = {name for field in Field if not self.is_shown(field) for name in inputs_of(field)}
        return frozenset(hidden if self.locations else hidden | {LOCATION})


def asked(studio: Studio, today: date) -> Asked:
    """What the studio's form asks, where the rules leave the studio a choice."""
    organizations = tuple(
        Choice(value=each.organization_id, label=each.online_name or each.description)
        for each in _in_order(studio.organizations.values())
        if each.visible_online
    )
    locations = tuple(
        Choice(value=each.location_id, label=each.display_name or each.description)
        for each in _in_order(studio.locations.values())
    )
    options = _options(studio.preferences)
    if not organizations:
        options[Field.ORGANIZATION] = FieldOption.HIDDEN
    return Asked(
        options=options,
        organizations=organizations,
        locations=locations if len(locations) > 1 else (),
        only_location_id=locations[0].value if len(locations) == 1 else None,
        country=studio.preferences.country,
        auto_capitals=studio.preferences.auto_capitals,
        today=today,
    )


def _in_order(items: Iterable[Listed]) -> list[Listed]:
    active = (each for each in items if not each.inactive)
    return sorted(active, key=lambda each: (each.position, each.description))


def effective_options(wanted: Mapping[str, FieldOption]) -> dict[Field, FieldOption]:
    """How each field is treated, taken by itself: optional until the studio says more, but for the names."""
    options = {field: wanted.get(field.value, FieldOption.OPTIONAL) for field in Field}
    for name in (Field.FIRST_NAME, Field.LAST_NAME):
        if name.value not in wanted or options[name] is FieldOption.HIDDEN:
            options[name] = FieldOption.REQUIRED
    return options


def _options(preferences: Preferences) -> dict[Field, FieldOption]:
    options = effective_options(preferences.field_options)
    # One way to reach the client is always asked for, and an address to write to comes first.
    if options[Field.MOBILE] is FieldOption.HIDDEN:
        options[Field.EMAIL] = FieldOption.REQUIRED
        options[Field.MAY_WE_TEXT] = FieldOption.HIDDEN
    elif options[Field.EMAIL] is FieldOption.HIDDEN:
        options[Field.MOBILE] = FieldOption.REQUIRED
        options[Field.MAY_WE_EMAIL] = FieldOption.HIDDEN
    if preferences.link_to_booking:
        options[Field.PREFERRED_DATES] = FieldOption.HIDDEN
    return options
