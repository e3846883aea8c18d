"""Which differences can be put right from the ledger, and which are for people.

Source: rules 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.ids import payload_hash
from chalicelib.domain.reconciliation import ENTRY, HEAD, MISSING, Difference

MENDED, LEFT = "mended", "left"
"""What a report says of each difference."""


@dataclass(frozen=True)
class Mending:
    """What a rebuild writes, each from stored to computed, and what it leaves as it is."""

    mended: Sequence[Difference]
    left: Sequence[Difference]

    @property
    def seen(self) -> str:
        """What tells this very mending from any other, for whoever reviews it first."""
        return payload_hash(
            {each.what: [each.stored, each.computed] for each in self.mended}
            | {f"left {each.what}": [each.stored, each.computed] for each in self.left}
        )


def mending(found: Sequence[Difference]) -> Mending:
    """What of these differences of one client the ledger can put right.

    Nothing where the chain is broken, or does not end as the account says: the account's head vouches for
    the ledger, and where the two differ nobody can say from here which of them was changed. A reward
    without its row stays missing, since its code and its last day stand in no entry.
    """
    if any(each.figure in (ENTRY, HEAD) for each in found):
        return Mending((), tuple(found))
    return Mending(
        tuple(each for each in found if each.stored != MISSING),
        tuple(each for each in found if each.stored == MISSING),
    )
