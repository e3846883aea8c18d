"""Studios for the tests of imports, and rows for them."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.row import Row
from chalicelib.domain.studio import (
    ListItem,
    Location,
    LoyaltyRule,
    Organization,
    Preferences,
    Status,
    Studio,
)

TERMS = Terms(program_id="friends", program_name="Friends & Family", reward_cents=Cents(2500))
STUDIO = Studio(
    preferences=Preferences(
        live=True,
        zone="America/New_York",
        loyalty=LoyaltyRule(every_cents=Cents(10000), reward_cents=Cents(1000)),
    ),
    statuses={
        "client": Status(status_id="client", description="Client", include_in_loyalty=True),
        "prospect": Status(status_id="prospect", description="Prospect", duration_days=14),
        "gone": Status(status_id="gone", description="Gone", inactive=True),
    },
    organizations={
        "oak": Organization(organization_id="oak", description="Oak Hill School", online_name="Oak Hill")
    },
    locations={"main": Location(location_id="main", description="Main Street")},
    programs={"friends": Program(program_id="friends", description="Friends & Family", terms=TERMS)},
    items={
        ("lead_source", "web"): ListItem(kind="lead_source", item_id="web", description="Website"),
        ("group", "vip"): ListItem(kind="group", item_id="vip", description="VIP"),
        ("status_reason", "moved"): ListItem(
            kind="status_reason", item_id="moved", description="Moved away", parent_id="prospect"
        ),
    },
)
HISTORY = replace(STUDIO, preferences=replace(STUDIO.preferences, live=False))


def starting(on: date | None) -> Studio:
    """The studio whose loyalty program starts on that day."""
    assert STUDIO.preferences.loyalty is not None
    rule = replace(STUDIO.preferences.loyalty, start_on=on)
    return replace(STUDIO, preferences=replace(STUDIO.preferences, loyalty=rule))


def row(**cells: str) -> Row:
    """A row of these cells."""
    return Row({name: text for name, text in cells.items() if text})


def jane(**cells: str) -> Row:
    """A client's row."""
    return row(**({"client_ref": "C-1", "first_name": "Jane", "last_name": "Doe"} | cells))


def invoice(**cells: str) -> Row:
    """An invoice's row: paid in full, without tax."""
    told = {"invoice_ref": "I-1", "client_ref": "C-1", "invoiced_on": "2026-11-01"}
    return row(**(told | {"total": "120.00", "tax": "0", "paid": "120.00", "paid_on": "2026-11-01"} | cells))


def session(**cells: str) -> Row:
    """A session's row: booked."""
    told = {"session_ref": "S-1", "client_ref": "C-1", "session_type": "Family"}
    return row(**(told | {"starts_at": "2026-12-01T10:00", "status": "booked"} | cells))
