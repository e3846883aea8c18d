"""A manager stores the loyalty program: its rule, its start date, what a day gives, and the switch."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.loyalty_edit import Wrong, judged, needs_preview, typed_of
from chalicelib.domain.studio import Preferences, Studio
from chalicelib.flows.preview_loyalty import preview_of, shows
from chalicelib.flows.save_preferences import ABOUT
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads
from chalicelib.models.letter import offered_check as letter_check
from chalicelib.models.studio import load, preferences_put
from chalicelib.models.transaction import Write, transact

WHAT = "loyalty program"
TRIES = 4
START_ON = "loyalty_start_on"


class Outcome(StrEnum):
    """What became of saving."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    UNSEEN = "unseen"  # It would be switched on, and nobody has seen what it would give.
    OVERTAKEN = "overtaken"  # Somebody else has changed the program since it was read.
    USED = "used"  # This very draft was stored before.


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The outcome, what stands against saving by field, and the preferences as they stand now."""

    outcome: Outcome
    studio: Studio
    wrong: Mapping[str, Wrong] = field(default_factory=dict)


def save_loyalty(
    base: Mapping[str, str],
    typed: Mapping[str, str],
    draft: Draft,
    *,
    preview: str,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Store what was `typed` over `base`, the program as it was read, and use the draft up.

    Switching it on asks for `preview`, a finished dry run of exactly this rule that is not older than a
    day. What others changed of other preferences meanwhile stays as they made it; a change of the program,
    here or of its start date among the company's preferences, stores nothing. A repeat stores nothing more.
    One Query, two of letters, a read of the preview, and one transaction with the audit.
    """
    for _ in range(TRIES):
        saved = _saved_once(base, typed, draft, preview=preview, actor=actor, now=now)
        if saved is not None:
            return saved
    return Saved(outcome=Outcome.OVERTAKEN, studio=load())


def _saved_once(
    base: Mapping[str, str],
    typed: Mapping[str, str],
    draft: Draft,
    *,
    preview: str,
    actor: Actor,
    now: datetime,
) -> Saved | None:
    """None where somebody saved in the same moment, be it other preferences."""
    studio = load()
    if not draft.is_open:
        return Saved(outcome=Outcome.USED, studio=studio)
    if typed_of(studio.preferences) != dict(base):
        standing = Draft.find(draft.draft_id, draft.kind, now)
        is_ours = standing is not None and not standing.is_open
        return Saved(outcome=Outcome.USED if is_ours else Outcome.OVERTAKEN, studio=studio)
    found = judged(typed, studio, heads())
    if found.wrong:
        return Saved(outcome=Outcome.WRONG, studio=studio, wrong=found.wrong)
    wanted, before = found.preferences, studio.preferences
    if replace(wanted, version=0) == replace(before, version=0):
        return Saved(outcome=Outcome.UNCHANGED, studio=studio)
    if needs_preview(before, wanted) and not shows(preview_of(preview), wanted, studio, now):
        return Saved(outcome=Outcome.UNSEEN, studio=studio)
    result = transact(_writes(before, wanted, draft, actor, now))
    if result.stands:
        return Saved(outcome=Outcome.STORED, studio=load())
    return Saved(outcome=Outcome.USED, studio=studio) if result.failed_on(Draft) else None


def _writes(
    before: Preferences, wanted: Preferences, draft: Draft, actor: Actor, now: datetime
) -> list[Write]:
    writes: list[Write] = [
        preferences_put(wanted),
        audit_put(
            ABOUT,
            WHAT,
            before={"version": before.version, **_told(before)},
            after={"version": before.version + 1, **_told(wanted)},
            actor=actor,
            now=now,
        ),
        draft.used_write("What was typed here is stored.", now),
    ]
    named = wanted.loyalty.letter_id if wanted.loyalty is not None else None
    if named is not None and (before.loyalty is None or named != before.loyalty.letter_id):
        writes.append(letter_check(named))
    return writes


def _told(preferences: Preferences) -> dict[str, str]:
    """The program as the audit keeps it; the start date under the name that all preferences know it by."""
    typed = typed_of(preferences)
    start_on = typed.pop("start_on")
    return {f"loyalty_{name}": text for name, text in typed.items()} | {START_ON: start_on}
