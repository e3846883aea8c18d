"""A manager switches a trigger on or off, retires it, or deletes one that never met anything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.trigger import Trigger
from chalicelib.flows.save_trigger import Outcome, TriggerChange, about, foreseen, stored, told
from chalicelib.models.audit import audit_put
from chalicelib.models.firing import ever_met
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_delete, triggers


def switch_trigger(trigger_id: str, version: int, *, on: bool, actor: Actor, now: datetime) -> TriggerChange:
    """Switch it on, for nothing that was before, or off. One that cannot be saved is not switched on."""

    def switched(trigger: Trigger) -> Trigger | None:
        if trigger.active is on:
            return None
        return replace(trigger, active=on, retired=False, since=now if on else trigger.since)

    what = "switched on" if on else "switched off"
    return _changed(trigger_id, version, switched, what, actor=actor, now=now, judged=on)


def retire_trigger(trigger_id: str, version: int, *, actor: Actor, now: datetime) -> TriggerChange:
    """Take it from the list of those that are offered; it is off, and its log stays."""

    def retired(trigger: Trigger) -> Trigger | None:
        return None if trigger.retired else replace(trigger, active=False, retired=True)

    return _changed(trigger_id, version, retired, "retired", actor=actor, now=now)


def delete_trigger(trigger_id: str, version: int, *, actor: Actor, now: datetime) -> TriggerChange:
    """Remove a trigger that never met a record; one that did is kept.

    A record that is noted in this very moment finds no trigger when it is due, and says so.
    """
    before = triggers().get(trigger_id)
    if before is None:
        return TriggerChange(outcome=Outcome.STORED)
    if before.version != version:
        return TriggerChange(outcome=Outcome.CHANGED, trigger=before)
    if ever_met(trigger_id):
        return TriggerChange(outcome=Outcome.FIRED, trigger=before)
    audit = audit_put(about(before), "deleted", before=told(before), after={}, actor=actor, now=now)
    if transact([trigger_delete(before), audit]).stands:
        return TriggerChange(outcome=Outcome.STORED)
    standing = triggers().get(trigger_id)
    return TriggerChange(outcome=Outcome.STORED if standing is None else Outcome.CHANGED, trigger=standing)


def _changed(
    trigger_id: str,
    version: int,
    change: Callable[[Trigger], Trigger | None],
    what: str,
    *,
    actor: Actor,
    now: datetime,
    judged: bool = False,
) -> TriggerChange:
    standing = triggers()
    before = standing.get(trigger_id)
    if before is None:
        return TriggerChange(outcome=Outcome.GONE)
    wanted = change(before)
    if wanted is None:
        return TriggerChange(outcome=Outcome.STORED, trigger=before)
    if before.version != version:
        return TriggerChange(outcome=Outcome.CHANGED, trigger=before)
    against = foreseen(wanted, standing) if judged else {}
    if against:
        return TriggerChange(outcome=Outcome.REFUSED, trigger=before, objections=against)
    return stored(wanted, before, what, actor=actor, now=now)
