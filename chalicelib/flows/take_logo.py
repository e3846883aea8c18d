"""An uploaded picture becomes the studio's logo."""

from dataclasses import replace

from chalicelib.domain.picture import logo_key
from chalicelib.domain.upload import Purpose
from chalicelib.flows.picture_taking import TRIES, Outcome, Taking
from chalicelib.models import studio
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import Unknown, Write, transact
from chalicelib.models.upload import last_upload, last_upload_put
from chalicelib.services.pictures import Frame

FRAME = Frame(320, 120, 40_000)


def take_logo(taking: Taking) -> Outcome:
    """Store the picture in both sizes and make it the logo, unless a newer one or a removal stands.

    Whoever saves preferences meanwhile loses nothing: both are read again and only the logo is changed.
    """
    picture = taking.drawn(FRAME)
    key = logo_key(picture.double, picture.width, picture.height)
    for _ in range(TRIES):
        last, preferences = last_upload(Purpose.LOGO), studio.load().preferences
        if last.stands_since is not None and last.stands_since > taking.told.at:
            return Outcome.LATE
        if last.stands_since == taking.told.at and preferences.logo_key == key:
            return Outcome.STANDS
        taking.store(key, picture)
        writes: list[Write] = [
            last_upload_put(Purpose.LOGO, last, result=taking.result(picture), stands_since=taking.told.at),
            studio.preferences_put(replace(preferences, logo_key=key)),
            audit_put(
                studio.PREFERENCES,
                "logo uploaded",
                before={"logo_key": preferences.logo_key},
                after={"logo_key": key},
                actor=taking.arrival,
                now=taking.now,
            ),
        ]
        if transact(writes).stands:
            return Outcome.TAKEN
    raise Unknown("others saved the preferences every time")
