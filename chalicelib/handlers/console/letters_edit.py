"""The editor of a letter: its parts, its merge fields, and what can be done with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.letter_edit import SUBJECT_MAX, TEXT_MESSAGE_MAX, LetterEdit
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.merge_fields import fields_of, of_studio, samples
from chalicelib.domain.merging import needs_program
from chalicelib.domain.names import shown_name
from chalicelib.domain.sender import own_address
from chalicelib.domain.text_message import beyond_gsm, folded, size
from chalicelib.handlers.console.letters_list import LETTERS
from chalicelib.handlers.console.letters_words import IN_FORM, KINDS, LABELS, VIEW_NAME, purpose_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Area,
    Block,
    Buttons,
    Column,
    Control,
    Facts,
    Group,
    Line,
    Message,
    Screen,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.services.letters import NOT_SHIPPED, text_message

HTML_ROWS, TEXT_ROWS, MESSAGE_ROWS = 18, 10, 5
HINTS = {
    "description": "What you call it. Nobody else reads it.",
    "subject": f"At most {SUBJECT_MAX} letters.",
    "html": "Tables, pictures from https and inline styles may stay; scripts, forms and style sheets are "
    "taken out when it is saved.",
    "text": "For mail programs without HTML. Left empty, it is made from the HTML.",
}
ON_PAPER = "Stands under your letterhead and the client's address and day, on one sheet or more."
AS_MESSAGE = (
    f"At most {TEXT_MESSAGE_MAX:,} letters. Your studio's name is put before it where it is missing, "
    "and to marketing how to stop it."
)


@dataclass(frozen=True, kw_only=True)
class Work:
    """The letter in hand, its draft, and what the screen has to say."""

    ask: Ask
    draft: Draft
    edit: LetterEdit
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[Block] = ()

    def action(
        self, label: str, do: str, *, primary: bool = False, popup: bool = False, confirm: str = ""
    ) -> Action:
        """A button that brings along what is typed."""
        given = {"draft": self.draft.draft_id}
        return Action(label, VIEW_NAME, do, given, primary=primary, popup=popup, confirm=confirm)


def edit_screen(work: Work) -> Screen:
    """The form of the letter, with what there is to tell above it and beside its parts."""
    letter = work.edit
    title = f"Edit {letter.description}" if letter.version else f"New letter: {KINDS[letter.kind]}"
    return Screen(
        title=title,
        blocks=[
            *work.notes,
            Facts([*_facts(work)]),
            Group("", [_control(work, part) for part in ("description", *letter.parts)]),
            *_length(work),
            Buttons([*_buttons(work)]),
            _fields(work),
        ],
        trail=[HOME, LETTERS],
        back=Action("Back to the letters; this stays in hand", VIEW_NAME),
        draft_id=work.draft.draft_id,
    )


def client_name(work: Work) -> str:
    """Whom the letter is previewed with, by name; empty for nobody or one who is gone."""
    client = Client.find(work.edit.client_id)
    order = work.ask.studio.preferences.name_order
    return shown_name(client.first_name, client.last_name, order) if client is not None else ""


def _facts(work: Work) -> Iterator[tuple[str, str]]:
    letter = work.edit
    yield "For", KINDS[letter.kind]
    yield "Form", IN_FORM[letter.form]
    yield "Who gets it", purpose_of(letter.kind)
    stands = f"Version {letter.latest} is in use; saving makes version {letter.latest + 1}."
    yield "Version", stands if letter.version else "Not saved yet."
    if needs_program(letter.subject, letter.html, letter.text):
        yield "Program", "It speaks of one, so it should be sent with one."
    if letter.client_id:
        yield "Previewed with", client_name(work) or "nobody: the client is gone"


def _control(work: Work, part: str) -> Control:
    letter, error = work.edit, work.errors.get(part, "")
    value, hint, label = str(getattr(letter, part)), HINTS[part], LABELS[part]
    if part in ("description", "subject"):
        return Line(name=part, label=label, value=value, hint=hint, error=error, required=True, size=70)
    if letter.form is LetterForm.PRINT:
        hint = ON_PAPER
    if letter.form is LetterForm.TEXT:
        return Area(
            name=part,
            label="Text message",
            value=value,
            hint=AS_MESSAGE,
            error=error,
            rows=MESSAGE_ROWS,
            required=True,
        )
    rows = HTML_ROWS if part == "html" else TEXT_ROWS
    return Area(
        name=part, label=label, value=value, hint=hint, error=error, rows=rows, required=part == "html"
    )


def _length(work: Work) -> Iterator[Block]:
    """How a text message travels, with the samples in the place of its fields."""
    letter = work.edit
    if letter.form is not LetterForm.TEXT or not letter.text.strip():
        return
    facts = {**samples(letter.kind), **of_studio(work.ask.studio.preferences)}
    message = folded(text_message(letter.kind, facts, letter.words))
    travels = size(message)
    parts = "1 part" if travels.parts == 1 else f"{travels.parts} parts"
    lines = [
        f"With samples in its fields it has {travels.units} letters and travels in {parts}; each part costs."
    ]
    costly = beyond_gsm(message)
    if costly:
        lines.append(f"Letters such as {' '.join(costly[:8])} leave room for 70 in a part instead of 160.")
    if travels.is_too_long:
        lines.append("That is more than one message may be: it would not be sent.")
    yield Message("Length", lines, Tone.WARNING if costly or travels.is_too_long else Tone.INFO)


def _buttons(work: Work) -> Iterator[Action]:
    to = own_address(work.ask.studio.preferences)
    yield work.action("Save", "save", primary=True)
    yield work.action("Preview", "preview", popup=True)
    yield work.action("Choose a client for the preview", "whom")
    if to is not None:
        yield work.action(f"Send a test to {to}", "sample")
    if work.edit.kind not in NOT_SHIPPED:
        sure = "The words that ship take the place of what is typed here. Go on?"
        yield work.action("Start from the one that ships", "shipped", confirm=sure)
    yield work.action("Throw away what is typed", "forget", confirm="What is typed here is lost. Go on?")


def _fields(work: Work) -> Table:
    columns = [Column("Merge field"), Column("What stands there"), Column("For example")]
    rows = [[f"{{{{ {each.name} }}}}", each.words, each.sample] for each in fields_of(work.edit.kind)]
    return Table("Merge fields of this kind of letter", columns, rows)
