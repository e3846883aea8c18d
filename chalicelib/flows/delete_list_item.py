"""A manager deletes an item that nothing uses."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.directory import item_heading
from chalicelib.domain.list_item import Objection, uses_in_studio
from chalicelib.domain.lists import ListKind, id_of, is_protected, item_of, kind_of, record_name
from chalicelib.domain.studio import Item, Studio
from chalicelib.flows.list_change import TRIES, ListChange, Outcome, told
from chalicelib.models import directory
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.list_item import deletion, order_put, preferences_check
from chalicelib.models.program import programs_check
from chalicelib.models.transaction import Write, transact

COUNTED_MAX = 1000
"""Clients are counted up to here: one Query."""


def clients_with(item: Item) -> int:
    """How many clients have the item, up to `COUNTED_MAX`: that many or more."""
    return directory.count(_heading(item), COUNTED_MAX)


def delete_list_item(
    kind: ListKind, item_id: str, version: int, *, actor: Actor, now: datetime
) -> ListChange:
    """Delete the item as it was read, unless a client, another item or the set-up uses it.

    Two Queries and one transaction a try. Deleting twice is deleting once. What it was called stays
    stored: a client that took it in the same moment, and sessions, invoices and rewards, keep its name.
    """
    item: Item | None = None
    for _ in range(TRIES):
        studio = table.load()
        item = item_of(studio, kind, item_id)
        if item is None:
            known = (kind.value, item_id) in studio.deleted
            return ListChange(outcome=Outcome.STORED if known else Outcome.GONE)
        if item.version != version:
            return ListChange(outcome=Outcome.CHANGED, item=item)
        clients = clients_with(item)
        against = _objection(item, studio, clients)
        if against is not None:
            return ListChange(
                outcome=Outcome.REFUSED, item=item, objections={"description": against}, clients=clients
            )
        if transact(_writes(item, studio, actor, now)).stands:
            return ListChange(outcome=Outcome.STORED)
    return ListChange(outcome=Outcome.CHANGED, item=item)


def _objection(item: Item, studio: Studio, clients: int) -> Objection | None:
    if is_protected(item):
        return Objection.PROTECTED
    if clients:
        return Objection.ON_CLIENTS
    return next((objection for objection, _ in uses_in_studio(item, studio)), None)


def _writes(item: Item, studio: Studio, actor: Actor, now: datetime) -> list[Write]:
    writes = [
        *deletion(studio, item),
        audit_put(record_name(item), "deleted", before=told(item), after={}, actor=actor, now=now),
    ]
    if kind_of(item) in (ListKind.STATUS, ListKind.LEAD_SOURCE):
        writes.append(preferences_check(studio))
    if kind_of(item) in (ListKind.STATUS, ListKind.PROMOTION):
        writes.append(programs_check(studio))
    if kind_of(item) is ListKind.STATUS:
        # A reason that is made for this status in the same moment is judged again, and refused.
        writes.append(order_put(studio, ListKind.STATUS_REASON))
    return writes


def _heading(item: Item) -> str:
    """Under which heading of the directory the item's clients stand; phones have their labels as text."""
    kind = kind_of(item)
    if kind is ListKind.PHONE_LABEL:
        return item_heading(kind.value, item.description)
    name = "relationship" if kind is ListKind.RELATIONSHIP else kind.value
    return item_heading(name, id_of(item))
