"""The order of a list: as it was stored, and as somebody wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from chalicelib.domain.lists import ListKind, id_of
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Item, ListItem, Location, Organization, Status, Studio

T = TypeVar("T", Status, Organization, Location, Promotion, ListItem)


def in_order(studio: Studio) -> Studio:
    """The studio with each item's position as its list's order has it."""
    if not studio.orders:
        return studio
    ranks = {
        kind: {item_id: at for at, item_id in enumerate(order.item_ids)}
        for kind, order in studio.orders.items()
    }

    def placed(kind: str, item_id: str, item: T) -> T:
        """Items behind the last one of the order keep their own turn."""
        rank = ranks.get(kind, {})
        return replace(item, position=rank.get(item_id, len(rank) + item.position))

    return replace(
        studio,
        statuses={each: placed(ListKind.STATUS, each, item) for each, item in studio.statuses.items()},
        organizations={
            each: placed(ListKind.ORGANIZATION, each, item) for each, item in studio.organizations.items()
        },
        locations={each: placed(ListKind.LOCATION, each, item) for each, item in studio.locations.items()},
        promotions={each: placed(ListKind.PROMOTION, each, item) for each, item in studio.promotions.items()},
        items={(kind, each): placed(kind, each, item) for (kind, each), item in studio.items.items()},
    )


def reordered(item_ids: Sequence[str], typed: Mapping[int, int]) -> list[str]:
    """The ids with those at the positions of `typed` moved to the ones typed for them, counted from 1."""
    moved = {item_id: typed[at] for at, item_id in enumerate(item_ids, 1) if at in typed and typed[at] != at}
    order = [item_id for item_id in item_ids if item_id not in moved]
    for item_id, at in sorted(moved.items(), key=lambda each: each[1]):
        order.insert(max(at, 1) - 1, item_id)
    return order


def by_name(items: Iterable[Item]) -> list[str]:
    """The ids of the items in the order of their descriptions."""
    return [id_of(item) for item in sorted(items, key=lambda each: each.description.casefold())]
