"""Work in hand across several screens: begun, found again, used once."""

import secrets
from collections.abc import Mapping
from typing import Any

from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Message, Screen, Tone
from chalicelib.models.draft import Draft, begin_draft

ID_BYTES = 12


def begun(
    ask: Ask,
    kind: str,
    content: Mapping[str, Any],
    *,
    about: str | None = None,
    title: str | None = None,
    listed: bool = True,
) -> Draft:
    """A new draft of this ask's role, stored. One that is not `listed` waits for its first change."""
    draft_id = secrets.token_urlsafe(ID_BYTES)
    return begin_draft(
        draft_id, kind, content, actor=ask.actor, now=ask.now, about=about, title=title, listed=listed
    )


def found(ask: Ask, kind: str) -> Draft | None:
    """The draft that the button named; None when it is gone or of another kind."""
    draft_id = ask.text("draft")
    return Draft.find(draft_id, kind, ask.now) if draft_id else None


def in_hand(ask: Ask, kind: str, again: Action) -> Draft | Screen:
    """The draft that the button named, to go on with; a screen that says so where it is gone or was used."""
    draft = found(ask, kind)
    if draft is None:
        return gone(again)
    return draft if draft.is_open else used(draft, again)


def gone(again: Action) -> Screen:
    """What to say when a draft is not there any more."""
    return Screen(
        title="This is no longer in hand",
        blocks=[
            Message("Nothing was changed", ["What was begun here is more than a day old."], Tone.WARNING),
            Buttons([again]),
        ],
    )


def used(draft: Draft, again: Action) -> Screen:
    """What to say when a draft is asked to act a second time."""
    return Screen(
        title="This was done already",
        blocks=[Message("Nothing more was done", [draft.outcome or ""], Tone.INFO), Buttons([again])],
    )


def not_arrived(again: Action) -> Screen:
    """What to say when the console sent no form values at all: nothing may be read from that."""
    return Screen(
        title="The form did not arrive",
        blocks=[
            Message("Nothing was changed", ["The console sent no values. Please try again."], Tone.ERROR),
            Buttons([again]),
        ],
    )
