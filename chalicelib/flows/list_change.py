"""What came of a change to a list, and how the item stands in the audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chalicelib.domain.list_item import Objection
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Item

TRIES = 4
"""How often a change is judged anew because somebody else changed the same list in the same moment."""
NOT_TOLD = frozenset(
    {
        *("kind", "position", "version"),
        *("status_id", "organization_id", "location_id", "promotion_id", "item_id"),
    }
)


class Outcome(StrEnum):
    """What came of it."""

    STORED = "stored"
    REFUSED = "refused"
    CHANGED = "changed"  # By somebody else, since it was read.
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class ListChange:
    """The outcome, the item as it stands now, and what stands against the change, by field.

    `clients`: how many have the item, where that was asked.
    """

    outcome: Outcome
    item: Item | None = None
    objections: Mapping[str, Objection] = field(default_factory=dict)
    clients: int = 0


def told(item: Item | None) -> dict[str, Any]:
    """The item's settings as the audit keeps them."""
    plain = to_plain(item) if item is not None else {}
    return {name: value for name, value in plain.items() if name not in NOT_TOLD}
