"""How a letter comes into hand: a new one, a copy, a saved one to go on with."""

from dataclasses import replace

from chalicelib.domain.ids import made_from
from chalicelib.domain.letter_edit import DESCRIPTION_MAX, LetterEdit
from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.letters import Kind
from chalicelib.domain.records import to_plain
from chalicelib.handlers.console.letters_edit import Work, edit_screen
from chalicelib.handlers.console.letters_list import LETTERS
from chalicelib.handlers.console.letters_list import show as list_screen
from chalicelib.handlers.console.letters_words import IN_FORM, KINDS, VIEW_NAME, purpose_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Choice, Group, Message, Option, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, not_arrived
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.letter import head_of, text_of
from chalicelib.services.letters import starting_text

SHIPPED, EMPTY = "shipped", "empty"


def new(ask: Ask) -> Screen:
    """What the letter is for, how it reaches people, and what it begins with."""
    kinds = [Option(kind.value, f"{KINDS[kind]}. {purpose_of(kind)}") for kind in Kind]
    forms = [Option(form.value, words) for form, words in IN_FORM.items()]
    beginnings = [Option(SHIPPED, "The words of the letter that ships"), Option(EMPTY, "Nothing")]
    return Screen(
        title="Write a letter",
        blocks=[
            Group(
                "",
                [
                    Choice(name="kind", label="What it is for", options=kinds, value=Kind.INVITATION.value),
                    Choice(name="form", label="Form", options=forms, value=LetterForm.EMAIL.value),
                    Choice(name="start", label="Begin with", options=beginnings, value=SHIPPED),
                ],
            ),
            Buttons([Action("Begin", VIEW_NAME, "begin", primary=True)]),
        ],
        trail=[HOME, LETTERS],
    )


def begin(ask: Ask) -> Screen:
    """A new letter in hand, of the kind and form that were chosen or that the button carried."""
    if not ask.text("kind") and not ask.form.arrived:
        return not_arrived(Action("Write a letter", VIEW_NAME, "new"))
    try:
        kind = Kind(ask.text("kind") or ask.form.text("kind"))
        form = LetterForm(ask.text("form") or ask.form.text("form"))
    except ValueError:
        return not_arrived(Action("Write a letter", VIEW_NAME, "new"))
    words = LetterText(kind=kind, form=form)
    if ask.text("kind") or ask.form.text("start") != EMPTY:
        words = starting_text(kind, form)
    return _in_hand(ask, LetterEdit(letter_id="", kind=kind, form=form).saying(words))


def copy(ask: Ask) -> Screen:
    """A new letter in hand with the words of another."""
    found = _stored(ask)
    if found is None:
        return _none(ask)
    copied = f"Copy of {found.description}"[:DESCRIPTION_MAX]
    return _in_hand(ask, replace(found, letter_id="", description=copied, version=0, latest=0))


def edit(ask: Ask) -> Screen:
    """A letter as it is saved, in hand."""
    found = _stored(ask)
    return _in_hand(ask, found) if found is not None else _none(ask)


def _stored(ask: Ask) -> LetterEdit | None:
    """The letter that the button names as it stands: two reads."""
    head = head_of(ask.text("letter")) if ask.text("letter") else None
    words = text_of(head.ref) if head is not None else None
    if head is None or words is None:
        return None
    return LetterEdit(
        letter_id=head.letter_id,
        kind=head.kind,
        form=head.form,
        description=head.description,
        version=head.version,
        latest=head.latest,
    ).saying(words)


def _in_hand(ask: Ask, letter: LetterEdit) -> Screen:
    """The editor with a draft of its own; it is listed from its first change on."""
    if not letter.letter_id:
        # Made from the request, so that the same click makes the same letter.
        letter = replace(letter, letter_id=made_from("letter", ask.actor.request_id))
    draft = begun(
        ask,
        VIEW_NAME,
        to_plain(letter),
        about=f"letter#{letter.letter_id}",
        title=f"Letter: {letter.description or KINDS[letter.kind]}",
        listed=False,
    )
    return edit_screen(Work(ask=ask, draft=draft, edit=letter))


def _none(ask: Ask) -> Screen:
    return list_screen(ask, Message("There is no such letter", [], Tone.WARNING))
