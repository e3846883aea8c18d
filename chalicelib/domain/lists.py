"""The lists of the studio: which there are, their items in order, and which of them are offered.

Source: rules 6; *Client Maintenance*.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from chalicelib.domain.contact import HOME, MOBILE
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import (
    Item,
    ListItem,
    Location,
    Organization,
    Status,
    Studio,
)


class ListKind(StrEnum):
    """Every list; the values are the kinds of their records."""

    STATUS = "status"
    STATUS_REASON = "status_reason"
    GROUP = "group"
    LEAD_SOURCE = "lead_source"
    RELATIONSHIP = "family_relationship"
    MARKETING_PLAN = "marketing_plan"
    ORGANIZATION = "organization"
    PHONE_LABEL = "phone_label"
    LOCATION = "location"
    SESSION_TYPE = "session_type"
    PROMOTION = "promotion"


STANDARD: Mapping[ListKind, Mapping[str, str]] = MappingProxyType(
    {
        ListKind.PHONE_LABEL: {"mobile": MOBILE, "home": HOME, "work": "Work", "other": "Other"},
        ListKind.RELATIONSHIP: {"child": "Child"},
    }
)
"""What the public form and the imports write, listed even where nobody has set up a list."""


ANY = "any"
"""Stands for the status of those status reasons that may be given with each."""


def kind_of(item: Item) -> ListKind:
    """The list that an item belongs to."""
    if isinstance(item, Status):
        return ListKind.STATUS
    if isinstance(item, Organization):
        return ListKind.ORGANIZATION
    if isinstance(item, Location):
        return ListKind.LOCATION
    if isinstance(item, Promotion):
        return ListKind.PROMOTION
    return ListKind(item.kind)


def id_of(item: Item) -> str:
    """The id of an item, by which records name it whatever it is called."""
    if isinstance(item, Status):
        return item.status_id
    if isinstance(item, Organization):
        return item.organization_id
    if isinstance(item, Location):
        return item.location_id
    if isinstance(item, Promotion):
        return item.promotion_id
    return item.item_id


def parent_of(item: Item) -> str:
    """The status of a status reason; empty for any other item."""
    return (item.parent_id or "") if isinstance(item, ListItem) else ""


def record_name(item: Item) -> str:
    """The name of the item's record, by which the audit knows it too."""
    kind = kind_of(item)
    own = kind in (ListKind.STATUS, ListKind.ORGANIZATION, ListKind.LOCATION, ListKind.PROMOTION)
    return f"{kind.value}#{id_of(item)}" if own else f"item#{kind.value}#{id_of(item)}"


def items_of(studio: Studio, kind: ListKind, parent_id: str = "") -> list[Item]:
    """All items of a list in its order, retired ones too.

    `parent_id`: of the status reasons, those of this status alone, or with `ANY` those of none.
    """
    items = sorted(
        _stored(studio, kind).values(), key=lambda item: (item.position, item.description.casefold())
    )
    return [item for item in items if not parent_id or (parent_of(item) or ANY) == parent_id]


def item_of(studio: Studio, kind: ListKind, item_id: str) -> Item | None:
    """One item of a list."""
    return next((item for item in items_of(studio, kind) if id_of(item) == item_id), None)


def offered(
    studio: Studio, kind: ListKind, *, standing: Collection[str] = (), parent_id: str = ""
) -> list[Item]:
    """What is offered to choose from: the active items, and retired ones only where they stand already.

    `parent_id`: of the status reasons, those of this status and those of any.
    """
    return [
        item
        for item in items_of(studio, kind)
        if (not item.inactive or id_of(item) in standing)
        and (kind is not ListKind.STATUS_REASON or parent_of(item) in ("", parent_id))
    ]


def words_of(studio: Studio, kind: ListKind, item_id: str) -> str:
    """What an item is called; one that was deleted while a record took it keeps its name."""
    item = item_of(studio, kind, item_id)
    if item is not None:
        return item.description
    former = studio.deleted.get((kind.value, item_id))
    return f"{former} (deleted)" if former else item_id


def phone_labels(studio: Studio, standing: Collection[str] = ()) -> tuple[str, ...]:
    """The labels that a phone may be given, and those of `standing` that are none of them any more."""
    labels = [item.description for item in offered(studio, ListKind.PHONE_LABEL)]
    return (*labels, *(label for label in standing if label not in labels))


def is_protected(item: Item) -> bool:
    """Whether nobody may rename, retire or delete it: leave to send texts belongs to the label Mobile."""
    return kind_of(item) is ListKind.PHONE_LABEL and item.description.casefold() == MOBILE.casefold()


def with_standard(studio: Studio) -> Studio:
    """The studio as it was stored, with the standard items that it neither has nor deleted."""
    items = dict(studio.items)
    for kind, standard in STANDARD.items():
        own = _stored(studio, kind)
        names = {item.description.casefold() for item in own.values()}
        for position, (item_id, description) in enumerate(standard.items(), len(own)):
            key = (kind.value, item_id)
            if key not in items and key not in studio.deleted and description.casefold() not in names:
                items[key] = ListItem(
                    kind=kind.value, item_id=item_id, description=description, position=position
                )
    return replace(studio, items=items)


def _stored(studio: Studio, kind: ListKind) -> dict[str, Item]:
    if kind is ListKind.STATUS:
        return dict(studio.statuses)
    if kind is ListKind.ORGANIZATION:
        return dict(studio.organizations)
    if kind is ListKind.LOCATION:
        return dict(studio.locations)
    if kind is ListKind.PROMOTION:
        return dict(studio.promotions)
    return {item_id: item for (other, item_id), item in studio.items.items() if other == kind.value}
