"""Whom a mailing is for: what is chosen, under which headings they stand, and who of those is meant.

All that is chosen must hold. One heading of the directory is the base, so that a mailing to a group reads
that group alone; everything else is checked on the client's record. Source: rules 9.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from chalicelib.domain import directory
from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.studio import Studio

NO_PROGRAM = "none"
"""Stands for: not enrolled in any program."""
BY_LIST: Mapping[str, ListKind] = MappingProxyType(
    {
        "group_id": ListKind.GROUP,
        "marketing_plan_id": ListKind.MARKETING_PLAN,
        "organization_id": ListKind.ORGANIZATION,
        "lead_source_id": ListKind.LEAD_SOURCE,
        "location_id": ListKind.LOCATION,
        "status_id": ListKind.STATUS,
    }
)
"""What may be chosen of the studio's lists, the one that mostly has the fewest clients first."""
LABELS: Mapping[ListKind, str] = MappingProxyType(
    {
        ListKind.GROUP: "Group",
        ListKind.MARKETING_PLAN: "Marketing plan",
        ListKind.ORGANIZATION: "Organization",
        ListKind.LEAD_SOURCE: "Lead source",
        ListKind.LOCATION: "Location",
        ListKind.STATUS: "Status",
    }
)
_SEVERAL = {ListKind.GROUP: "groups", ListKind.MARKETING_PLAN: "marketing_plans"}


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What is chosen; what is empty or None asks for nothing.

    `loyalty`: a status that takes part in the loyalty program. `program_id`: enrolled in it now, or
    `NO_PROGRAM`. `sales_since` with `sales_min_cents`: sales of that much on invoices of that day or later.
    """

    group_id: str = ""
    marketing_plan_id: str = ""
    organization_id: str = ""
    lead_source_id: str = ""
    location_id: str = ""
    status_id: str = ""
    loyalty: bool = False
    program_id: str = ""
    sales_since: date | None = None
    sales_min_cents: Cents | None = None

    def chosen(self) -> Iterator[tuple[ListKind, str]]:
        """What is chosen of the studio's lists."""
        for name, kind in BY_LIST.items():
            if item_id := getattr(self, name):
                yield kind, item_id


def base_headings(criteria: Criteria, studio: Studio) -> tuple[str, ...]:
    """The headings under which everyone who may be meant stands, each client under one of them alone.

    None at all where nobody can be: no status takes part in the loyalty program.
    """
    for kind, item_id in criteria.chosen():
        return (directory.item_heading(kind.value, item_id),)
    if criteria.loyalty:
        taking_part = [each for each in studio.statuses.values() if each.include_in_loyalty]
        return tuple(directory.item_heading("status", each.status_id) for each in taking_part)
    return (directory.ALL,)


def is_meant(criteria: Criteria, client: Mapping[str, Any], studio: Studio) -> bool:
    """Whether all holds that can be seen on the client's record, of which `client` are the values."""
    if client.get("merged_into") or client.get("erased_at"):
        return False
    if criteria.loyalty and not studio.includes_in_loyalty(client.get("status_id")):
        return False
    return all(item_id in _items(client, kind) for kind, item_id in criteria.chosen())


def enrollment_fits(criteria: Criteria, program_id: str | None) -> bool:
    """Whether the client's open enrollment, or that there is none, is as chosen."""
    if not criteria.program_id:
        return True
    return program_id == (None if criteria.program_id == NO_PROGRAM else criteria.program_id)


def sales_suffice(criteria: Criteria, sales_cents: int) -> bool:
    """Whether sales since the chosen day come to the chosen amount, and are not nothing."""
    return sales_cents >= max(1, criteria.sales_min_cents or 0)


def in_words(criteria: Criteria, studio: Studio) -> list[str]:
    """What is chosen, a line each; one line that says so where nothing is."""
    lines = [f"{LABELS[kind]}: {words_of(studio, kind, item_id)}" for kind, item_id in criteria.chosen()]
    if criteria.loyalty:
        lines.append("Takes part in the loyalty program")
    if criteria.program_id == NO_PROGRAM:
        lines.append("Not enrolled in a referral program")
    elif criteria.program_id:
        lines.append(f"Enrolled in the program {program_name(criteria.program_id, studio)}")
    if criteria.sales_since is not None:
        least = to_display(max(1, criteria.sales_min_cents or 0), studio.preferences.currency)
        lines.append(f"Sales of at least {least} since {criteria.sales_since.isoformat()}")
    return lines or ["All clients"]


def program_name(program_id: str, studio: Studio) -> str:
    """What a program is called; its id where it is gone."""
    program = studio.programs.get(program_id)
    return program.description if program is not None else program_id


def _items(client: Mapping[str, Any], kind: ListKind) -> list[str]:
    """The items of a list that the client has."""
    if kind in _SEVERAL:
        return list(client.get(_SEVERAL[kind]) or ())
    return [client.get(f"{kind.value}_id") or ""]
