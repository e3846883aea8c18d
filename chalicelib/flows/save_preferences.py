"""The operator saves preferences: all of what was typed or none, and never over what others saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.edit import Decision, Edit, decided
from chalicelib.domain.lists import ListKind
from chalicelib.domain.objection import Objection
from chalicelib.domain.set_up import Judgement
from chalicelib.domain.setting import NEXT_NUMBER, set_up_of, texts
from chalicelib.domain.studio import Item, Studio
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.list_item import item_put, offered_check
from chalicelib.models.number import NumberCounter, next_number_write
from chalicelib.models.studio import load, preferences_put
from chalicelib.models.transaction import Result, Write, transact

ABOUT, WHAT = "preferences", "save"


class Outcome(StrEnum):
    """What became of saving."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # There was nothing to store.
    OBJECTED = "objected"
    OVERTAKEN = "overtaken"  # Somebody else has changed the same menu since it was read.
    USED = "used"  # This very draft was stored before, or thrown away.


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The outcome, and what the operator is told of the preferences as they would be."""

    outcome: Outcome
    judgement: Judgement = field(default_factory=lambda: Judgement(objections={}))


def save_preferences(edit: Edit, draft: Draft, *, actor: Actor, now: datetime) -> Saved:
    """Store the edit over what stands, with one audit record of what changed, and use the draft up.

    Nothing is stored with an objection, or when others changed the menu's settings since they were
    read. A repeat of the same draft stores nothing more. One Query and one transaction.
    """
    if not draft.is_open:
        return Saved(outcome=Outcome.USED)
    studio = load()
    if edit.overtaken_by(texts(set_up_of(studio))):
        # A second press of the same button is overtaken by the first one alone.
        standing = Draft.find(draft.draft_id, draft.kind, now)
        is_ours = standing is not None and not standing.is_open
        return Saved(outcome=Outcome.USED if is_ours else Outcome.OVERTAKEN)
    decision = decided(edit, studio)
    if decision.judgement.objections:
        return Saved(outcome=Outcome.OBJECTED, judgement=decision.judgement)
    if not decision.changes():
        return Saved(outcome=Outcome.UNCHANGED, judgement=decision.judgement)
    result = transact(_writes(decision, studio, draft, actor, now))
    return _told(result, decision)


def _writes(decision: Decision, studio: Studio, draft: Draft, actor: Actor, now: datetime) -> list[Write]:
    changes = decision.changes()
    after = decision.after
    version = studio.preferences.version
    writes: list[Write] = [
        preferences_put(after.preferences),
        audit_put(
            ABOUT,
            WHAT,
            before={"version": version, **{name: old for name, (old, _) in changes.items()}},
            after={"version": version + 1, **{name: new for name, (_, new) in changes.items()}},
            actor=actor,
            now=now,
        ),
    ]
    # What is chosen as a default in the moment in which it is retired is not chosen.
    writes += [offered_check(item) for item in _new_defaults(decision, studio)]
    for place, name in after.display_names.items():
        if name != decision.before.display_names[place]:
            writes.append(item_put(replace(studio.locations[place], display_name=name)))
    if after.next_number is not None:
        writes.append(next_number_write(after.next_number))
    return [*writes, draft.used_write("What was typed here is saved.", now)]


def _new_defaults(decision: Decision, studio: Studio) -> Iterator[Item]:
    before, after = decision.before.preferences, decision.after.preferences
    if after.default_status_id and after.default_status_id != before.default_status_id:
        yield studio.statuses[after.default_status_id]
    if after.default_lead_source_id and after.default_lead_source_id != before.default_lead_source_id:
        yield studio.items[ListKind.LEAD_SOURCE.value, after.default_lead_source_id]


def _told(result: Result, decision: Decision) -> Saved:
    if result.stands:
        return Saved(outcome=Outcome.STORED, judgement=decision.judgement)
    if result.failed_on(Draft):
        return Saved(outcome=Outcome.USED)
    if result.failed_on(NumberCounter):
        objections = {NEXT_NUMBER: Objection.NUMBER_WAS_GIVEN}
        return Saved(outcome=Outcome.OBJECTED, judgement=replace(decision.judgement, objections=objections))
    return Saved(outcome=Outcome.OVERTAKEN)
