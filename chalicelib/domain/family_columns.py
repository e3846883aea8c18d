"""The family in a file of clients: six members, each in columns of its own, read and written alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.cells import Cells
from chalicelib.domain.contact import MOBILE, stored_phone, tidy_email
from chalicelib.domain.family import RELATIONSHIPS
from chalicelib.domain.row import Bad
from chalicelib.domain.studio import Studio

MEMBERS_MAX = 6
PARTS = ("first_name", "last_name", "relationship", "birthday_on", "phone", "email", "secondary_contact")


def column(number: int, part: str) -> str:
    """The column of a part of the member with this number, from 1: `family_1_first_name`."""
    return f"family_{number}_{part}"


FAMILY_COLUMNS = tuple(column(number, part) for number in range(1, MEMBERS_MAX + 1) for part in PARTS)


def read_family(cells: Cells, studio: Studio) -> list[dict[str, Any]] | None:
    """The members that the row tells of, which take the place of all; None where it tells of none.

    Raises Bad for a member without a name, and for two secondary contacts.
    """
    members = [
        member for number in range(1, MEMBERS_MAX + 1) if (member := _read(cells, number, studio)) is not None
    ]
    contacts = [number for number, member in enumerate(members, start=1) if member["secondary_contact"]]
    if len(contacts) > 1:
        raise Bad(column(contacts[1], "secondary_contact"), "is the second one; a client has one")
    return members or None


def _read(cells: Cells, number: int, studio: Studio) -> dict[str, Any] | None:
    texts = {part: cells.text(column(number, part)) for part in PARTS}
    if not any(texts.values()):
        return None
    if not texts["first_name"] and not texts["last_name"]:
        raise Bad(column(number, "first_name"), "a family member needs a first or a last name")
    email = tidy_email(texts["email"]) if texts["email"] else None
    if texts["email"] and email is None:
        raise Bad(column(number, "email"), "is not an email address")
    born_on = cells.day(column(number, "birthday_on"))
    country = studio.preferences.country
    numbers = [stored_phone(phone, country)] if (phone := texts["phone"]) else []
    return {
        "first_name": texts["first_name"],
        "last_name": texts["last_name"],
        "relationship_id": _relationship_id(cells, number, studio),
        "birthday_on": born_on.isoformat() if born_on else None,
        "phones": [{"label": MOBILE, "number": number, "sms": False} for number in numbers],
        "email": email,
        "secondary_contact": bool(cells.yes_no(column(number, "secondary_contact"))),
    }


def _relationship_id(cells: Cells, number: int, studio: Studio) -> str | None:
    text = cells.text(column(number, "relationship"))
    if text is None:
        return None
    item = studio.item_named(RELATIONSHIPS, text) or studio.items.get((RELATIONSHIPS, text))
    if item is None:
        raise Bad(column(number, "relationship"), "is not in the studio's list")
    return item.item_id


def is_same_family(told: Sequence[Mapping[str, Any]], standing: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the members are those that stand, as far as a file can tell."""
    return [_as_told(each) for each in told] == [_as_told(each) for each in standing[:MEMBERS_MAX]]


def _as_told(member: Mapping[str, Any]) -> tuple[Any, ...]:
    numbers = [line.get("number") for line in member.get("phones") or ()][:1]
    parts = ("first_name", "last_name", "relationship_id", "birthday_on", "email")
    return (*(member.get(part) or None for part in parts), numbers, bool(member.get("secondary_contact")))


def family_cells(family: Sequence[Mapping[str, Any]], studio: Studio) -> Iterator[tuple[str, str]]:
    """The cells of the first six members; `read_family` of them gives the same members."""
    for number, member in enumerate(family[:MEMBERS_MAX], start=1):
        item = studio.items.get((RELATIONSHIPS, member.get("relationship_id") or ""))
        phones = member.get("phones") or [{}]
        parts = {
            "first_name": member.get("first_name"),
            "last_name": member.get("last_name"),
            "relationship": item.item_id if item else None,
            "birthday_on": member.get("birthday_on"),
            "phone": phones[0].get("number"),
            "email": member.get("email"),
            "secondary_contact": "yes" if member.get("secondary_contact") else "no",
        }
        yield from ((column(number, part), str(value or "")) for part, value in parts.items())
