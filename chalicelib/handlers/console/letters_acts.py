"""What is done with a letter in hand: it is kept as typed, saved, shown, sent to the studio, given up.

Each act makes at most seven calls to AWS, at any number of clients and letters.
"""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain import addresses
from chalicelib.domain.letter_edit import HTML_BYTES_MAX, TEXT_MAX, LetterEdit, faults
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.flows.kept_preview import AGE_MAX, preview_address
from chalicelib.flows.preview_letter import LetterPreview, keep_preview, preview_letter
from chalicelib.flows.save_letter import Outcome, SavedLetter, save_letter
from chalicelib.flows.send_sample import sample_address
from chalicelib.handlers.console.finding import find as find_client
from chalicelib.handlers.console.letters_edit import Work, client_name, edit_screen
from chalicelib.handlers.console.letters_list import LETTERS
from chalicelib.handlers.console.letters_list import show as list_screen
from chalicelib.handlers.console.letters_words import LABELS, VIEW_NAME, name_of, sentences
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import (
    Block,
    Buttons,
    Facts,
    Link,
    Message,
    Screen,
    Snippet,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import in_hand, not_arrived, used
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_of
from chalicelib.models.transaction import transact
from chalicelib.services.cleaner import taken_out
from chalicelib.services.functions import functions
from chalicelib.services.letters import starting_text
from chalicelib.settings import settings

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
    return _storing(work, work.edit.typing(typed))


def _storing(work: Work, letter: LetterEdit) -> Work | Screen:
    if letter == work.edit or work.draft.change(to_plain(letter), work.ask.now):
        return replace(work, edit=letter)
    again = _work(work.ask)
    line = "Somebody went on with it in another window. This is how it is there; please type again."
    return (
        again if isinstance(again, Screen) else _noting(again, "Nothing was taken over", line, Tone.WARNING)
    )


def _noting(work: Work, title: str, line: str, tone: Tone = Tone.INFO) -> Screen:
    return edit_screen(replace(work, notes=[Message(title, [line], tone)]))


def save(work: Work) -> Screen:
    """The letter is stored as its next version or, with what is wrong beside each part, not at all."""
    saved = save_letter(work.edit, work.draft, actor=work.ask.actor, now=work.ask.now)
    if saved.outcome is Outcome.USED:
        return used(Draft.find(work.draft.draft_id, VIEW_NAME, work.ask.now) or work.draft, LETTERS)
    if saved.outcome is Outcome.REFUSED:
        return edit_screen(replace(work, errors=sentences(saved.faults)))
    if saved.outcome is Outcome.UNCHANGED:
        return _noting(work, "There was nothing to save", "It says so already.")
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
    kept = _storing(work, replace(work.edit, version=head.version, latest=head.latest))
    if isinstance(kept, Screen):
        return kept
    return _noting(kept, "What you typed is kept", "Save it to make it the next version.")


def shipped(work: Work) -> Screen:
    """The words that ship take the place of what was typed."""
    kept = _storing(work, work.edit.saying(starting_text(work.edit.kind, work.edit.form)))
    if isinstance(kept, Screen):
        return kept
    return _noting(kept, "These are the words that ship", "Change them as you like. Nothing is stored yet.")


def whom(work: Work) -> Screen:
    """The finder, for the client whose preview it is to be."""
    pick = {
        "view": VIEW_NAME,
        "do": "for",
        "given": {"draft": work.draft.draft_id},
        "key": "client",
        "title": "a letter's preview",
    }
    return find_client(replace(work.ask, given={"pick": pick}, form=Form()))


def chosen(work: Work) -> Screen:
    """The client whom the finder found; nobody where it was left."""
    client = Client.find(work.ask.text("client"))
    client_id = client.client_id if client is not None else ""
    kept = _storing(work, replace(work.edit, client_id=client_id))
    return edit_screen(kept) if isinstance(kept, Work) else kept


def preview(work: Work) -> Screen:
    """The letter as it would be read, with a way to the page that shows all of it."""
    ask, letter = work.ask, work.edit
    title = f"Preview: {letter.description or 'a letter'}"
    wrong = _wrong(work)
    if wrong:
        told = [f"{LABELS[part]}: {line}" for part, line in wrong.items()]
        first = Message("Please put this right first", told, Tone.WARNING)
        return Screen(title=title, blocks=[first], draft_id=work.draft.draft_id)
    shown, kept = _previewed(work)
    whose = client_name(work) if letter.client_id else "nobody in particular: all of it are samples"
    blocks: list[Block] = [Facts([("For", whose), *([("Subject", shown.subject)] if shown.subject else [])])]
    base = addresses.public_base(ask.studio.preferences.public_url, settings.form_url)
    if shown.html and base:
        minutes = int(AGE_MAX.total_seconds() // 60)
        blocks.append(Link("Open the whole letter", preview_address(base, kept, ask.now)))
        blocks.append(
            Text(f"The link is good for {minutes} minutes. Links that act for the client lead nowhere in it.")
        )
    if shown.text:
        blocks.append(Snippet("As text", shown.text))
    return Screen(title=title, blocks=blocks, draft_id=work.draft.draft_id)


def _wrong(work: Work) -> dict[str, str]:
    """What stands against the letter's words, by part; it may still lack a description."""
    return sentences(fault for fault in faults(work.edit) if fault.part != "description")


def _previewed(work: Work) -> tuple[LetterPreview, Draft]:
    """The preview of what is typed, kept for the page and for the test."""
    ask, letter = work.ask, work.edit
    client = Client.find(letter.client_id)
    shown = preview_letter(letter.words, client, ask.studio.preferences, ask.now)
    client_id = client.client_id if client is not None else ""
    return shown, keep_preview(
        shown, of=work.draft.draft_id, client_id=client_id, actor=ask.actor, now=ask.now
    )


def sample(work: Work) -> Screen:
    """The letter goes to the studio itself, as it is typed."""
    to = sample_address(work.ask.studio.preferences)
    if to is None:
        line = "Company Preferences have no sender address yet."
        return _noting(work, "Nothing was sent", line, Tone.WARNING)
    wrong = _wrong(work)
    if wrong:
        return edit_screen(replace(work, errors=wrong))
    _, kept = _previewed(work)
    functions().start(settings.send_function, {"sample": kept.draft_id})
    return _noting(work, "It is on its way", f"Look into the mailbox of {to} in a minute.", Tone.GOOD)


def forget(work: Work) -> Screen:
    """What was typed is thrown away; what is stored stays."""
    if not transact(
        [work.draft.used_write("What was typed was thrown away.", work.ask.now, content={})]
    ).stands:
        return used(work.draft, LETTERS)
    return list_screen(work.ask, Message("Nothing was changed", ["What was typed is thrown away."]))
