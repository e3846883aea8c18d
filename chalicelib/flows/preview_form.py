"""The form as it would be: an operator's draft, shown by a signed address for an hour."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain import tokens
from chalicelib.domain.edit import Edit, decided, edit_of
from chalicelib.domain.menu import Menu
from chalicelib.domain.studio import Studio
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models.draft import Draft
from chalicelib.settings import settings

PREVIEW_AGE_MAX = timedelta(hours=1)
PATH = "preview"


def preview_address(form_address: str, menu: Menu, draft_id: str, now: datetime) -> str:
    """The address of the preview of a menu's draft; good for an hour."""
    token = tokens.sign(Purpose.PREVIEW, Ticket(f"{menu.value}.{draft_id}", now), settings.link_keys)
    return f"{form_address.rstrip('/')}/{PATH}?t={token}"


def previewed(token: str, *, studio: Studio, now: datetime) -> Studio | None:
    """The studio with the draft's preferences in place of its own: one read.

    None for what is no token of ours, one that is too old, and a draft that is saved or gone.
    """
    ticket = tokens.read(Purpose.PREVIEW, token, settings.link_keys)
    if ticket is None or not timedelta(0) <= now - ticket.issued_at <= PREVIEW_AGE_MAX:
        return None
    kind, _, draft_id = ticket.nonce.partition(".")
    draft = Draft.find(draft_id, kind, now)
    if draft is None or not draft.is_open:
        return None
    return as_typed(edit_of(Menu(kind), draft.content), studio)


def as_typed(edit: Edit, studio: Studio) -> Studio:
    """The studio as saving the edit would leave it; what cannot be taken stays as it stands."""
    after = decided(edit, studio).after
    locations = {
        key: replace(place, display_name=after.display_names.get(key, place.display_name))
        for key, place in studio.locations.items()
    }
    return replace(studio, preferences=after.preferences, locations=locations)
