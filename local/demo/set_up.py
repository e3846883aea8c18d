"""Sets the demonstration studio up through the product's own writers.

A program of its own, for the product reads the names of tables from the environment once, when it is
imported: `python -m local.demo.set_up begin|go_live|rewards|doors`, what it is told and answers being JSON.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain import addresses, tokens
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.set_up import judged
from chalicelib.domain.studio import (
    Item,
    ListItem,
    Location,
    LoyaltyRule,
    Organization,
    Preferences,
    Status,
)
from chalicelib.models import studio as stored
from chalicelib.models.enrollment import Enrollment
from chalicelib.settings import settings
from local.demo import rewards as at_the_desk
from local.demo import sending
from local.demo.people import SOURCES

FRIENDS, BRIDES, STUDENTS = "Friends & Family", "Brides", "Students"
STATUSES = (
    Status(status_id="client", description="Client", include_in_loyalty=True, gives_number=True),
    Status(
        status_id="online",
        description="Client - Online",
        duration_days=3,
        include_in_loyalty=True,
        position=1,
    ),
    Status(status_id="prospect", description="Prospect", duration_days=14, position=2),
    Status(
        status_id="rewarded", description="Client - Referred a friend", include_in_loyalty=True, position=3
    ),
    Status(status_id="former", description="Former client", position=4),
)
ORGANIZATIONS = (
    Organization(
        organization_id="lakeside",
        description="Lakeside Elementary (contract 2026)",
        online_name="Lakeside Elementary School",
        visible_online=True,
    ),
    Organization(
        organization_id="riverbend",
        description="Riverbend High School",
        visible_online=True,
        position=1,
    ),
    Organization(organization_id="harbor-fc", description="Harbor Football Club", position=2),
)
PROGRAMS = (
    Program(
        program_id="friends",
        description=FRIENDS,
        terms=Terms(
            program_id="friends",
            program_name=FRIENDS,
            reward_cents=Cents(2500),
            reward_expires_after_days=365,
            reward_letter=True,
            gift=Gift(
                kind=GiftKind.ITEM,
                text="Complimentary 8×10 print",
                code="PRINT-8X10",
                promotion_id="print",
            ),
            gift_letter=True,
        ),
    ),
    Program(
        program_id="brides",
        description=BRIDES,
        terms=Terms(
            program_id="brides",
            program_name=BRIDES,
            within_days=60,
            session_booked=True,
            reward_cents=Cents(5000),
            reward_expires_after_days=365,
            reward_letter=True,
            gift=Gift(kind=GiftKind.REWARD, cents=Cents(2500), expires_after_days=180),
            gift_letter=True,
        ),
    ),
    Program(
        program_id="students",
        description=STUDENTS,
        terms=Terms(
            program_id="students",
            program_name=STUDENTS,
            within_days=90,
            session_completed=True,
            paid_sales_min_cents=Cents(15000),
            reward_cents=Cents(2000),
            rewards_per_client_max=5,
            reward_letter=True,
            gift=Gift(kind=GiftKind.ITEM, text="A mini session", code="MINI", promotion_id="mini"),
            gift_letter=True,
        ),
    ),
)
LISTS = {
    "lead_source": SOURCES,
    "phone_label": ("Mobile", "Home", "Work", "Grandparents"),
    "family_relationship": ("Child", "Spouse", "Partner", "Parent", "Grandparent", "Sibling", "Pet"),
    "group": ("VIP", "Wedding couples", "School families", "Newborn club"),
    "marketing_plan": ("Birthdays", "Anniversaries", "Spring minis", "Holiday cards"),
    "session_type": ("Family", "Newborn", "Senior portraits", "Wedding", "Business portrait"),
}
REASONS = {
    "prospect": ("Asked for prices", "Compares studios", "Waits for a date"),
    "online": ("Sent the form", "Wants a call back"),
    "former": ("Moved away", "Asked not to be written to"),
}
LOCATIONS = (
    Location(location_id="studio", description="Harbor Street", display_name="Harbor Street"),
    Location(location_id="mill", description="Old Mill (closed 2024)", position=1, inactive=True),
)
PROMOTIONS = (
    Promotion(promotion_id="print", description="Complimentary 8×10 print", code="PRINT-8X10"),
    Promotion(promotion_id="mini", description="A mini session", code="MINI", position=1),
    Promotion(
        promotion_id="spring",
        description="Ten percent off a spring session",
        code="SPRING-25",
        valid_until=date(2025, 5, 31),
        position=2,
        inactive=True,
    ),
)
COLORS = {"background": "#fbf7f2", "heading": "#3b2f4a", "button": "#5b3a70", "link": "#6b3f82"}


def preferences(told: dict[str, Any]) -> Preferences:
    """The studio's preferences, in set-up still."""
    return Preferences(
        studio_name="Northlight Portraits",
        postal_address="12 Harbor Street\nMaplewood, NJ 07040",
        phone="(973) 555-0142",
        website=told["host_page_url"].rstrip("/"),
        additional_origins=(),
        public_url=told["form_url"],
        sender_email="hello@northlight.example",
        sender_name="Northlight Portraits",
        reply_to="hello@northlight.example",
        zone="America/New_York",
        country="US",
        currency="USD",
        form_active=True,
        default_status_id="online",
        default_lead_source_id="website",
        organization_label="School or club",
        colors=COLORS,
        privacy_url="https://northlight.example/privacy",
        link_to_booking=True,
        booking_url="https://book.northlight.example/start",
        loyalty_active=True,
        loyalty=LoyaltyRule(every_cents=Cents(10000), reward_cents=Cents(1000), expires_after_days=365),
    )


def begin(told: dict[str, Any]) -> dict[str, Any]:
    """Store lists, programs and preferences unless they stand; answers whether the studio is live."""
    standing = stored.load().preferences
    wanted = preferences(told)
    if standing.version:
        website, public_url = wanted.website, wanted.public_url
        if (standing.website, standing.public_url) != (website, public_url):
            _saved(replace(standing, website=website, public_url=public_url))
        return {"live": standing.live}
    records: list[Item | Program] = [
        *STATUSES,
        *ORGANIZATIONS,
        *LOCATIONS,
        *PROMOTIONS,
        *PROGRAMS,
        *_listed(),
    ]
    for record in records:
        stored.save_item(record)
    _saved(wanted)
    return {"live": False}


def _listed() -> Iterator[ListItem]:
    for kind, descriptions in LISTS.items():
        for position, description in enumerate(descriptions):
            yield ListItem(kind=kind, item_id=_id(description), description=description, position=position)
    for status_id, descriptions in REASONS.items():
        for position, description in enumerate(descriptions):
            yield ListItem(
                kind="status_reason",
                item_id=f"{status_id}-{_id(description)}",
                description=description,
                position=position,
                parent_id=status_id,
            )


def _id(description: str) -> str:
    return description.lower().replace(" ", "-")


def go_live(_: dict[str, Any]) -> dict[str, Any]:
    """From now on what comes in is no history, and what the studio sends by itself goes."""
    sending.begin(datetime.now(UTC))
    _saved(replace(stored.load().preferences, live=True))
    return {"live": True}


def rewards(told: dict[str, Any]) -> dict[str, Any]:
    """What happened with rewards at the desk."""
    at_the_desk.begin(told, datetime.now(UTC))
    return {}


def doors(told: dict[str, Any]) -> dict[str, Any]:
    """The referral link's token of a client, and the addresses that the client is given."""
    client_id, base = client_id_of_ref(told["client_ref"]), told["form_url"]
    enrollment = Enrollment.open_of(client_id)
    if enrollment is None:
        return {}
    signed = tokens.personal(tokens.Purpose.OWN_PAGE, client_id, enrollment.enrolled_at, settings.link_keys)
    return {
        "referral_token": enrollment.token,
        "referral_url": addresses.referral(base, enrollment.token),
        "share_url": addresses.share(base, enrollment.token),
        "own_page_url": addresses.own_page(base, signed),
    }


def _saved(wanted: Preferences) -> None:
    objections = judged(wanted, stored.load()).objections
    if objections:
        raise SystemExit(", ".join(f"{name}: {objection}" for name, objection in objections.items()))
    if not stored.save_preferences(wanted):
        raise SystemExit("the preferences were changed by somebody else meanwhile; try again")


COMMANDS = {"begin": begin, "go_live": go_live, "rewards": rewards, "doors": doors}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](json.load(sys.stdin))))
