"""A letter in hand, kept in its draft as it is typed, before whatever is done with it."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.letter_edit import HTML_BYTES_MAX, TEXT_MAX, LetterEdit
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.handlers.console.letters_edit import Work, edit_screen
from chalicelib.handlers.console.letters_list import LETTERS
from chalicelib.handlers.console.letters_words import VIEW_NAME
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import in_hand, not_arrived

# One letter more than a part may have, so that it is told, and little enough for a draft.
TYPED_MAX = {"html": HTML_BYTES_MAX + 1, "text": TEXT_MAX + 1}
LINE_MAX = 500
Shown = Callable[[Work], Screen]


def typing(act: Shown) -> Callable[[Ask], Screen]:
    """The act, done once what was typed is kept in the draft."""

    def done(ask: Ask) -> Screen:
        if not ask.form.arrived:
            return not_arrived(LETTERS)
        work = _work(ask)
        kept = _kept(work) if isinstance(work, Work) else work
        return act(kept) if isinstance(kept, Work) else kept

    return done


def carrying(act: Shown) -> Callable[[Ask], Screen]:
    """The act on the draft as it was kept."""

    def done(ask: Ask) -> Screen:
        work = _work(ask)
        return act(work) if isinstance(work, Work) else work

    return done


def _work(ask: Ask) -> Work | Screen:
    draft = in_hand(ask, VIEW_NAME, LETTERS)
    if isinstance(draft, Screen):
        return draft
    return Work(ask=ask, draft=draft, edit=from_plain(LetterEdit, draft.content))


def _kept(work: Work) -> Work | Screen:
    """The letter with what was typed, kept; a screen where somebody went on with it elsewhere."""
    form = work.ask.form
    names = ("description", *work.edit.parts)
    typed = {name: form.text(name)[: TYPED_MAX.get(name, LINE_MAX)] for name in names if name in form.values}
    return storing(work, work.edit.typing(typed))


def storing(work: Work, letter: LetterEdit) -> Work | Screen:
    """The work with its draft as `letter` is; a screen where somebody went on with it elsewhere."""
    if letter == work.edit or work.draft.change(to_plain(letter), work.ask.now):
        return replace(work, edit=letter)
    again = _work(work.ask)
    line = "Somebody went on with it in another window. This is how it is there; please type again."
    return again if isinstance(again, Screen) else noting(again, "Nothing was taken over", line, Tone.WARNING)


def noting(work: Work, title: str, line: str, tone: Tone = Tone.INFO) -> Screen:
    """The form with something to tell above it."""
    return edit_screen(replace(work, notes=[Message(title, [line], tone)]))
