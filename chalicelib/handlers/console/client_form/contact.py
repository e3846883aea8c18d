"""The header of the form: name, salutation, company, address, emails, phones."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain import lists
from chalicelib.domain.client_edit import SALUTATIONS
from chalicelib.domain.client_reach import LISTED_MAX
from chalicelib.domain.client_typed import NAMES_AS_TYPED, Typed
from chalicelib.domain.contact import MOBILE
from chalicelib.domain.names import NameOrder
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.client_form.fields import choice, line, tick
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.console.picture import picture_of
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Block,
    Buttons,
    Cell,
    Column,
    Control,
    Group,
    Help,
    Kind,
    Phone,
    Table,
    Text,
)
from chalicelib.models.client import Client

NAMES = ("first_name", "last_name", "salutation", "company")
ADDRESS = ("address", "city", "region", "postal_code", "country")
TEXTS = (*NAMES, *ADDRESS, "emails")
BLANK_LINES = 2
CAPITALS = Help(
    "About capitals",
    "Capitals of names",
    [
        "The first letter of each name becomes a capital: sara johnson is stored as Sara Johnson. "
        "The other letters stay as you type them.",
        "Choose Yes at “Keep the names exactly as typed” to store them letter by letter, such as van Gogh.",
    ],
)


def show(work: Work, studio: Studio) -> list[Block]:
    """The controls of the header."""
    first = line(work, "first_name", "First name")
    last = line(work, "last_name", "Last name")
    ordered = [last, first] if studio.preferences.name_order is NameOrder.LAST_FIRST else [first, last]
    names: list[Control] = [
        *ordered,
        line(work, "salutation", "Salutation", hint="Choose or type your own.", suggestions=SALUTATIONS),
        line(work, "company", "Company"),
    ]
    if studio.preferences.auto_capitals:
        names.append(tick(work, NAMES_AS_TYPED, "Keep the names exactly as typed", help_=CAPITALS))
    return [
        *_picture(work),
        Group("Name", names, columns=2),
        Group(
            "Address",
            [
                line(work, "address", "Address", size=50),
                line(work, "city", "City"),
                line(work, "region", "State or region"),
                line(work, "postal_code", "Postal code", size=12),
                line(work, "country", "Country"),
            ],
            columns=2,
        ),
        Group(
            "Email",
            [
                line(
                    work,
                    "emails",
                    "Email addresses",
                    hint="Separate several with a semicolon; the first is written to.",
                    size=60,
                )
            ],
        ),
        _phones(work, studio),
        Buttons([work.action("Another phone line", "tab", {"to": work.tab})]),
    ]


def _picture(work: Work) -> list[Block]:
    """The client's picture as it stood when the form was begun, and the way to another one. One call."""
    if work.is_new:
        return [Text("A picture can be uploaded once the client is saved.")]
    names = {"first_name": work.base["first_name"], "last_name": work.base["last_name"]}
    key = work.content["picture_key"]
    picture = picture_of(Client(work.client_id, picture_key=key, **names)) if key else None
    shown: list[Block] = [picture] if picture is not None else []
    return [*shown, Buttons([work.action("Change the picture…" if key else "Add a picture…", "picture")])]


def merge(typed: Typed, form: Form) -> Typed:
    """What the header's controls say, on what was typed before."""
    texts = {name: form.text(name) for name in TEXTS}
    return typed | texts | {"phones": _read(typed, form), NAMES_AS_TYPED: form.ticked(NAMES_AS_TYPED)}


def _read(typed: Typed, form: Form) -> list[dict[str, object]]:
    """The phone lines; one whose number was emptied goes."""
    lines = [
        {
            "label": form.text(f"phones_{place}_label"),
            "number": form.text(f"phones_{place}_number"),
            "sms": form.ticked(f"phones_{place}_sms"),
        }
        for place in range(_lines_shown(typed))
    ]
    return [each for each in lines if each["number"]]


def _phones(work: Work, studio: Studio) -> Table:
    """The phone lines and two empty ones; the call warning stands in red beside each number."""
    lines = work.typed["phones"]
    standing = [each["label"] for each in lines]
    labels = {label: label for label in lists.phone_labels(studio, standing)}
    rows: list[list[Cell]] = []
    for place in range(_lines_shown(work.typed)):
        is_blank = place >= len(lines)
        each: Mapping[str, Any] = {"label": MOBILE, "number": "", "sms": False} if is_blank else lines[place]
        spoken = f"of phone {place + 1}"
        name = f"phones_{place}_"
        rows.append(
            [
                f"Phone {place + 1}",
                choice(work, name + "label", f"Label {spoken}", labels, each["label"], compact=True),
                line(
                    work,
                    name + "number",
                    f"Number {spoken}",
                    value=each["number"],
                    kind=Kind.PHONE,
                    compact=True,
                ),
                tick(
                    work, name + "sms", f"Text messages to phone {place + 1}", value=each["sms"], compact=True
                ),
                "" if is_blank else Phone(each["number"], "", work.typed["call_warning"]),
            ]
        )
    columns = ["Phone", "Label", "Number", f"Text messages ({MOBILE} only)", "Call warning"]
    return Table("Phone numbers", [Column(title) for title in columns], rows)


def _lines_shown(typed: Typed) -> int:
    return min(len(typed["phones"]) + BLANK_LINES, max(LISTED_MAX, len(typed["phones"])))
