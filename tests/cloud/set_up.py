"""Stores the studio of these tests by the product's own writers, its preferences as told on the input.

A program of its own, called by its path with the environment of a deployed function: the product reads
the names of tables when it is imported, and as a module of the tests this would have theirs.
"""

import json
import sys
from dataclasses import replace
from typing import Any

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.studio import ListItem, Location, LoyaltyRule, Organization, Preferences, Status
from chalicelib.models import studio

PREFERENCES = Preferences(
    live=True,
    studio_name="Lantern Studio",
    postal_address="1 Quay Street\nPortland, ME 04101",
    phone="(207) 555-0100",
    website="https://lantern.example",
    sender_email="hello@lantern.example",
    sender_name="Lantern Studio",
    zone="America/New_York",
    form_active=True,
    default_status_id="online",
    default_lead_source_id="web",
    organization_label="School or club",
    booking_url="https://book.lantern.example/start?studio=7",
    loyalty_active=True,
    loyalty=LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000)),
    submissions_per_day_max=100_000,
)
FRIENDS = Terms(
    program_id="friends",
    program_name="Friends & Family",
    within_days=90,
    reward_cents=Cents(2500),
    reward_expires_after_days=365,
    reward_letter=True,
    referrer_status_id="ambassador",
    gift=Gift(kind=GiftKind.ITEM, text="Complimentary 8×10 print", code="PRINT-8X10"),
    gift_letter=True,
)
BRIDES = Terms(
    program_id="brides",
    program_name="Brides",
    session_booked=True,
    reward_cents=Cents(5000),
    reward_letter=True,
    gift=Gift(kind=GiftKind.REWARD, cents=Cents(2000), expires_after_days=180),
)
RECORDS: tuple[Status | Organization | Location | Program | ListItem, ...] = (
    Status(status_id="client", description="Client", include_in_loyalty=True),
    Status(status_id="online", description="Client - Online", duration_days=3),
    Status(status_id="ambassador", description="Ambassador", include_in_loyalty=True),
    Organization(
        organization_id="oak", description="Oak (2026)", online_name="Oak School", visible_online=True
    ),
    Organization(organization_id="harbor", description="Harbor Club"),
    Location(location_id="quay", description="Quay Street", display_name="Old Port"),
    Location(location_id="hill", description="Hill Road", position=1),
    ListItem(kind="lead_source", item_id="web", description="Website"),
    ListItem(kind="family_relationship", item_id="child", description="Child"),
    *(
        Program(program_id=each.program_id, description=each.program_name, terms=each)
        for each in (FRIENDS, BRIDES)
    ),
)


def set_up(told: dict[str, Any]) -> None:
    """Store lists, programs and preferences, over what stands."""
    for record in RECORDS:
        studio.save_item(record)
    standing = studio.load().preferences
    wanted = from_plain(Preferences, {**to_plain(PREFERENCES), **told})
    assert studio.save_preferences(replace(wanted, version=standing.version))


if __name__ == "__main__":
    set_up(json.load(sys.stdin))
