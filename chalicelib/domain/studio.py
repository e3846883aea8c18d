"""The studio as it is set up: its preferences and the lists that records choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.money import Cents
from chalicelib.domain.names import NameOrder
from chalicelib.domain.probe import Boxes
from chalicelib.domain.program import Program
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.report_schedule import ReportSchedule


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


CUSTOM_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "custom_date_1": "Custom date 1",
        "custom_date_2": "Custom date 2",
        "custom_text_1": "Custom text 1",
        "custom_text_2": "Custom text 2",
        "custom_text_3": "Custom text 3",
        "custom_text_4": "Custom text 4",
    }
)
"""The fields that mean what the studio says, with what they are called until it does."""


@dataclass(frozen=True, kw_only=True)
class LoyaltyRule:
    """Every `every_cents` of sales earns a reward of `reward_cents`. Source: rules 5.

    With `letter` each reward comes with one, in `letter_form`: the studio's own letter `letter_id`, or
    the one that ships with the product (None).
    """

    every_cents: Cents
    reward_cents: Cents
    multiples: bool = True
    start_on: date | None = None
    expires_after_days: int | None = None
    expires_on: date | None = None
    letter: bool = True
    letter_form: LetterForm = LetterForm.EMAIL
    letter_id: str | None = None


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
    share_picture_key: str = ""  # Of shared links: as with the logo, under `share/`.
    default_status_id: str | None = None
    default_lead_source_id: str | None = None
    field_options: Mapping[str, FieldOption] = field(default_factory=dict)
    organization_label: str = "Organization"
    colors: Mapping[str, str] = field(default_factory=dict)
    privacy_url: str = ""
    number_mode: NumberMode = NumberMode.CREATED
    name_order: NameOrder = NameOrder.LAST_FIRST
    auto_capitals: bool = True
    allow_marketing_default: bool = False  # Of clients that staff create.
    limit_lead_sources: bool = False
    custom_labels: Mapping[str, str] = field(default_factory=dict)  # By the names of `CUSTOM_FIELDS`.
    quiet_from: str = "21:00"  # No texts from then on, by the studio's clocks,
    quiet_until: str = "08:00"  # until then.
    loyalty_start_on: date | None = None  # Sales before it never count; None is all history.
    loyalty_active: bool = False
    loyalty: LoyaltyRule | None = None  # Without a start date of its own: that is the studio's.
    loyalty_cents_per_day_max: Cents | None = None  # What nights issue in a local day at most;
    loyalty_rewards_per_day_max: int | None = None  # over either, clients wait. None: no cap.
    warn_30_days: bool = True  # Of rewards that end, so many days before their last one,
    warn_7_days: bool = True
    expiring_letter_id: str | None = None  # by this letter; None: the one that ships with the product.
    submissions_per_day_max: int = 200
    rewards_per_referrer_day_max: int = 10  # Over it, and over the studio's, a referral is held.
    rewards_per_studio_day_max: int = 200
    report_schedules: Mapping[str, ReportSchedule] = field(default_factory=dict)  # By the reports' names.

    def __post_init__(self) -> None:
        """There is one start date: one that comes with the rule becomes the studio's."""
        if self.loyalty is not None and self.loyalty.start_on is not None:
            object.__setattr__(self, "loyalty_start_on", self.loyalty.start_on)
            object.__setattr__(self, "loyalty", replace(self.loyalty, start_on=None))

    @property
    def stored_rule(self) -> LoyaltyRule | None:
        """The rule as runs follow it, from the studio's start date on."""
        return self.loyalty and replace(self.loyalty, start_on=self.loyalty_start_on)

    def custom_label(self, name: str) -> str:
        """What the studio calls one of its own fields, by its name in `CUSTOM_FIELDS`."""
        return self.custom_labels.get(name) or CUSTOM_FIELDS[name]

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
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class ListItem:
    """An item of a list that has no settings of its own, such as a group or a family relationship."""

    kind: str
    item_id: str
    description: str
    position: int = 0
    inactive: bool = False
    version: int = 0
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
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Location:
    """A place of the studio; visitors choose when more than one is active."""

    location_id: str
    description: str
    display_name: str = ""
    position: int = 0
    inactive: bool = False
    version: int = 0


Item = Status | Organization | Location | Promotion | ListItem
"""An item of any list."""


@dataclass(frozen=True, kw_only=True)
class ListOrder:
    """A list as a whole: the ids of its items in order, and how often anything of it was changed.

    `cause` is what asked for this order, so that asking twice is known.
    """

    item_ids: tuple[str, ...] = ()
    cause: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Preferences, lists and programs, as read together in one call."""

    preferences: Preferences
    statuses: Mapping[str, Status] = field(default_factory=dict)
    organizations: Mapping[str, Organization] = field(default_factory=dict)
    locations: Mapping[str, Location] = field(default_factory=dict)
    programs: Mapping[str, Program] = field(default_factory=dict)
    promotions: Mapping[str, Promotion] = field(default_factory=dict)
    items: Mapping[tuple[str, str], ListItem] = field(default_factory=dict)
    boxes: Boxes = Boxes.UNKNOWN  # Whether the operators' screens may draw boxes to tick.
    orders: Mapping[str, ListOrder] = field(default_factory=dict)  # By kind of list.
    deleted: Mapping[tuple[str, str], str] = field(default_factory=dict)  # What they were called.

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
