"""A manager puts a list in order: the whole order by one save."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.list_order import by_name, reordered
from chalicelib.domain.lists import ListKind, id_of, items_of
from chalicelib.domain.studio import Item, ListOrder, Studio
from chalicelib.flows.list_change import TRIES, ListChange, Outcome
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
    when the list stands otherwise than it was `seen`; a repeat changes nothing. One Query, one transaction.
    """
    for _ in range(TRIES):
        studio = table.load()
        part = items_of(studio, kind, parent_id)
        cause = made_from("ordered", seen, *(f"{old}:{new}" for old, new in sorted((typed or {}).items())))
        if studio.orders.get(kind.value, ListOrder()).cause == cause:
            return ListChange(outcome=Outcome.STORED)
        if order_seen(studio, kind, parent_id) != seen:
            break
        ids = [id_of(item) for item in part]
        wanted = by_name(part) if typed is None else reordered(ids, typed)
        if wanted == ids:
            return ListChange(outcome=Outcome.STORED)
        writes = [
            order_put(studio, kind, _moved(part, wanted, items_of(studio, kind)), cause=cause),
            audit_put(
                f"list#{kind.value}",
                "ordered",
                before=_told(part, ids),
                after=_told(part, wanted),
                actor=actor,
                now=now,
            ),
        ]
        if transact(writes).stands:
            return ListChange(outcome=Outcome.STORED)
    return ListChange(outcome=Outcome.CHANGED)


def _moved(part: Sequence[Item], wanted: Sequence[str], whole: Sequence[Item]) -> list[str]:
    """The ids of the whole list with those of `part` in the order wanted; others keep their places."""
    own, turn = {id_of(item) for item in part}, iter(wanted)
    return [next(turn) if id_of(item) in own else id_of(item) for item in whole]


def _told(part: Sequence[Item], ids: Sequence[str]) -> dict[str, Any]:
    words = {id_of(item): item.description for item in part}
    return {"order": [words[item_id] for item_id in ids]}
