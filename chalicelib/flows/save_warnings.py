"""A manager says how clients are warned of rewards that end soon: 30 and 7 days before, by which letter."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.letters import Kind
from chalicelib.domain.studio import Preferences
from chalicelib.models.audit import audit_put
from chalicelib.models.letter import Letter, head_of, offered_check
from chalicelib.models.studio import load, preferences_put
from chalicelib.models.transaction import Write, transact

ABOUT, WHAT = "preferences", "warnings of rewards that end"


@dataclass(frozen=True, kw_only=True)
class Warnings:
    """The two switches and the letter; None for the one that ships with the product."""

    warn_30_days: bool
    warn_7_days: bool
    letter_id: str | None

    def over(self, preferences: Preferences) -> Preferences:
        """The preferences with these in their place."""
        return replace(
            preferences,
            warn_30_days=self.warn_30_days,
            warn_7_days=self.warn_7_days,
            expiring_letter_id=self.letter_id,
        )


class Outcome(StrEnum):
    """What became of saving."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    OVERTAKEN = "overtaken"  # Somebody else has changed the preferences since they were read.
    NO_LETTER = "no_letter"  # There is no such letter for this, or it was retired.


def save_warnings(wanted: Warnings, version: int, *, actor: Actor, now: datetime) -> Outcome:
    """Store them over the preferences that were read under `version`, with one audit record.

    A letter that was chosen before stays although it was retired since. A repeat changes nothing.
    """
    before = load().preferences
    after = wanted.over(before)
    if after == before:
        return Outcome.UNCHANGED
    if before.version != version:
        return Outcome.OVERTAKEN
    writes: list[Write] = [preferences_put(after), _audit(before, after, actor, now)]
    if wanted.letter_id is not None and wanted.letter_id != before.expiring_letter_id:
        head = head_of(wanted.letter_id)
        if head is None or head.kind is not Kind.EXPIRING:
            return Outcome.NO_LETTER
        writes.append(offered_check(wanted.letter_id))
    result = transact(writes)
    if result.stands:
        return Outcome.STORED
    return Outcome.NO_LETTER if result.failed_on(Letter) else Outcome.OVERTAKEN


def _audit(before: Preferences, after: Preferences, actor: Actor, now: datetime) -> Write:
    return audit_put(ABOUT, WHAT, before=_told(before), after=_told(after), actor=actor, now=now)


def _told(preferences: Preferences) -> dict[str, Any]:
    return {
        "version": preferences.version,
        "warn_30_days": preferences.warn_30_days,
        "warn_7_days": preferences.warn_7_days,
        "expiring_letter_id": preferences.expiring_letter_id,
    }
