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


def order_seen(studio: Studio, kind: ListKind, parent_id: str = "") -> str:
    """A short name for the order of a list, by which a later save knows whether it still stands."""
    return made_from("order", *(id_of(item) for item in items_of(studio, kind, parent_id)))


def order_list(
    kind: ListKind,
    typed: Mapping[int, int] | None,
    seen: str,
    *,
    parent_id: str = "",
    actor: Actor,
    now: datetime,
) -> ListChange:
    """Move items from the position they were seen at to the one that was typed; or order by description.

    Positions count from 1. With `parent_id` among the reasons of that status alone. Refused as a whole
    when the list stands otherwise than it was `seen`; a repeat changes nothing. One Query and one transaction.
    """
    studio = table.load()
    whole, part = items_of(studio, kind), items_of(studio, kind, parent_id)
    cause = made_from("ordered", seen, *(f"{seen_at}:{at}" for seen_at, at in sorted((typed or {}).items())))
    if studio.orders.get(kind.value, ListOrder()).cause == cause:
        return ListChange(outcome=Outcome.STORED)
    if order_seen(studio, kind, parent_id) != seen:
        return ListChange(outcome=Outcome.CHANGED)
    ids = [id_of(item) for item in part]
    wanted = by_name(part) if typed is None else reordered(ids, typed)
    if wanted == ids:
        return ListChange(outcome=Outcome.STORED)
    # The others keep the places that they have in the whole list.
    turn = iter(wanted)
    order = [next(turn) if id_of(item) in ids else id_of(item) for item in whole]
    words = {id_of(item): item.description for item in part}
    stored = transact(
        [
            order_put(studio, kind, order, cause=cause),
            audit_put(
                f"list#{kind.value}",
                "ordered",
                before={"order": [words[item_id] for item_id in ids]},
                after={"order": [words[item_id] for item_id in wanted]},
                actor=actor,
                now=now,
            ),
        ]
    )
    return ListChange(outcome=Outcome.STORED if stored.stands else Outcome.CHANGED)
