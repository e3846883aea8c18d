"""What several reports say alike: a client's name and number, a location, which of all were chosen."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.names import NameOrder, shown_name
from chalicelib.domain.studio import Studio

ALL, NONE = "", "none"
"""Of whatever location it is; rewards without one."""


def person_cells(client: Mapping[str, Any], order: NameOrder) -> tuple[str, str, str]:
    """Name, number and reference of a client's record; who is not there any more has none."""
    number = client.get("client_number")
    return (
        name_cell(client, order),
        str(number) if number is not None else "",
        str(client.get("client_ref") or ""),
    )


def name_cell(client: Mapping[str, Any], order: NameOrder) -> str:
    """The client's name, or the company's."""
    name = shown_name(client.get("first_name"), client.get("last_name"), order)
    return name or str(client.get("company") or "")


def location_words(location_id: str | None, studio: Studio) -> str:
    """The location as the studio calls it; nothing for none."""
    location = studio.locations.get(location_id or "")
    return location.description if location is not None else location_id or ""


def is_of(chosen: str, location_id: str | None) -> bool:
    """Whether what is of this location, or of none, was chosen."""
    return chosen in (ALL, location_id or NONE)


def chosen_location(chosen: str, studio: Studio) -> str:
    """Which location was chosen, in words."""
    return {ALL: "All locations", NONE: "Without a location"}.get(chosen) or location_words(chosen, studio)
