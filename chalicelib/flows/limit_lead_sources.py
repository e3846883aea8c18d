"""A manager says whether a lead source may be typed freely or must be one of the list."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.setting_value import NO, YES
from chalicelib.flows.list_change import TRIES
from chalicelib.flows.save_preferences import ABOUT, WHAT
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import transact

NAME = "limit_lead_sources"


def limit_lead_sources(*, limited: bool, actor: Actor, now: datetime) -> bool:
    """Whether the preference is stored as asked; everything else of the preferences stays as it stands.

    False when others kept changing the preferences in the same moment. One Query and one transaction a try.
    """
    for _ in range(TRIES):
        preferences = table.load().preferences
        if preferences.limit_lead_sources == limited:
            return True
        # As the preferences' own screens tell it, so that they find it among what others changed.
        before, after = (NO, YES) if limited else (YES, NO)
        version = preferences.version
        stored = transact(
            [
                table.preferences_put(replace(preferences, limit_lead_sources=limited)),
                audit_put(
                    ABOUT,
                    WHAT,
                    before={"version": version, NAME: before},
                    after={"version": version + 1, NAME: after},
                    actor=actor,
                    now=now,
                ),
            ]
        )
        if stored.stands:
            return True
    return False
