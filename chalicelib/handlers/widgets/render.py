"""A screen as HTML. Everything is escaped here, in one place; screens cannot write markup."""

import json
import re
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.handlers.widgets.ask import ARRIVED, NAMED, SEARCH, Ask, Ticks
from chalicelib.handlers.widgets.blocks import Action, Kind, Screen
from chalicelib.services.renderer import render

TEMPLATE = "console/screen.html"
_PAGE = re.compile(
    r"(https://[A-Za-z0-9.-]+|http://(localhost|127\.0\.0\.1|[a-z0-9.-]+\.localhost))(:[0-9]{1,5})?(/[!-~]*)?"
)
DIRECTION_MARKS = dict.fromkeys(
    [0x061C, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Marks that turn the direction of text around; they could make a name read as something else."""
INPUT_TYPES = {
    Kind.EMAIL: ("email", "email"),
    Kind.PHONE: ("tel", "tel"),
    Kind.DAY: ("text", "numeric"),
    Kind.WHOLE: ("text", "numeric"),
    Kind.MONEY: ("text", "decimal"),
    Kind.URL: ("url", "url"),
    Kind.COLOR: ("text", "text"),
    Kind.TEXT: ("text", "text"),
}


def rendered(screen: Screen, ask: Ask) -> str:
    """The whole answer: scoped styles, where we are, the blocks. Text only ever becomes text."""
    prefix = "".join(letter if letter.isalnum() else "-" for letter in f"sr-{ask.widget_id}-{ask.view}")
    return render(
        TEMPLATE,
        {
            "screen": screen,
            "dark": ask.is_dark,
            "prefix": prefix,
            "endpoint": ask.endpoint,
            "payload": payload,
            "search": Action("Search", "clients", "find"),
            "may_search": ask.actor.role.may_act_as(Role.OPERATOR),
            "ARRIVED": ARRIVED,
            "NAMED": NAMED,
            "SEARCH": SEARCH,
            "kind_of": kind_of,
            # Read only where there is something to tick.
            "draws_boxes": lambda: ask.ticks is Ticks.BOX,
            "input_type": lambda kind: INPUT_TYPES[kind],
            "text": plain,
            "address": address,
        },
    )


def payload(action: Action) -> str:
    """What the console sends back when the button is clicked; escaped by the template as any text."""
    given: Mapping[str, Any] = {**action.given, "view": action.view, "do": action.do}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def plain(text: object) -> str:
    """Text without characters that would change how what stands around it reads."""
    return str(text).translate(DIRECTION_MARKS)


def kind_of(value: object) -> str:
    """The name by which the template knows a block, control or cell."""
    return "text_cell" if isinstance(value, str) else type(value).__name__


def address(url: str) -> str:
    """A link's address; nothing but pages (`https:`, and the local cloud's `http:`) and our own pictures.

    Links to files are signed, and longer than an address that a person enters may be.
    """
    if url.startswith("data:image/jpeg;base64,") or _PAGE.fullmatch(url):
        return url
    raise ValueError("a link of a screen must lead to a page")
