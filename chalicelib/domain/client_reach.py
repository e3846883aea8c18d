"""How a client is reached, as staff type it: several emails, phones with labels, the client number."""

from collections.abc import Mapping, Set
from functools import partial
from typing import Any

from chalicelib.domain import answers, lists
from chalicelib.domain.client_typed import Typed
from chalicelib.domain.contact import MOBILE, canonical_mobile, stored_phone, tidy_email
from chalicelib.domain.staff_words import Problems
from chalicelib.domain.studio import Studio

LISTED_MAX = 10
PHONE_MAX = 40
NUMBER_DIGITS_MAX = 12


def read_reach(
    typed: Typed, touched: Set[str], before: Mapping[str, Any], studio: Studio, problems: Problems
) -> dict[str, Any]:
    """The attributes that emails, phones and number make of those that are touched."""
    values: dict[str, Any] = {}
    if "emails" in touched:
        values["emails"] = _emails(typed["emails"], problems)
    if "phones" in touched:
        kept = {each.get("label") for each in before.get("phones") or []}
        labels = {*lists.phone_labels(studio), *kept}
        country = studio.preferences.country
        lines = [_phone(place, line, labels, country, problems) for place, line in enumerate(typed["phones"])]
        values["phones"] = [line for line in lines if line is not None]
    if "client_number" in touched:
        values["client_number"] = _number(typed["client_number"].strip(), problems)
    return values


def _emails(text: str, problems: Problems) -> list[str]:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    tidy = {part: tidy_email(part) for part in parts}
    wrong = [part for part, email in tidy.items() if email is None]
    if wrong:
        problems.say("emails", f"“{wrong[0][:60]}” is not an email address.")
    if len(parts) > LISTED_MAX:
        problems.say("emails", f"These are more than {LISTED_MAX} addresses.")
    return list(dict.fromkeys(email for email in tidy.values() if email))


def _phone(
    place: int, typed: Mapping[str, Any], labels: Set[Any], country: str, problems: Problems
) -> dict[str, Any] | None:
    name = f"phones_{place}_number"
    text = problems.take(name, partial(answers.line, typed["number"], PHONE_MAX))
    if not text:
        return None
    if typed["label"] not in labels:
        problems.say(f"phones_{place}_label", "This label is not on the list any more.")
    if typed["sms"] and typed["label"] != MOBILE:
        problems.say(f"phones_{place}_sms", f"Only the {MOBILE} line can have text messages.")
    elif typed["sms"] and canonical_mobile(text, country) is None:
        problems.say(name, "No text message can go to this number.")
    if place >= LISTED_MAX:
        problems.say(name, f"These are more than {LISTED_MAX} phone numbers.")
    return {"label": typed["label"], "number": stored_phone(text, country), "sms": bool(typed["sms"])}


def _number(text: str, problems: Problems) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= NUMBER_DIGITS_MAX and int(text) > 0:
        return int(text)
    problems.say("client_number", "A client number is a whole number from 1.")
    return None
