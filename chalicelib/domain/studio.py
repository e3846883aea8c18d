"""The studio as it is set up: its preferences and the lists that records choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program


class BookingStyle(StrEnum):
    """How the studio's website shows the form."""

    IFRAME = "iframe"
    LINK = "link"


class NumberMode(StrEnum):
    """When a client gets its number."""

    CREATED = "created"
    FIRST_SALE = "first_sale"  # When an invoice or session is created.
    STATUS = "status"  # When a status that gives a number is set.
    NEVER = "never"


class FieldOption(StrEnum):
    """How the public form treats one field."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True)
class LoyaltyRule:
    """Every `every_cents` of sales earns a reward of `reward_cents`. Source: rules 5."""

    every_cents: Cents
    reward_cents: Cents
    multiples: bool = True
    start_on: date | None = None
    expires_after_days: int | None = None
    expires_on: date | None = None
    letter: bool = True


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Everything the studio sets once; one record, saved whole under its `version`."""

    version: int = 0
    live: bool = False  # Until then imports write history: no referral reward, no notice.
    studio_name: str = "The studio"
    postal_address: str = ""
    phone: str = ""
    website: str = ""
    additional_origins: tuple[str, ...] = ()
    public_url: str = ""
    sender_email: str = ""
    sender_name: str = ""
    reply_to: str = ""
    zone: str = "UTC"
    country: str = "US"  # Whose calling code a phone number without `+` gets.
    currency: str = "USD"
    form_active: bool = False
    style: BookingStyle = BookingStyle.IFRAME
    redirect_url: str = ""
    link_to_booking: bool = False
    booking_url: str = ""
    show_logo: bool = False
    logo_key: str = ""  # The JPEG in the bucket, such as `logo/3f2a.jpg`; a new logo has a new key.
    default_status_id: str | None = None
    default_lead_source_id: str | None = None
    field_options: Mapping[str, FieldOption] = field(default_factory=dict)
    organization_label: str = "Organization"
    colors: Mapping[str, str] = field(default_factory=dict)
    privacy_url: str = ""
    number_mode: NumberMode = NumberMode.CREATED
    auto_capitals: bool = True
    limit_lead_sources: bool = False
    loyalty_active: bool = False
    loyalty: LoyaltyRule | None = None
    submissions_per_day_max: int = 200

    def local_zone(self) -> ZoneInfo:
        """The studio's own zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, kw_only=True)
class Status:
    """A client status. `duration_days` sets the due date; None sets none."""

    status_id: str
    description: str
    duration_days: int | None = None
    include_in_loyalty: bool = False
    gives_number: bool = False
    position: int = 0
    inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class ListItem:
    """An item of a list that has no settings of its own, such as a group or a family relationship."""

    kind: str
    item_id: str
    description: str
    position: int = 0
    inactive: bool = False
    parent_id: str | None = None  # A status reason's status.


@dataclass(frozen=True, kw_only=True)
class Organization:
    """A school, club or company. Online it has its own name, and shows only when `visible_online`."""

    organization_id: str
    description: str
    online_name: str = ""
    visible_online: bool = False
    position: int = 0
    inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class Location:
    """A place of the studio; visitors choose when more than one is active."""

    location_id: str
    description: str
    display_name: str = ""
    position: int = 0
    inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Preferences, lists and programs, as read together in one call."""

    preferences: Preferences
    statuses: Mapping[str, Status] = field(default_factory=dict)
    organizations: Mapping[str, Organization] = field(default_factory=dict)
    locations: Mapping[str, Location] = field(default_factory=dict)
    programs: Mapping[str, Program] = field(default_factory=dict)
    items: Mapping[tuple[str, str], ListItem] = field(default_factory=dict)

    def includes_in_loyalty(self, status_id: str | None) -> bool:
        """Whether clients of this status take part in the loyalty program."""
        status = self.statuses.get(status_id or "")
        return status is not None and status.include_in_loyalty

    def status_named(self, description: str) -> Status | None:
        """The active status of this description, whatever its case."""
        wanted = description.strip().casefold()
        matching = [
            status
            for status in self.statuses.values()
            if not status.inactive and status.description.casefold() == wanted
        ]
        return matching[0] if matching else None

    def item_named(self, kind: str, description: str) -> ListItem | None:
        """The active item of this list and description, whatever its case."""
        wanted = description.strip().casefold()
        for item in self.items.values():
            if item.kind == kind and not item.inactive and item.description.casefold() == wanted:
                return item
        return None
