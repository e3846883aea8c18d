"""Writes our letters from their templates: subject, text and HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from urllib.parse import urlsplit

from chalicelib.domain.letters import Kind, clean_line, link
from chalicelib.domain.studio import Preferences
from chalicelib.domain.theme import theme
from chalicelib.services.renderer import render

DARK_SHEET, DARK_INK = "#231f1c", "#f6efe6"
LINE = 72
PADDING = "\u2007\u200c" * 60  # Keeps the letter's first lines out of the preview.


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter as it is read. Both bodies say the same."""

    subject: str
    text: str
    html: str


def written(kind: Kind, values: Mapping[str, str], first_name: str, preferences: Preferences) -> Letter:
    """The letter of this kind to a person, merged with the notice's values and the studio's own words.

    The same facts give the same letter. Raises jinja2.UndefinedError when a value is missing.
    """
    facts = {
        **values,
        "first_name": first_name,
        "studio": _studio(preferences),
        "look": _look(preferences.colors),
        "padding": PADDING,
    }
    return Letter(
        subject=clean_line(render(f"letters/{kind}/subject.txt", facts)),
        text=_wrapped(render(f"letters/{kind}/body.txt", facts)),
        html=render(f"letters/{kind}/body.html", facts),
    )


def _wrapped(text: str) -> str:
    """`text` in lines that are comfortable to read; addresses stay whole."""
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += wrap(
            line, LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines) + "\n"


def _studio(preferences: Preferences) -> dict[str, str]:
    website = link(preferences.website)
    booking = link(preferences.booking_url) if preferences.link_to_booking else ""
    return {
        "name": clean_line(preferences.studio_name),
        "postal_address": ", ".join(
            line.strip() for line in preferences.postal_address.splitlines() if line.strip()
        ),
        "phone": clean_line(preferences.phone),
        "website_link": website,
        "website_words": urlsplit(website).netloc.removeprefix("www."),
        "book_link": booking or website,
    }


def _look(colors: Mapping[str, str]) -> dict[str, str]:
    """The studio's button color on paper and, lightened until it can be read there, on the dark sheet."""
    shown = theme(colors).colors
    dark = theme({"background": DARK_SHEET, "text": DARK_INK, "link": shown["button"]}).colors["link"]
    words = theme({"button": dark, "button_text": shown["button_text"]}).colors["button_text"]
    return {
        "accent": shown["button"],
        "on_accent": shown["button_text"],
        "accent_in_dark": dark,
        "on_accent_in_dark": words,
    }
