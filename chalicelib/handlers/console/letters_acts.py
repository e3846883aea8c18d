"""A letter in hand is saved, begun anew from the one that ships, or given up. At most nine calls to AWS."""

from dataclasses import replace

from chalicelib.flows.save_letter import Outcome, SavedLetter, save_letter
from chalicelib.handlers.console.letters_edit import Work, edit_screen
from chalicelib.handlers.console.letters_keep import noting, storing
from chalicelib.handlers.console.letters_list import LETTERS
from chalicelib.handlers.console.letters_list import show as list_screen
from chalicelib.handlers.console.letters_words import VIEW_NAME, name_of, sentences
from chalicelib.handlers.widgets.blocks import Block, Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import used
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_of
from chalicelib.models.transaction import transact
from chalicelib.services.cleaner import taken_out
from chalicelib.services.letters import starting_text


def save(work: Work) -> Screen:
    """The letter is stored as its next version or, with what is wrong beside each part, not at all."""
    saved = save_letter(work.edit, work.draft, actor=work.ask.actor, now=work.ask.now)
    if saved.outcome is Outcome.USED:
        return used(Draft.find(work.draft.draft_id, VIEW_NAME, work.ask.now) or work.draft, LETTERS)
    if saved.outcome is Outcome.REFUSED:
        return edit_screen(replace(work, errors=sentences(saved.faults)))
    if saved.outcome is Outcome.UNCHANGED:
        return noting(work, "There was nothing to save", "It says so already.")
    if saved.outcome is Outcome.CHANGED or saved.head is None:
        return _overtaken(work, saved)
    lines = [f"{saved.head.description} is stored as version {saved.head.latest}."]
    out = taken_out(work.edit.html) if "html" in work.edit.parts else []
    if out:
        lines.append(f"Taken out of the HTML: {', '.join(out)}.")
    return list_screen(work.ask, Message("Stored", lines, Tone.WARNING if out else Tone.GOOD))


def _overtaken(work: Work, saved: SavedLetter) -> Screen:
    """What somebody else saved, and the choice between going on and giving up."""
    standing = name_of(saved.head) if saved.head is not None else "nothing"
    lines = [
        f"It stands now as {standing}. Nothing of yours was stored.",
        "You can keep what is typed here and save it as the next version, or throw it away.",
    ]
    go_on = work.action("Keep mine", "mine")
    notes: list[Block] = [Message("Somebody else saved it meanwhile", lines, Tone.WARNING), Buttons([go_on])]
    return edit_screen(replace(work, notes=notes))


def mine(work: Work) -> Screen:
    """What is typed goes on from the version that somebody else saved."""
    head = head_of(work.edit.letter_id)
    if head is None:
        return edit_screen(work)
    kept = storing(work, replace(work.edit, version=head.version, latest=head.latest))
    if isinstance(kept, Screen):
        return kept
    return noting(kept, "What you typed is kept", "Save it to make it the next version.")


def shipped(work: Work) -> Screen:
    """The words that ship take the place of what was typed."""
    kept = storing(work, work.edit.saying(starting_text(work.edit.kind, work.edit.form)))
    if isinstance(kept, Screen):
        return kept
    return noting(kept, "These are the words that ship", "Change them as you like. Nothing is stored yet.")


def forget(work: Work) -> Screen:
    """What was typed is thrown away; what is stored stays."""
    if not transact(
        [work.draft.used_write("What was typed was thrown away.", work.ask.now, content={})]
    ).stands:
        return used(work.draft, LETTERS)
    return list_screen(work.ask, Message("Nothing was changed", ["What was typed is thrown away."]))
