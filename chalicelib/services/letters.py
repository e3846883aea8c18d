"""Writes letters: those that ship with the product from their templates, a studio's own from its words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from chalicelib.domain.html_text import as_html
from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.letters import FORMS, Kind, clean_line
from chalicelib.domain.merge_fields import FIELDS, fields_of
from chalicelib.domain.merge_html import merged_html
from chalicelib.domain.merging import merged
from chalicelib.domain.notice import Purpose
from chalicelib.domain.theme import theme
from chalicelib.services.cleaner import cleaned
from chalicelib.services.renderer import render

FOLDER = "letters/en"
"""The set of words that letters are written with; another language is another folder like it."""
NOT_SHIPPED = frozenset({Kind.NOTE})
"""Kinds of which only a studio knows what to say."""
SHEET, INK = "#ffffff", "#2b2622"
DARK_SHEET, DARK_INK = "#231f1c", "#f6efe6"
LINE = 72
PADDING = "\u2007\u200c" * 60  # Keeps the letter's first lines out of the preview.
_SAYS_STOP = re.compile(r"(?i:reply|answer|respond|send|text|txt)\W{1,3}STOP\b")
_PLAIN_LINK = re.compile(r"<a (?![^>]*\bstyle=)")
SIGNATURE = "\n--\n"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter as it is read. Both bodies say the same."""

    subject: str
    text: str
    html: str


def written(
    kind: Kind, facts: Mapping[str, str], colors: Mapping[str, str], own: LetterText | None = None
) -> Letter:
    """The letter of this kind by email: the one that ships, or the studio's `own` on our sheet.

    `facts` are the values of the merge fields by name; one that is missing is empty. The sheet adds who
    writes and why, and to marketing how it is stopped. The same facts give the same letter.
    """
    context = _context(kind, facts, colors)
    if own is None:
        assert kind not in NOT_SHIPPED, f"no letter {kind.value} ships with the product"
        return Letter(
            subject=clean_line(render(f"{FOLDER}/{kind}/subject.txt", context)),
            text=_wrapped(render(f"{FOLDER}/{kind}/body.txt", context)),
            html=render(f"{FOLDER}/{kind}/body.html", context),
        )
    assert own.form is LetterForm.EMAIL, f"a letter for {own.form.value} is no email"
    subject = clean_line(merged(own.subject, facts.get))
    text = merged(own.text, facts.get).strip()
    body = _own_html(own, facts, context["look"]["link"])
    return Letter(
        subject=subject,
        text=_wrapped(render(f"{FOLDER}/own.txt", {**context, "body": text})),
        html=render(f"{FOLDER}/own.html", {**context, "subject": subject, "body": body}),
    )


def text_message(kind: Kind, facts: Mapping[str, str], own: LetterText | None = None) -> str:
    """The letter as one text message; it says who writes, and where it is marketing how it is stopped."""
    context = _context(kind, facts, {})
    says_stop = False
    if own is None:
        assert kind not in NOT_SHIPPED, f"no text {kind.value} ships with the product"
        body = render(f"{FOLDER}/{kind}/sms.txt", context)
    else:
        assert own.form is LetterForm.TEXT, f"a letter for {own.form.value} is no text message"
        body = merged(own.text, facts.get)
        # As the studio wrote it: a name may have the word in it.
        says_stop = _SAYS_STOP.search(own.text) is not None
    name = facts.get("studio.name", "")
    asked = {
        "body": body.strip(),
        "says_who": bool(name) and name.casefold() not in body.casefold(),
        "says_stop": FORMS[kind].purpose is Purpose.MARKETING and not says_stop,
    }
    return render(f"{FOLDER}/sms.txt", {**context, **asked}).strip()


def printed(kind: Kind, facts: Mapping[str, str], own: LetterText | None = None) -> str:
    """The letter as a page to print, with the client's address where an envelope has its window."""
    return render("letters/print.html", _on_paper(kind, facts, own))


def sheet(kind: Kind, facts: Mapping[str, str], own: LetterText | None = None) -> Markup:
    """The letter as one of many `sheets`."""
    return Markup(render("letters/sheet.html", _on_paper(kind, facts, own)))  # noqa: S704 - our own template


def sheets(title: str, letters: Iterable[Markup]) -> str:
    """Many letters as one page to print, each on a sheet of its own."""
    asked = {"language": FOLDER.rpartition("/")[2], "title": title, "sheets": letters}
    return render("letters/sheets.html", asked)


def _on_paper(kind: Kind, facts: Mapping[str, str], own: LetterText | None) -> dict[str, Any]:
    """What the sheet of a letter names."""
    context = _context(kind, facts, {})
    shown: dict[str, Any] = {"title": facts.get("studio.name", ""), "body": None, "paragraphs": []}
    if own is None:
        assert kind not in NOT_SHIPPED, f"no letter {kind.value} ships with the product"
        words = render(f"{FOLDER}/{kind}/body.txt", context).partition(SIGNATURE)[0]
        shown["paragraphs"] = [part.strip() for part in words.split("\n\n") if part.strip()]
    else:
        assert own.form is LetterForm.PRINT, f"a letter for {own.form.value} is not printed"
        shown["body"] = _own_html(own, facts, context["look"]["link"])
    return {**context, **shown}


def starting_text(kind: Kind, form: LetterForm) -> LetterText:
    """What a studio's own letter may begin with: the words that ship, with their merge fields."""
    fields = {field.name: f"{{{{ {field.name} }}}}" for field in fields_of(kind)}
    context = _context(kind, fields, {})
    if kind in NOT_SHIPPED:
        words = f"Dear {fields['client.first_name']},\n\n\n\nWarmly,\neveryone at {fields['studio.name']}"
        message, subject = f"Hi {fields['client.first_name']}, ", ""
    else:
        words = render(f"{FOLDER}/{kind}/body.txt", context).partition(SIGNATURE)[0].strip()
        message = render(f"{FOLDER}/{kind}/sms.txt", context).strip()
        subject = render(f"{FOLDER}/{kind}/subject.txt", context).strip()
    if form is LetterForm.TEXT:
        return LetterText(kind=kind, form=form, text=message)
    html = as_html(words)
    if form is LetterForm.PRINT:
        return LetterText(kind=kind, form=form, html=html)
    return LetterText(kind=kind, form=form, subject=subject, html=html, text=_spaced(words))


def _own_html(own: LetterText, facts: Mapping[str, str], link_color: str) -> Markup:
    """What the studio wrote, safe to stand in a page: cleaned again, and once more with the values in it.

    A link without a style of its own gets our color: the page's own one is made for a dark sheet in the dark.
    """
    html = cleaned(merged_html(cleaned(own.html), facts))
    return Markup(_PLAIN_LINK.sub(f'<a style="color: {link_color}" ', html))  # noqa: S704 - cleaned


def report_letter(
    report: Mapping[str, object], facts: Mapping[str, str], colors: Mapping[str, str]
) -> Letter:
    """What the studio reads where a report comes by email; `report` holds what its templates tell of it."""
    why = render(f"{FOLDER}/report_why.txt", {}).strip()
    context = {**_shared(facts, colors), "why": why, "report": report}
    return Letter(
        subject=clean_line(render(f"{FOLDER}/report_subject.txt", context)),
        text=_wrapped(render(f"{FOLDER}/report_body.txt", context)),
        html=render(f"{FOLDER}/report_body.html", context),
    )


def _context(kind: Kind, facts: Mapping[str, str], colors: Mapping[str, str]) -> dict[str, Any]:
    """What a template may name: `client.first_name` and all other merge fields, and how it is to look."""
    context = _shared(facts, colors)
    return {**context, "why": render(f"{FOLDER}/{kind}/why.txt", context).strip()}


def _shared(facts: Mapping[str, str], colors: Mapping[str, str]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for name in FIELDS:
        group, _, field = name.partition(".")
        context.setdefault(group, {})[field] = facts.get(name, "")
    website = urlsplit(facts.get("studio.website", ""))
    context |= {
        "language": FOLDER.rpartition("/")[2],
        "website_words": website.netloc.removeprefix("www."),
        "look": _look(colors),
        "padding": PADDING,
    }
    return context


def _spaced(text: str) -> str:
    """`text` with single empty lines and without spaces before its lines."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for index, line in enumerate(lines) if line or (index and lines[index - 1]))


def _wrapped(text: str) -> str:
    """`text` in lines that are comfortable to read; addresses stay whole, empty lines stay single."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        parts = wrap(line, LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        if parts or (lines and lines[-1]):
            lines += parts or [""]
    return "\n".join(lines).rstrip() + "\n"


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
        "link": theme({"background": SHEET, "text": INK, "link": shown["button"]}).colors["link"],
        "link_in_dark": dark,
    }
