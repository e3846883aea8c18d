"""A manager puts a list in order: the whole order by one save."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.lists import ListKind, by_name, id_of, items_of, reordered
from chalicelib.domain.studio import ListOrder, Studio
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.list_item import order_put
from chalicelib.models.transaction import transact


def order_seen(studio: Studio, kind: ListKind) -> str:
    """A short name for the order of a list, by which a later save knows whether it still stands."""
    return made_from("order", *(id_of(item) for item in items_of(studio, kind)))


def order_list(
    kind: ListKind, typed: Mapping[str, int] | None, seen: str, *, actor: Actor, now: datetime
) -> ListChange:
    """Move the items to the positions that were typed for them, by id; without any, order by description.

    Refused as a whole when the list stands otherwise than it was `seen`. One Query and one transaction.
    """
    studio = table.load()
    items = {id_of(item): item for item in items_of(studio, kind)}
    cause = made_from("ordered", seen, *(f"{item_id}:{at}" for item_id, at in sorted((typed or {}).items())))
    if studio.orders.get(kind.value, ListOrder()).cause == cause:
        return ListChange(outcome=Outcome.STORED)
    if order_seen(studio, kind) != seen:
        return ListChange(outcome=Outcome.CHANGED)
    order = by_name(items.values()) if typed is None else reordered(list(items), typed)
    if order == list(items):
        return ListChange(outcome=Outcome.STORED)
    before, after = ([items[item_id].description for item_id in ids] for ids in (list(items), order))
    stored = transact(
        [
            order_put(studio, kind, order, cause=cause),
            audit_put(
                f"list#{kind.value}",
                "ordered",
                before={"order": before},
                after={"order": after},
                actor=actor,
                now=now,
            ),
        ]
    )
    return ListChange(outcome=Outcome.STORED if stored.stands else Outcome.CHANGED)
