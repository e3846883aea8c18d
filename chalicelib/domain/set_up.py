"""What keeps the studio's preferences from being saved, and what the operator should know of those that are.

Source: rules 7 and 8; reliability N.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain.asked import Field
from chalicelib.domain.contact import DIALING, tidy_email
from chalicelib.domain.host import ORIGINS_MAX, frame_ancestors, origin, web_address
from chalicelib.domain.objection import Objection
from chalicelib.domain.studio import CUSTOM_FIELDS, BookingStyle, FieldOption, Preferences, Studio
from chalicelib.domain.theme import DEFAULTS, Repair, color, theme

LABEL_MAX = 50
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
NEVER_HIDDEN = (Field.FIRST_NAME, Field.LAST_NAME)


class Hint(StrEnum):
    """What works and may still not be meant."""

    NO_WEBSITE_TO_FRAME_THE_FORM = "no_website_to_frame_the_form"
    LOGO_IN_A_FRAME = "logo_in_a_frame"
    COUNTRY_WITHOUT_CALLING_CODE = "country_without_calling_code"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What stands against saving, by preference, and what the operator is told of the form that is shown."""

    objections: Mapping[str, Objection]
    hints: tuple[Hint, ...] = ()
    repairs: tuple[Repair, ...] = ()


def judged(preferences: Preferences, studio: Studio) -> Judgement:
    """The preferences against the lists of `studio`; colors that are hard to read are no objection."""
    objections: dict[str, Objection] = {}
    for name, objection in _objections(preferences, studio):
        objections.setdefault(name, objection)
    return Judgement(
        objections=objections, hints=tuple(_hints(preferences)), repairs=theme(preferences.colors).repairs
    )


def _objections(preferences: Preferences, studio: Studio) -> Iterator[tuple[str, Objection]]:
    for name in ("redirect_url", "booking_url", "privacy_url"):
        text = getattr(preferences, name)
        if text and web_address(text) is None:
            yield name, Objection.NOT_A_WEB_ADDRESS
    if preferences.website and not frame_ancestors(preferences.website, ()):
        yield "website", Objection.NOT_A_WEB_ADDRESS
    if preferences.public_url and not _is_form_address(preferences.public_url):
        yield "public_url", Objection.NOT_A_WEB_ADDRESS
    if any(origin(each) is None for each in preferences.additional_origins):
        yield "additional_origins", Objection.NOT_AN_ORIGIN
    if len(preferences.additional_origins) > ORIGINS_MAX:
        yield "additional_origins", Objection.TOO_MANY
    if preferences.link_to_booking and not preferences.booking_url:
        yield "link_to_booking", Objection.BOOKING_HAS_NO_ADDRESS
    if preferences.style is BookingStyle.LINK and not preferences.redirect_url:
        yield "redirect_url", Objection.LINK_STYLE_HAS_NO_WAY_BACK
    if preferences.default_status_id not in (
        None,
        *(each for each, status in studio.statuses.items() if not status.inactive),
    ):
        yield "default_status_id", Objection.UNKNOWN
    sources = {
        item.item_id for item in studio.items.values() if item.kind == "lead_source" and not item.inactive
    }
    if preferences.default_lead_source_id not in (None, *sources):
        yield "default_lead_source_id", Objection.UNKNOWN
    yield from _of_the_company(preferences)
    yield from _of_fields_and_colors(preferences)


def _of_the_company(preferences: Preferences) -> Iterator[tuple[str, Objection]]:
    if not preferences.studio_name:
        yield "studio_name", Objection.MISSING
    for name in ("sender_email", "reply_to"):
        text = getattr(preferences, name)
        if text and tidy_email(text) is None:
            yield name, Objection.NOT_AN_EMAIL
    if not _CURRENCY.fullmatch(preferences.currency):
        yield "currency", Objection.UNKNOWN
    if not _COUNTRY.fullmatch(preferences.country):
        yield "country", Objection.UNKNOWN
    if not _is_zone(preferences.zone):
        yield "zone", Objection.UNKNOWN
    if len(preferences.organization_label) > LABEL_MAX:
        yield "organization_label", Objection.TOO_LONG
    for name, label in preferences.custom_labels.items():
        if name not in CUSTOM_FIELDS:
            yield "custom_labels", Objection.UNKNOWN
        elif len(label) > LABEL_MAX:
            yield f"label_{name}", Objection.TOO_LONG
    for name in ("submissions_per_day_max", "rewards_per_referrer_day_max", "rewards_per_studio_day_max"):
        if getattr(preferences, name) < 1:
            yield name, Objection.NOT_FROM_ONE


def _of_fields_and_colors(preferences: Preferences) -> Iterator[tuple[str, Objection]]:
    options = preferences.field_options
    hidden = {name for name, option in options.items() if option is FieldOption.HIDDEN}
    if options.keys() - set(Field):
        yield "field_options", Objection.UNKNOWN
    if hidden & set(NEVER_HIDDEN) or hidden >= {Field.EMAIL, Field.MOBILE}:
        yield "field_options", Objection.CANNOT_BE_HIDDEN
    if preferences.colors.keys() - DEFAULTS.keys():
        yield "colors", Objection.UNKNOWN
    if any(text.strip() and color(text) is None for text in preferences.colors.values()):
        yield "colors", Objection.NOT_A_COLOR


def _hints(preferences: Preferences) -> Iterator[Hint]:
    if preferences.style is BookingStyle.IFRAME:
        if not frame_ancestors(preferences.website, preferences.additional_origins):
            yield Hint.NO_WEBSITE_TO_FRAME_THE_FORM
        if preferences.show_logo:
            yield Hint.LOGO_IN_A_FRAME
    if preferences.country.upper() not in DIALING:
        yield Hint.COUNTRY_WITHOUT_CALLING_CODE


def _is_form_address(text: str) -> bool:
    """A page on the internet, or on one's own machine to try the form out."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return web_address(text) is not None or origin(f"{parts.scheme}://{parts.netloc}") == (
        f"http://{parts.netloc}"
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
