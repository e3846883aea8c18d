"""A letter's preview as it is kept, shown by a signed address for an hour."""

from datetime import datetime, timedelta

from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models.draft import Draft
from chalicelib.settings import settings

KIND = "letter_preview"
AGE_MAX = timedelta(hours=1)
PATH = "preview/letter"


def preview_address(base: str, preview: Draft, now: datetime) -> str:
    """The address that shows a kept preview; good for an hour."""
    token = tokens.sign(Purpose.LETTER_PREVIEW, Ticket(preview.draft_id, now), settings.link_keys)
    return f"{base.rstrip('/')}/{PATH}?t={token}"


def previewed_letter(token: str, now: datetime) -> str | None:
    """The page of the preview that this token shows: one read.

    None for what is no token of ours, one that is too old, and a preview that is gone.
    """
    ticket = tokens.read(Purpose.LETTER_PREVIEW, token, settings.link_keys)
    if ticket is None or not timedelta(0) <= now - ticket.issued_at <= AGE_MAX:
        return None
    draft = Draft.find(ticket.nonce, KIND, now)
    return None if draft is None else str(draft.content.get("html") or "") or None
