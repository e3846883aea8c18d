"""A manager makes a trigger or changes what it is to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.records import to_plain
from chalicelib.domain.trigger import Objection, Trigger, cleaned, objections
from chalicelib.models import studio as studio_table
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_of
from chalicelib.models.transaction import Write, transact
from chalicelib.models.trigger import trigger_put, triggers

NOT_TOLD = frozenset({"trigger_id", "version", "since"})


class Outcome(StrEnum):
    """What came of a change."""

    STORED = "stored"
    REFUSED = "refused"
    CHANGED = "changed"  # By somebody else, since it was read.
    GONE = "gone"
    FIRED = "fired"  # It met records, so that it is kept.


@dataclass(frozen=True, kw_only=True)
class TriggerChange:
    """What came of it, the trigger as it stands now, and what stands against it by field."""

    outcome: Outcome
    trigger: Trigger | None = None
    objections: Mapping[str, Objection] = field(default_factory=dict)


def save_trigger(
    wanted: Trigger, *, actor: Actor, now: datetime, draft: Draft | None = None
) -> TriggerChange:
    """Store what the trigger is to do, under the version it was read with; a new one is off.

    Whether it is on stays as it is; another event begins anew, and what was before is ignored. What stands
    so already is stored. `draft` is used up with it. Three reads and one transaction.
    """
    standing = triggers()
    before = standing.get(wanted.trigger_id)
    wanted = _kept(wanted, before, now)
    if before is not None and wanted == replace(before, version=wanted.version):
        return TriggerChange(outcome=Outcome.STORED, trigger=before)
    if before is None and wanted.version:
        return TriggerChange(outcome=Outcome.GONE)
    if before is not None and before.version != wanted.version:
        return TriggerChange(outcome=Outcome.CHANGED, trigger=before)
    against = foreseen(wanted, standing)
    if against:
        return TriggerChange(outcome=Outcome.REFUSED, trigger=before, objections=against)
    used = [draft.used_write(f"{wanted.description} is stored.", now)] if draft is not None else []
    what = "changed" if before is not None else "added"
    return stored(wanted, before, what, actor=actor, now=now, others=used)


def foreseen(wanted: Trigger, standing: Mapping[str, Trigger]) -> Mapping[str, Objection]:
    """What stands against the trigger as it is, its letter looked at too; two reads."""
    against = dict(objections(wanted, standing, studio_table.load()))
    head = head_of(wanted.letter_id) if wanted.letter_id is not None else None
    if wanted.letter_id is not None:
        fits = head is not None and (head.kind, head.form) == (wanted.kind, wanted.form)
        if head is None or head.inactive or not fits:
            against.setdefault("letter", Objection.NO_LETTER)
    return against


def _kept(wanted: Trigger, before: Trigger | None, now: datetime) -> Trigger:
    """What is not typed stays as it stands; another event counts from now on."""
    wanted = cleaned(wanted)
    if before is None:
        return replace(wanted, active=False, retired=False, since=None)
    since = before.since if before.event is wanted.event else before.since and now
    return replace(wanted, active=before.active, retired=before.retired, since=since)


def stored(
    wanted: Trigger,
    before: Trigger | None,
    what: str,
    *,
    actor: Actor,
    now: datetime,
    others: Sequence[Write] = (),
) -> TriggerChange:
    """Store the trigger over what was read, with its audit and `others`; what came of it."""
    audit = audit_put(about(wanted), what, before=told(before), after=told(wanted), actor=actor, now=now)
    writes: list[Write] = [trigger_put(wanted), audit, *others]
    if transact(writes).stands:
        return TriggerChange(outcome=Outcome.STORED, trigger=replace(wanted, version=wanted.version + 1))
    # Of two clicks on one button the second finds what the first has just done.
    standing = triggers().get(wanted.trigger_id)
    done = standing is not None and told(standing) == told(wanted)
    return TriggerChange(outcome=Outcome.STORED if done else Outcome.CHANGED, trigger=standing)


def about(trigger: Trigger) -> str:
    """The trigger's record as the audit names it."""
    return f"trigger#{trigger.trigger_id}"


def told(trigger: Trigger | None) -> dict[str, Any]:
    """The trigger's settings as the audit keeps them."""
    plain = to_plain(trigger) if trigger is not None else {}
    return {name: value for name, value in plain.items() if name not in NOT_TOLD}
