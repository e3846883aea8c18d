"""A letter in hand is looked at: as a client would get it, or as mail in the studio's own mailbox."""

from dataclasses import replace

from chalicelib.domain import addresses
from chalicelib.domain.letter_edit import faults
from chalicelib.domain.sender import own_address
from chalicelib.flows.kept_preview import AGE_MAX, preview_address
from chalicelib.flows.preview_letter import LetterPreview, keep_preview, preview_letter
from chalicelib.handlers.console.finding import find as find_client
from chalicelib.handlers.console.letters_edit import Work, client_name, edit_screen
from chalicelib.handlers.console.letters_keep import noting, storing
from chalicelib.handlers.console.letters_words import LABELS, VIEW_NAME, sentences
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import Block, Facts, Link, Message, Screen, Snippet, Text, Tone
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.services.functions import functions
from chalicelib.settings import settings


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
    kept = storing(work, replace(work.edit, client_id=client_id))
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
    to = own_address(work.ask.studio.preferences)
    if to is None:
        line = "Company Preferences have no sender address yet."
        return noting(work, "Nothing was sent", line, Tone.WARNING)
    wrong = _wrong(work)
    if wrong:
        return edit_screen(replace(work, errors=wrong))
    _, kept = _previewed(work)
    functions().start(settings.send_function, {"sample": kept.draft_id})
    return noting(work, "It is on its way", f"Look into the mailbox of {to} in a minute.", Tone.GOOD)
