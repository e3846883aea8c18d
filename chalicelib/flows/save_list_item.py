"""A manager adds an item to a list, renames it, changes what it holds, retires it or brings it back."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.list_item import objections, tidied
from chalicelib.domain.lists import ListKind, id_of, item_of, items_of, kind_of, record_name
from chalicelib.domain.studio import Item, Studio
from chalicelib.flows.list_change import TRIES, ListChange, Outcome, told
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.list_item import item_put, order_put, preferences_check
from chalicelib.models.program import programs_check
from chalicelib.models.transaction import Write, transact

WITH_DEFAULT = (ListKind.STATUS, ListKind.LEAD_SOURCE)


def save_list_item(wanted: Item, *, actor: Actor, now: datetime, draft: Draft | None = None) -> ListChange:
    """Store `wanted` under the version it was read with; a new item's id is made from its cause.

    One Query and one transaction a try. Its place in the list is kept; a new one comes last. What stands
    so already is stored. `draft` is used up with it.
    """
    wanted = tidied(wanted)
    standing: Item | None = None
    for _ in range(TRIES):
        studio = table.load()
        standing = item_of(studio, kind_of(wanted), id_of(wanted))
        if standing is not None and told(standing) == told(wanted):
            return ListChange(outcome=Outcome.STORED, item=standing)
        if standing is None and (wanted.version or (kind_of(wanted).value, id_of(wanted)) in studio.deleted):
            return ListChange(outcome=Outcome.GONE)
        if standing is not None and standing.version != wanted.version:
            return ListChange(outcome=Outcome.CHANGED, item=standing)
        against = objections(wanted, studio)
        if against:
            return ListChange(outcome=Outcome.REFUSED, item=standing, objections=against)
        writes = _writes(wanted, standing, studio, actor, now)
        if draft is not None:
            writes.append(draft.used_write(f"{wanted.description} is stored.", now))
        if transact(writes).stands:
            return ListChange(outcome=Outcome.STORED, item=wanted)
    return ListChange(outcome=Outcome.CHANGED, item=standing)


def _writes(wanted: Item, standing: Item | None, studio: Studio, actor: Actor, now: datetime) -> list[Write]:
    kind, ids = kind_of(wanted), [id_of(item) for item in items_of(studio, kind_of(wanted))]
    if standing is None:
        ids.append(id_of(wanted))
    what = "added" if standing is None else "changed"
    if standing is not None and standing.inactive != wanted.inactive:
        what = "retired" if wanted.inactive else "reactivated"
    writes: list[Write] = [
        item_put(wanted),
        order_put(studio, kind, ids),
        audit_put(record_name(wanted), what, before=told(standing), after=told(wanted), actor=actor, now=now),
    ]
    if wanted.inactive and kind in WITH_DEFAULT:
        # Whoever makes it the default of new clients in this moment is heard first,
        writes.append(preferences_check(studio))
    if wanted.inactive and kind is ListKind.STATUS:
        # and whoever makes a program give it.
        writes.append(programs_check(studio))
    return writes
