"""A studio with its form open, as the tests of the public form need it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.studio import ListItem, Location, Organization, Preferences, Status, Studio
from chalicelib.models import studio as table
from chalicelib.models.link import Link

TOKEN = "7hq2km9x4vbrt"
ENROLLED_AT = datetime(2026, 11, 1, 15, 0, tzinfo=UTC)
REFERRER = "c" + "a" * 26

PREFERENCES = Preferences(
    live=True,
    studio_name="Bright Studio",
    phone="+1 555 010 0100",
    website="https://studio.example",
    privacy_url="https://studio.example/privacy",
    zone="America/New_York",
    form_active=True,
    default_status_id="online",
    default_lead_source_id="web",
    loyalty=None,
)
TERMS = Terms(program_id="friends", program_name="Friends", within_days=90, reward_cents=Cents(2500))
STUDIO = Studio(
    preferences=PREFERENCES,
    statuses={"online": Status(status_id="online", description="Client - Online", duration_days=14)},
    organizations={
        "oak": Organization(
            organization_id="oak", description="Oak Hill School", online_name="Oak Hill", visible_online=True
        ),
        "elm": Organization(organization_id="elm", description="Elm Park"),
    },
    programs={"friends": Program(program_id="friends", description="Friends", terms=TERMS)},
    items={
        ("lead_source", "web"): ListItem(kind="lead_source", item_id="web", description="Website"),
        ("family_relationship", "child"): ListItem(
            kind="family_relationship", item_id="child", description="Child"
        ),
    },
)
TWO_PLACES = {
    "main": Location(location_id="main", description="Main Street", display_name="Downtown"),
    "lake": Location(location_id="lake", description="Lake Road", position=1),
    "old": Location(location_id="old", description="Old Mill", inactive=True),
}


def studio_with(**preferences: Any) -> Studio:
    """The studio, with some preferences of its own."""
    return replace(STUDIO, preferences=replace(PREFERENCES, **preferences))


def store(studio: Studio = STUDIO) -> None:
    """Write the studio by its own writers, and forget what was read before."""
    assert table.save_preferences(studio.preferences)
    for items in (studio.statuses, studio.organizations, studio.locations, studio.programs, studio.items):
        for item in items.values():
            table.save_item(item)
    table.bundle = table.Bundle()


def link(token: str = TOKEN, removed_at: datetime | None = None) -> Link:
    """A referrer's link."""
    row = Link(
        token, client_id=REFERRER, program_id="friends", enrolled_at=ENROLLED_AT, removed_at=removed_at
    )
    row.save()
    return row
