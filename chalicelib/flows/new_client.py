"""The client that a filled-in form makes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.consent import MAY_WE_EMAIL, MAY_WE_TEXT
from chalicelib.domain.contact import HOME, MOBILE
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import made_from
from chalicelib.domain.intake import Intake
from chalicelib.domain.status import set_status
from chalicelib.domain.studio import Studio
from chalicelib.models.client import Client

SOURCE = "form"
CHILD = "Child"
RELATIONSHIPS = "family_relationship"


def client_id_of_form(nonce: str) -> str:
    """The id of the client that this form makes, however often it is sent."""
    return "c" + made_from("form", nonce)


def new_client(
    client_id: str,
    intake: Intake,
    studio: Studio,
    *,
    referrer_id: str | None,
    who_sent_you: str | None,
    came_with: Mapping[str, str],
    doubtful_of: str | None,
    now: datetime,
) -> Client:
    """The client's record with the studio's defaults. Its number comes later, by the stream.

    `came_with` is the channel and the campaign of the visitor's address; `doubtful_of` the client
    whom this one may be already; `who_sent_you` what a person has to find out about the referrer.
    """
    preferences = studio.preferences
    today = local_date(now, preferences.local_zone())
    status = studio.statuses.get(preferences.default_status_id or "")
    standing = set_status(status, current_id=None, today=today) if status is not None else None
    may_email, may_text = bool(intake.may_we_email), bool(intake.may_we_text)
    return Client(
        client_id,
        client_ref=client_id,
        first_name=intake.first_name,
        last_name=intake.last_name,
        emails=[intake.email] if intake.email else [],
        phones=_phones(intake),
        address=intake.address,
        city=intake.city,
        region=intake.region,
        postal_code=intake.postal_code,
        birthday_on=intake.birthday_on,
        status_id=standing and standing.status_id,
        status_set_on=standing and standing.set_on,
        status_due_on=standing and standing.due_on,
        lead_source_id=preferences.default_lead_source_id,
        referred_by=referrer_id,
        who_sent_you=who_sent_you,
        organization_id=intake.organization_id,
        location_id=intake.location_id,
        family=_family(intake, studio),
        notes=_notes(intake),
        allow_marketing=may_email or may_text,
        allow_email_marketing=may_email,
        consents=_consents(intake, now),
        answers=dict(came_with) or None,
        source=SOURCE,
        doubtful_of=doubtful_of,
        created_at=now,
        created_on=today,
        updated_at=now,
    )


def _phones(intake: Intake) -> list[dict[str, Any]]:
    phones: list[dict[str, Any]] = []
    if intake.mobile:
        phones.append({"label": MOBILE, "number": intake.mobile, "sms": bool(intake.may_we_text)})
    if intake.home_phone:
        phones.append({"label": HOME, "number": intake.home_phone, "sms": False})
    return phones


def _family(intake: Intake, studio: Studio) -> list[dict[str, Any]]:
    relationship = studio.item_named(RELATIONSHIPS, CHILD)
    return [
        {
            "first_name": child.name,
            "last_name": None,
            "relationship_id": relationship.item_id if relationship else CHILD.lower(),
            "birthday_on": child.birthday_on.isoformat() if child.birthday_on else None,
            "phones": [],
            "email": None,
            "secondary_contact": False,
        }
        for child in intake.family
    ]


def _notes(intake: Intake) -> str | None:
    """The visitor's words, and under them the days they would like for their session."""
    paragraphs = [intake.notes] if intake.notes else []
    if intake.preferred_on:
        days = ", ".join(day.isoformat() for day in intake.preferred_on)
        paragraphs.append(f"Preferred session dates: {days}")
    return "\n\n".join(paragraphs) or None


def _consents(intake: Intake, now: datetime) -> list[dict[str, Any]]:
    """Each question that was asked with its answer; a yes to either is the evidence for marketing too."""
    asked = ((MAY_WE_EMAIL, intake.may_we_email), (MAY_WE_TEXT, intake.may_we_text))
    kept = [
        {"kind": each.kind, "given": given, "wording": each.wording, "at": now.isoformat(), "source": SOURCE}
        for each, given in asked
        if given is not None
    ]
    granted = next((each for each in kept if each["given"]), None)
    return kept + ([{**granted, "kind": "marketing"}] if granted else [])
