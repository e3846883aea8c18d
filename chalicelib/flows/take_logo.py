"""An uploaded picture becomes one of the studio's own: its logo, or the picture that shared links show."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.domain.picture import logo_key, share_key
from chalicelib.domain.studio import Preferences
from chalicelib.domain.upload import Purpose
from chalicelib.flows.picture_taking import JPEG, TRIES, Outcome, Taking
from chalicelib.models import studio
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import Unknown, Write, transact
from chalicelib.models.upload import last_upload, last_upload_put
from chalicelib.services.pictures import Drawn, Frame

FRAME = Frame(320, 120, 40_000)
SHARED = Frame(1200, 630, 250_000)
"""As large as a link's picture is shown, and small enough for every messenger to fetch it."""


@dataclass(frozen=True, kw_only=True)
class _Own:
    """One of the studio's pictures: the preference that holds its key, and how that is made."""

    purpose: Purpose
    preference: str
    what: str
    key_of: Callable[[Drawn], str]
    store: Callable[[Taking, str, Drawn], None]
    changed: Callable[[Preferences, str], Preferences]

    def key(self, preferences: Preferences) -> str:
        """The key that stands."""
        return str(getattr(preferences, self.preference))


def take_logo(taking: Taking) -> Outcome:
    """Store the picture in both sizes and make it the logo, unless a newer one or a removal stands.

    Whoever saves preferences meanwhile loses nothing: both are read again and only the logo is changed.
    """
    return _taken(taking, taking.drawn(FRAME), LOGO)


def take_share_picture(taking: Taking) -> Outcome:
    """The same for the picture that shared links show; it has one size, which is already large."""
    return _taken(taking, taking.drawn(SHARED), SHARE)


def _taken(taking: Taking, picture: Drawn, own: _Own) -> Outcome:
    key = own.key_of(picture)
    for _ in range(TRIES):
        last, preferences = last_upload(own.purpose), studio.load().preferences
        if last.stands_since is not None and last.stands_since > taking.told.at:
            return Outcome.LATE
        before = own.key(preferences)
        if last.stands_since == taking.told.at and before == key:
            return Outcome.STANDS
        own.store(taking, key, picture)
        writes: list[Write] = [
            last_upload_put(own.purpose, last, result=taking.result(picture), stands_since=taking.told.at),
            studio.preferences_put(own.changed(preferences, key)),
            audit_put(
                studio.PREFERENCES,
                own.what,
                before={own.preference: before},
                after={own.preference: key},
                actor=taking.arrival,
                now=taking.now,
            ),
        ]
        if transact(writes).stands:
            return Outcome.TAKEN
    raise Unknown("others saved the preferences every time")


def _store_one(taking: Taking, key: str, picture: Drawn) -> None:
    taking.files.put(key, picture.plain, content_type=JPEG)


LOGO = _Own(
    purpose=Purpose.LOGO,
    preference="logo_key",
    what="logo uploaded",
    key_of=lambda picture: logo_key(picture.double, picture.width, picture.height),
    store=Taking.store,
    changed=lambda preferences, key: replace(preferences, logo_key=key),
)
SHARE = _Own(
    purpose=Purpose.SHARE,
    preference="share_picture_key",
    what="share picture uploaded",
    key_of=lambda picture: share_key(picture.plain, picture.width, picture.height),
    store=_store_one,
    changed=lambda preferences, key: replace(preferences, share_picture_key=key),
)
