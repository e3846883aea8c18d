"""The operator saves the preferences: all of them or none."""

from dataclasses import dataclass

from chalicelib.domain.set_up import Judgement, judged
from chalicelib.domain.studio import Preferences
from chalicelib.models import studio as table


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Whether the preferences are stored now, and what the operator is told.

    Not stored without an objection: somebody else has saved since they were read.
    """

    is_stored: bool
    judgement: Judgement


def save_preferences(preferences: Preferences) -> Saved:
    """Store the preferences under the version they were read with, unless something stands against it."""
    judgement = judged(preferences, table.load())
    is_stored = not judgement.objections and table.save_preferences(preferences)
    return Saved(is_stored=is_stored, judgement=judgement)
