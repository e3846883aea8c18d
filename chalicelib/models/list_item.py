"""An item of a list in the studio table: each write holds the item's version and the list's own.

The list's record, `list#<kind>`, has its order and counts its changes. Whoever changes an item holds it,
so that what was judged against the whole list (a description is there once) still stands when it is stored.
"""

from collections.abc import Sequence

from pynamodb.expressions.condition import Condition

from chalicelib.domain.lists import ListKind, id_of, items_of, kind_of, record_name
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Item, ListItem, ListOrder, Studio
from chalicelib.models.studio import PART, PREFERENCES, StudioRecord
from chalicelib.models.transaction import Check, Delete, Put, Write


def item_put(item: Item) -> Put:
    """Store `item`, refused when somebody has stored it since `item.version` was read."""
    row = StudioRecord(
        PART,
        record_name(item),
        description=item.description,
        inactive=item.inactive,
        settings=to_plain(item),
        version=item.version + 1,
    )
    return Put(row, _unchanged(item.version))


def order_put(
    studio: Studio, kind: ListKind, item_ids: Sequence[str] | None = None, *, cause: str = ""
) -> Put:
    """Store the list's order, refused when anything of the list was changed since `studio` was read.

    Without `item_ids` the order stays as it is. `cause` says what asked for it.
    """
    order = studio.orders.get(kind.value, ListOrder())
    if item_ids is None:
        item_ids = [id_of(item) for item in items_of(studio, kind)]
    settings = to_plain(ListOrder(item_ids=tuple(item_ids), cause=cause))
    row = StudioRecord(PART, f"list#{kind.value}", settings=settings, version=order.version + 1)
    return Put(row, _unchanged(order.version))


def deletion(studio: Studio, item: Item) -> list[Write]:
    """Remove `item` from its list and keep what it was called, for a record that took it meanwhile."""
    kind = kind_of(item)
    former = ListItem(kind=kind.value, item_id=id_of(item), description=item.description)
    rest = [id_of(each) for each in items_of(studio, kind) if id_of(each) != id_of(item)]
    return [
        Delete(StudioRecord(PART, record_name(item)), _unchanged(item.version)),
        Put(StudioRecord(PART, f"deleted#{record_name(item)}", settings=to_plain(former))),
        order_put(studio, kind, rest),
    ]


def offered_check(item: Item) -> Check:
    """Hold a transaction to an item's being there and not retired."""
    standing = StudioRecord.part.exists() & (StudioRecord.inactive == False)  # noqa: E712 - a condition
    return Check(StudioRecord(PART, record_name(item)), standing)


def preferences_check(studio: Studio) -> Check:
    """Hold a transaction to the preferences as they were read."""
    version = studio.preferences.version
    unchanged: Condition = StudioRecord.version == version
    if version == 0:
        unchanged |= StudioRecord.part.does_not_exist()
    return Check(StudioRecord(PART, PREFERENCES), unchanged)


def _unchanged(version: int) -> Condition:
    """An item may be listed without a record of its own, and one that came without a version has 0."""
    unchanged: Condition = StudioRecord.version == version
    return unchanged | StudioRecord.part.does_not_exist() if version == 0 else unchanged
