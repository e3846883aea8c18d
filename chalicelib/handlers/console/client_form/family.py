"""The Family area: the members, and the form of one of them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain import lists
from chalicelib.domain.contact import MOBILE
from chalicelib.domain.family import PHONES_MAX, name_of
from chalicelib.domain.lists import ListKind, id_of, offered, words_of
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.client_form.fields import NONE, choice, day, line, tick
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Kind,
    Phone,
    Table,
    Tone,
)

TEXTS = ("first_name", "last_name", "relationship_id", "birthday_on", "email")
AS_TYPED = "member_as_typed"
SPOKEN_MAX = 60
NEW: Mapping[str, Any] = {**dict.fromkeys(TEXTS, ""), "phones": [], "secondary_contact": False}


def show(work: Work, studio: Studio) -> list[Block]:
    """The members, each with its buttons."""
    rows: list[list[Cell]] = [_row(work, member, studio) for member in work.typed["family"]]
    columns = [
        "Name",
        "Relationship",
        "Birthday",
        "Phone numbers",
        "Email",
        "Secondary contact",
        "What to do",
    ]
    return [
        Table("Family members", [Column(each) for each in columns], rows, empty="No family member yet."),
        Buttons([work.action("Add a family member", "member")]),
    ]


def show_member(work: Work, member: Mapping[str, Any], studio: Studio) -> list[Block]:
    """The form of one member."""
    relationships = {id_of(each): each.description for each in offered(studio, ListKind.RELATIONSHIP)}
    standing = str(member["relationship_id"] or "")
    if standing and standing not in relationships:
        relationships[standing] = words_of(studio, ListKind.RELATIONSHIP, standing)
    names = [
        line(work, "first_name", "First name", value=str(member["first_name"] or "")),
        line(work, "last_name", "Last name", value=str(member["last_name"] or "")),
    ]
    return [
        Group(
            "Family member",
            [
                *names,
                choice(work, "relationship_id", "Relationship", {"": NONE} | relationships, standing),
                day(work, "birthday_on", "Birthday", value=str(member["birthday_on"] or "")),
                line(work, "email", "Email address", value=str(member["email"] or ""), kind=Kind.EMAIL),
                tick(
                    work,
                    "secondary_contact",
                    "Secondary contact",
                    value=bool(member["secondary_contact"]),
                    hint="Is found like the client. A client has one: this takes the place of another.",
                ),
                tick(work, AS_TYPED, "Keep the names exactly as typed", value=False),
            ],
            columns=2,
        ),
        _phones(work, member, studio),
        Buttons(
            [
                work.action("Keep this family member", "keep_member", primary=True),
                work.action("Back without it", "drop_row"),
            ]
        ),
    ]


def read(row: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """What the member's controls say, as it is typed; an empty phone line goes."""
    phones = [
        {"label": form.text(f"phones_{place}_label"), "number": form.text(f"phones_{place}_number")}
        for place in range(PHONES_MAX)
    ]
    return {
        "key": row["key"],
        **{name: form.text(name) for name in TEXTS},
        "secondary_contact": form.ticked("secondary_contact"),
        "phones": [each for each in phones if each["number"]],
    }


def _row(work: Work, member: Mapping[str, Any], studio: Studio) -> list[Cell]:
    shown = shown_name(member["first_name"], member["last_name"], studio.preferences.name_order)
    warning = work.typed["call_warning"]
    relationship_id = member.get("relationship_id")
    carried, spoken = {"row": member["key"]}, name_of(member)[:SPOKEN_MAX]
    return [
        shown,
        words_of(studio, ListKind.RELATIONSHIP, relationship_id) if relationship_id else "",
        str(member.get("birthday_on") or ""),
        [Phone(each["number"], each.get("label") or "", warning) for each in member.get("phones") or []],
        str(member.get("email") or ""),
        Badge("Secondary contact", Tone.GOOD) if member.get("secondary_contact") else "",
        [
            work.action("Modify", "member", carried, aria_label=f"Modify {spoken}"),
            work.action("Remove", "remove_member", carried, aria_label=f"Remove {spoken}"),
        ],
    ]


def _phones(work: Work, member: Mapping[str, Any], studio: Studio) -> Table:
    lines = list(member["phones"])
    labels = {each: each for each in lists.phone_labels(studio, [each["label"] for each in lines])}
    rows: list[list[Cell]] = []
    for place in range(PHONES_MAX):
        each = lines[place] if place < len(lines) else {"label": MOBILE, "number": ""}
        label, number = f"phones_{place}_label", f"phones_{place}_number"
        spoken = f"of phone {place + 1}"
        rows.append(
            [
                f"Phone {place + 1}",
                choice(work, label, f"Label {spoken}", labels, each["label"], compact=True),
                line(work, number, f"Number {spoken}", value=each["number"], kind=Kind.PHONE, compact=True),
            ]
        )
    return Table("Phone numbers", [Column(each) for each in ("Phone", "Label", "Number")], rows)
