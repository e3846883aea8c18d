"""A notice as its client reads it, written from the records as they stand; nothing is sent or written."""

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.merge_fields import samples
from chalicelib.domain.studio import Preferences
from chalicelib.domain.text_message import folded
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.letter_facts import facts_for
from chalicelib.flows.preview_letter import NOT_SHOWN, LetterPreview
from chalicelib.flows.write_notice import page_of
from chalicelib.models.letter import text_of
from chalicelib.models.notice import Notice
from chalicelib.services.letters import text_message, written


def show_notice(notice: Notice, preferences: Preferences) -> LetterPreview | None:
    """The notice in its form, None where its client is gone. Three reads.

    Links by which one could act for the client are samples, but on the page to print: that goes to
    the client as it is.
    """
    client = find_client(notice.client_id)
    if client is None:
        return None
    kind, form = Kind(notice.kind), LetterForm(notice.form)
    if form is LetterForm.PRINT:
        return LetterPreview(html=page_of(notice, client, preferences))
    own = text_of(notice.letter) if notice.letter is not None else None
    facts = facts_for(client, kind, notice.values, preferences, notice.queued_at)
    facts |= {name: value for name, value in samples(kind).items() if name in NOT_SHOWN & facts.keys()}
    if form is LetterForm.TEXT:
        return LetterPreview(text=folded(text_message(kind, facts, own)))
    letter = written(kind, facts, preferences.colors, own)
    return LetterPreview(subject=letter.subject, text=letter.text, html=letter.html)
