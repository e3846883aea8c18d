"""A studio with its lists, and an operator who fills in clients' forms, for the tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.names import NameOrder
from chalicelib.domain.studio import ListItem, Location, Organization, Preferences, Status
from chalicelib.models import studio
from tests.console.desk import Answer, Desk

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'
PREFERENCES = Preferences(
    studio_name="Northlight",
    live=True,
    zone="America/New_York",
    name_order=NameOrder.FIRST_LAST,
    custom_labels={"custom_date_1": "First portrait", "custom_text_2": "Album color"},
)
LISTED = (
    Status(status_id="prospect", description="Prospect", duration_days=14),
    Status(status_id="client", description="Client", include_in_loyalty=True),
    ListItem(kind="status_reason", item_id="busy", description="No time now", parent_id="prospect"),
    ListItem(kind="group", item_id="vip", description="VIP"),
    ListItem(kind="group", item_id="brides", description="Brides"),
    ListItem(kind="marketing_plan", item_id="spring", description="Spring"),
    ListItem(kind="lead_source", item_id="web", description="Website"),
    ListItem(kind="family_relationship", item_id="child", description="Child"),
    ListItem(kind="family_relationship", item_id="spouse", description="Spouse"),
    ListItem(kind="phone_label", item_id="studio", description="Studio line"),
    Organization(organization_id="oak", description="Oak Hill School"),
    Location(location_id="main", description="Main Street"),
)
TITLES = {
    "contact": "Contact",
    "general": "General",
    "family": "Family",
    "groups": "Groups and organization",
    "tasks": "Tasks",
    "notes": "Notes",
}
JANE = {"first_name": "Jane", "last_name": "Doe"}


def set_up(preferences: Preferences = PREFERENCES) -> None:
    """Store the studio and its lists."""
    assert studio.save_preferences(preferences)
    for item in LISTED:
        studio.save_item(item)


def fill(desk: Desk, answer: Answer, **areas: Mapping[str, Any]) -> Answer:
    """Type into the areas, one after the other; the form as it stands after the last one."""
    for area, values in areas.items():
        if TITLES[area] in dict(answer.buttons):
            answer = desk.press(answer, TITLES[area])
        answer = desk.press(answer, "General" if area == "contact" else "Contact", values)
    return answer


def created(desk: Desk, **areas: Mapping[str, Any]) -> Answer:
    """A new client with these values; what the console says to it."""
    answer = fill(desk, desk.ask("client_edit", "new"), **{"contact": JANE, **areas})
    return desk.press(answer, "Save and close")


def edited(desk: Desk, client_id: str, **areas: Mapping[str, Any]) -> Answer:
    """The client with these values changed; what the console says to it."""
    answer = desk.ask("client_edit", "edit", {"client": client_id})
    return desk.press(fill(desk, answer, **areas), "Save and close")


def said(row: object, *names: str) -> tuple[Any, ...]:
    """What a row says in these attributes."""
    return tuple(getattr(row, name) for name in names)
