"""A notice written out in its form, from the records as they stand: an email, a text, or a page to print."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.letters import Kind
from chalicelib.domain.message import Message, Sender, mime
from chalicelib.domain.sender import sender_of
from chalicelib.domain.studio import Preferences
from chalicelib.domain.text_message import folded
from chalicelib.flows.find_recipient import find_client, recipient_of
from chalicelib.flows.letter_facts import facts_for
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.letter import text_of
from chalicelib.models.notice import Notice
from chalicelib.services.letters import printed, sheet, text_message, written


class LetterGone(RuntimeError):
    """The version of the letter that a notice names is not there: nothing ever removes one."""


def email_of(notice: Notice, client: Client, to: str, preferences: Preferences, sender: Sender) -> Message:
    """The notice as an email. Marketing has the address where one click ends it."""
    facts = _facts(notice, client, preferences)
    letter = written(Kind(notice.kind), facts, preferences.colors, own_letter(notice))
    return Message(
        reference=notice.notice_id,
        sender=sender,
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        written_at=notice.queued_at,
        unsubscribe_url=facts.get("unsubscribe.link", ""),
    )


def text_message_of(notice: Notice, client: Client, preferences: Preferences) -> str:
    """The notice as the body of one text message, its typographic marks folded."""
    return folded(text_message(Kind(notice.kind), _facts(notice, client, preferences), own_letter(notice)))


def page_of(notice: Notice, client: Client, preferences: Preferences) -> str:
    """The notice as a page of HTML to print."""
    return printed(Kind(notice.kind), _facts(notice, client, preferences), own_letter(notice))


def sheet_of(notice: Notice, client: Client, preferences: Preferences, own: LetterText | None) -> Markup:
    """The same as one sheet of many; `own` is the letter that it was queued with, read once for all."""
    return sheet(Kind(notice.kind), _facts(notice, client, preferences), own)


def source_of(notice: Notice, now: datetime) -> bytes | None:
    """An email as it is sent, from the records as they stand; None without an address, and of other forms.

    For whoever wants to see it: nothing is sent or written.
    """
    preferences = studio_table.bundle.studio(now).preferences
    client, sender = find_client(notice.client_id), sender_of(preferences)
    to = recipient_of(client, LetterForm.EMAIL, preferences.country)
    if notice.form != LetterForm.EMAIL or client is None or to is None or not to.address or sender is None:
        return None
    return mime(email_of(notice, client, to.address, preferences, sender))


def _facts(notice: Notice, client: Client, preferences: Preferences) -> Mapping[str, str]:
    return facts_for(client, Kind(notice.kind), notice.values, preferences, notice.queued_at)


def own_letter(notice: Notice) -> LetterText | None:
    """The studio's own letter that the notice was queued with; None for the one that ships."""
    if notice.letter is None:
        return None
    own = text_of(notice.letter)
    if own is None or own.form is not LetterForm(notice.form):
        raise LetterGone(f"there is no {notice.form} letter for notice {notice.notice_id}")
    return own
