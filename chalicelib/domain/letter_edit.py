"""A letter while it is being written, and what stands against saving it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.letters import Kind, clean_line
from chalicelib.domain.merge_fields import FIELDS
from chalicelib.domain.merging import problems

DESCRIPTION_MAX = 80
SUBJECT_MAX = 120
HTML_BYTES_MAX = 64 * 1024
TEXT_MAX = 20_000
TEXT_MESSAGE_MAX = 1_600
FIELDS_MAX = 200
"""So many fields in one part; each may become much longer than its name."""
TOLD_MAX = 5
"""How many faults of one field are told at once."""

PARTS: Mapping[LetterForm, tuple[str, ...]] = {
    LetterForm.EMAIL: ("subject", "html", "text"),
    LetterForm.PRINT: ("html",),
    LetterForm.TEXT: ("text",),
}
"""What a letter of each form is made of."""
MAY_BE_EMPTY = frozenset({(LetterForm.EMAIL, "text")})  # It is made from the HTML.
_LEADS_TO_FIELD = re.compile(r"(?:href|src)\s*=\s*[\"']?\s*\{\{\s*([a-z_.]{1,60})\s*\}\}", re.IGNORECASE)


class Objection(StrEnum):
    """Why a part of a letter cannot be saved."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_FIELD = "unknown_field"
    FIELD_OF_OTHERS = "field_of_others"  # Letters of this kind do not have it.
    TOO_MANY_FIELDS = "too_many_fields"
    NO_LINK = "no_link"  # A link begins with a field that is none.


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part; `found` is what stands in the line, counted from 1."""

    part: str
    objection: Objection
    found: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class LetterEdit:
    """A letter in hand. `version` is that of the head it was read with, 0 for a new letter.

    `client_id` is whom it is previewed with; empty for nobody in particular.
    """

    letter_id: str
    kind: Kind
    form: LetterForm
    description: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    version: int = 0
    latest: int = 0
    client_id: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What is written in it, by name."""
        return PARTS[self.form]

    @property
    def words(self) -> LetterText:
        """What it says, as it is typed."""
        return LetterText(
            kind=self.kind, form=self.form, subject=self.subject, html=self.html, text=self.text
        )

    def typing(self, typed: Mapping[str, str]) -> "LetterEdit":
        """The letter with what was typed; a part that did not arrive stays as it was."""

        def told(name: str, standing: str) -> str:
            return typed.get(name, standing) if name == "description" or name in self.parts else standing

        return replace(
            self,
            description=told("description", self.description),
            subject=told("subject", self.subject),
            html=told("html", self.html),
            text=told("text", self.text),
        )

    def saying(self, words: LetterText) -> "LetterEdit":
        """The letter with other words."""
        return replace(self, subject=words.subject, html=words.html, text=words.text)


def faults(edit: LetterEdit) -> list[Fault]:
    """Everything that stands against saving the letter, by part and line."""
    return [fault for part in ("description", *edit.parts) for fault in _faults_in(edit, part)]


def tidied(edit: LetterEdit) -> LetterEdit:
    """The letter with its lines as lines: no control characters, nothing that could begin a header."""
    return replace(
        edit,
        description=clean_line(edit.description)[:DESCRIPTION_MAX],
        subject=_one_line(edit.subject),
        text=_several_lines(edit.text),
    )


def _faults_in(edit: LetterEdit, part: str) -> Iterator[Fault]:
    typed = str(getattr(edit, part))
    if not typed.strip():
        if (edit.form, part) not in MAY_BE_EMPTY:
            yield Fault(part, Objection.EMPTY)
        return
    if _is_too_long(edit.form, part, typed):
        yield Fault(part, Objection.TOO_LONG)
        return  # Whatever else stands in it may be much.
    if part == "description":
        return
    if typed.count("{{") > FIELDS_MAX:
        yield Fault(part, Objection.TOO_MANY_FIELDS)
        return
    for problem in problems(typed, edit.kind)[:TOLD_MAX]:
        objection = Objection.FIELD_OF_OTHERS if problem.known else Objection.UNKNOWN_FIELD
        yield Fault(part, objection, problem.found, problem.line)
    if part == "html":
        yield from _links_to_no_link(typed)


def _links_to_no_link(html: str) -> Iterator[Fault]:
    for found in _LEADS_TO_FIELD.finditer(html):
        field = FIELDS.get(found[1])
        if field is not None and not field.is_link:
            line = html.count("\n", 0, found.start()) + 1
            yield Fault("html", Objection.NO_LINK, f"{{{{ {field.name} }}}}", line)
            return


def _is_too_long(form: LetterForm, part: str, typed: str) -> bool:
    if part == "html":
        return len(typed.encode()) > HTML_BYTES_MAX
    longest = {
        "description": DESCRIPTION_MAX,
        "subject": SUBJECT_MAX,
        "text": TEXT_MESSAGE_MAX if form is LetterForm.TEXT else TEXT_MAX,
    }
    return len(typed) > longest[part]


def _one_line(text: str) -> str:
    """Like `clean_line`, but as long as it is: fields may become shorter than their names."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    while "=?" in printable:
        printable = printable.replace("=?", "=")
    return " ".join(printable.split())


def _several_lines(text: str) -> str:
    kept = (letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    return "\n".join(line.rstrip() for line in "".join(kept).split("\n")).strip()
