"""A family member of a client, as staff type it in. Source: *Creating a Client*."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from chalicelib.domain import answers
from chalicelib.domain.contact import stored_phone
from chalicelib.domain.names import with_capitals
from chalicelib.domain.staff_words import Problems
from chalicelib.domain.studio import Studio

RELATIONSHIPS = "family_relationship"
PHONES_MAX = 3
MEMBERS_MAX = 20
NAME_MAX, PHONE_MAX = 80, 40
Member = dict[str, Any]


def read_member(
    typed: Mapping[str, Any], studio: Studio, *, today: date, as_typed: bool
) -> tuple[Member, Problems]:
    """The member as it is kept, and what is wrong by control; with nothing wrong it counts.

    `typed` has the fields of a member as text, phones as `{label, number}`. Names get their capitals
    where the studio wants them, unless `as_typed`.
    """
    problems = Problems()
    bypass = as_typed or not studio.preferences.auto_capitals

    def name(field: str) -> str | None:
        text = problems.take(field, partial(answers.line, str(typed.get(field) or ""), NAME_MAX))
        return with_capitals(text, bypass=bypass) if text else None

    first, last = name("first_name"), name("last_name")
    if not first and not last:
        problems.say("first_name", "A family member needs a first or a last name.")
    relationship_id = str(typed.get("relationship_id") or "")
    if relationship_id and (RELATIONSHIPS, relationship_id) not in studio.items:
        problems.say("relationship_id", "This is not on the list of relationships.")
    birthday = partial(answers.birthday, str(typed.get("birthday_on") or ""), today)
    born_on = problems.take("birthday_on", birthday)
    return {
        "first_name": first,
        "last_name": last,
        "relationship_id": relationship_id or None,
        "birthday_on": born_on.isoformat() if born_on else None,
        "phones": _phones(typed.get("phones") or [], studio.preferences.country, problems),
        "email": problems.take("email", partial(answers.email, str(typed.get("email") or ""))),
        "secondary_contact": bool(typed.get("secondary_contact")),
    }, problems


def with_member(family: Sequence[Member], member: Member) -> list[Member]:
    """The family with the member in the place of the one with its `key`, or at the end.

    A client has one secondary contact: a new one takes the place of another.
    """
    keys = [each["key"] for each in family]
    others = [
        {**each, "secondary_contact": False} if member["secondary_contact"] else dict(each) for each in family
    ]
    if member["key"] in keys:
        others[keys.index(member["key"])] = member
        return others
    return [*others, member]


def name_of(member: Mapping[str, Any]) -> str:
    """First and last name."""
    return " ".join(part for part in (member.get("first_name"), member.get("last_name")) if part)


def _phones(typed: Sequence[Mapping[str, Any]], country: str, problems: Problems) -> list[dict[str, Any]]:
    phones = []
    for place, line in enumerate(typed[:PHONES_MAX]):
        read = partial(answers.line, str(line.get("number") or ""), PHONE_MAX)
        number = problems.take(f"phones_{place}_number", read)
        if number:
            phones.append(
                {"label": str(line.get("label") or ""), "number": stored_phone(number, country), "sms": False}
            )
    return phones
