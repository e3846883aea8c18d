"""The lists of clients: what each is called, and where in the directory it stands."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from chalicelib.domain import directory
from chalicelib.domain.lists import ListKind, id_of, items_of, words_of
from chalicelib.domain.studio import Studio

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
BY_ITEM: Mapping[ListKind, str] = MappingProxyType(
    {
        ListKind.STATUS: "Status",
        ListKind.STATUS_REASON: "Status reason",
        ListKind.GROUP: "Group",
        ListKind.LEAD_SOURCE: "Lead source",
        ListKind.ORGANIZATION: "Organization",
        ListKind.MARKETING_PLAN: "Marketing plan",
        ListKind.LOCATION: "Location",
    }
)
"""The studio's lists whose items have clients, in the order of the menu."""
WHOLE: Mapping[str, str] = MappingProxyType(
    {
        directory.ALL: "All clients by name",
        directory.STATUS_DUE: "Overdue status",
        directory.FOLLOW_UP: "Follow-up due",
    }
)
"""The lists of which there is one each."""
BY_MONTH: Mapping[str, str] = MappingProxyType({"birthday": "Birthdays", "anniversary": "Anniversaries"})
"""The lists of those who have a day in a month."""
BY_DAY = frozenset({directory.STATUS_DUE, directory.FOLLOW_UP})


@dataclass(frozen=True)
class ClientList:
    """One list: `kind` and `item_id` name it, `heading` and `until` say where it stands.

    `day_title` is what the day before each name means, where there is one.
    """

    kind: str
    item_id: str
    title: str
    heading: str
    until: str = ""
    day_title: str = ""


def client_list(kind: str, item_id: str, studio: Studio, today: date) -> ClientList | None:
    """The list of this kind and item; None when there is none.

    Of the lists by day, those up to `today`, the studio's own day: today's are due.
    """
    if kind in WHOLE:
        until = f"{today.isoformat()}{directory.AFTER_ALL}" if kind in BY_DAY else ""
        return ClientList(kind, "", WHOLE[kind], kind, until, "Due" if kind in BY_DAY else "")
    if kind in BY_MONTH:
        if item_id not in MONTHS:
            return None
        title = f"{BY_MONTH[kind]} in {calendar.month_name[int(item_id)]}"
        heading = directory.month_heading(kind, int(item_id))
        return ClientList(kind, item_id, title, heading, day_title="Day")
    if kind not in BY_ITEM or not item_id:
        return None
    title = f"{BY_ITEM[ListKind(kind)]}: {words_of(studio, ListKind(kind), item_id)}"
    return ClientList(kind, item_id, title, directory.item_heading(kind, item_id))


def choices(kind: str, studio: Studio) -> list[tuple[str, str]]:
    """The items of a kind of list with what they are called, retired ones too: clients may have them."""
    if kind in BY_MONTH:
        return [(month, calendar.month_name[int(month)]) for month in MONTHS]
    return [
        (id_of(item), f"{item.description} (inactive)" if item.inactive else item.description)
        for item in items_of(studio, ListKind(kind))
    ]


def day_of(place: str) -> str:
    """The day, or day of a month, with which a place of such a list begins."""
    return place.partition(directory.BEHIND)[0]
