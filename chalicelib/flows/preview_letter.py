"""A letter as somebody would get it: written for the console, and kept for the page that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.letter_text import LetterForm, LetterText
from chalicelib.domain.merge_fields import of_studio, samples
from chalicelib.domain.studio import Preferences
from chalicelib.domain.text_message import folded
from chalicelib.flows.kept_preview import KIND
from chalicelib.flows.letter_facts import facts_for
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.services.letters import printed, text_message, written

NOT_SHOWN = frozenset({"page.link", "profile.link", "unsubscribe.link"})
"""Links that act for the person: a preview has those of nobody."""


@dataclass(frozen=True, kw_only=True)
class LetterPreview:
    """A letter as it would be read; `html` is the page that shows it, empty for a text message."""

    subject: str = ""
    text: str = ""
    html: str = ""


def preview_letter(
    words: LetterText, client: Client | None, preferences: Preferences, now: datetime
) -> LetterPreview:
    """The letter for this client, with samples for what only a reward or a gift could say. One read.

    Nothing that the person could be acted for by stands in it. Without a client all of it are samples.
    """
    facts: dict[str, str] = {**samples(words.kind), **of_studio(preferences)}
    if client is not None:
        theirs = facts_for(client, words.kind, {}, preferences, now)
        own = {name: value for name, value in theirs.items() if name.startswith(("client.", "referral."))}
        facts |= {name: value for name, value in own.items() if name not in NOT_SHOWN}
    return _written(words, facts, preferences)


def keep_preview(preview: LetterPreview, *, of: str, client_id: str, actor: Actor, now: datetime) -> Draft:
    """The preview, kept for a day under an id made from the draft `of` which it shows, over the last one."""
    return begin_draft(
        made_from(KIND, of),
        KIND,
        {"subject": preview.subject, "text": preview.text, "html": preview.html},
        actor=actor,
        now=now,
        about=f"client#{client_id}" if client_id else None,
        listed=False,
    )


def _written(words: LetterText, facts: Mapping[str, str], preferences: Preferences) -> LetterPreview:
    if words.form is LetterForm.TEXT:
        return LetterPreview(text=folded(text_message(words.kind, facts, words)))
    if words.form is LetterForm.PRINT:
        return LetterPreview(html=printed(words.kind, facts, words))
    letter = written(words.kind, facts, preferences.colors, words)
    return LetterPreview(subject=letter.subject, text=letter.text, html=letter.html)
