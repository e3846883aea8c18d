"""A manager shows, hides or removes the studio's own pictures. Others are uploaded: see `take_logo.py`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.setting_value import NO, YES
from chalicelib.domain.studio import Preferences
from chalicelib.domain.upload import Purpose
from chalicelib.models import studio
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import Unknown, Write, transact
from chalicelib.models.upload import last_upload, last_upload_put

TRIES = 8


class Outcome(StrEnum):
    """What became of it."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # It was so already.
    OVERTAKEN = "overtaken"  # Somebody else has changed it since it was shown.


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be done: `stands` where it is so already, `allowed` where what was seen still stands."""

    what: str
    stands: Callable[[Preferences], bool]
    allowed: Callable[[Preferences], bool]
    changed: Callable[[Preferences], Preferences]


def show_logo(shown: bool, *, was: bool, actor: Actor, now: datetime) -> Outcome:
    """Show the logo on top of each page, or no longer; `was` is what the manager saw."""
    wish = Wish(
        what="logo shown" if shown else "logo hidden",
        stands=lambda standing: standing.show_logo == shown,
        allowed=lambda standing: standing.show_logo == was,
        changed=lambda standing: replace(standing, show_logo=shown),
    )
    return _granted(wish, actor, now)


def remove_logo(logo_key: str, *, actor: Actor, now: datetime) -> Outcome:
    """Let the studio have no logo; `logo_key` is the one that the manager saw.

    An upload from before this moment that comes late does not bring it back.
    """
    wish = Wish(
        what="logo removed",
        stands=lambda standing: not standing.logo_key,
        allowed=lambda standing: standing.logo_key == logo_key,
        changed=lambda standing: replace(standing, logo_key=""),
    )
    return _granted(wish, actor, now)


def remove_share_picture(key: str, *, actor: Actor, now: datetime) -> Outcome:
    """Let shared links have no picture of their own; `key` is the one that the manager saw."""
    wish = Wish(
        what="share picture removed",
        stands=lambda standing: not standing.share_picture_key,
        allowed=lambda standing: standing.share_picture_key == key,
        changed=lambda standing: replace(standing, share_picture_key=""),
    )
    return _granted(wish, actor, now, of=Purpose.SHARE)


def _granted(wish: Wish, actor: Actor, now: datetime, of: Purpose = Purpose.LOGO) -> Outcome:
    """Store the wish over whatever else others save meanwhile: a Query, a GetItem and a transaction a try."""
    for _ in range(TRIES):
        standing, last = studio.load().preferences, last_upload(of)
        if wish.stands(standing):
            return Outcome.UNCHANGED
        if not wish.allowed(standing):
            return Outcome.OVERTAKEN
        wanted = wish.changed(standing)
        writes: list[Write] = [
            studio.preferences_put(wanted),
            audit_put(
                studio.PREFERENCES,
                wish.what,
                before=_told(standing),
                after=_told(replace(wanted, version=standing.version + 1)),
                actor=actor,
                now=now,
            ),
        ]
        if (wanted.logo_key, wanted.share_picture_key) != (standing.logo_key, standing.share_picture_key):
            writes.append(last_upload_put(of, last, stands_since=now))
        if transact(writes).stands:
            return Outcome.STORED
    raise Unknown("others saved the preferences every time")


def _told(preferences: Preferences) -> dict[str, str | int]:
    """What the audit says of them, in the words of preferences that are saved elsewhere."""
    return {
        "version": preferences.version,
        "show_logo": YES if preferences.show_logo else NO,
        "logo_key": preferences.logo_key,
        "share_picture_key": preferences.share_picture_key,
    }
