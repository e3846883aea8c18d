"""What a reward's entries tell of it, with every record that it was part of before records were joined."""

from collections.abc import Iterator

from chalicelib.domain.ledger import Kind
from chalicelib.models.entry import LOYALTY_ISSUES, EntryRow
from chalicelib.models.reward import Reward


def was_earned_with(row: Reward, invoice_ref: str) -> bool:
    """Whether it is a loyalty reward for which this invoice's sale was used up; a read, for those alone."""
    origin = list(_rows(row))[-1]
    entry_id = f"issue:{origin.reward_id}"
    if not entry_id.startswith(LOYALTY_ISSUES):
        return False
    found = list(EntryRow.batch_get([(origin.client_id, entry_id)], consistent_read=True))
    return any((each.consumed or {}).get(invoice_ref) for each in found)


def was_clawed_back(row: Reward) -> bool:
    """Whether a void one was taken back with what had earned it, so that what was spent of it is owed."""
    return any(
        True
        for each in _rows(row)
        for kind in (Kind.OWE, Kind.CLAWBACK)
        for _ in EntryRow.query(
            each.client_id,
            EntryRow.entry_id.startswith(f"{kind.value}:{each.reward_id}:"),
            consistent_read=True,
            limit=1,
        )
    )


def _rows(row: Reward) -> Iterator[Reward]:
    """The reward's row, and the one that it left behind with each record before."""
    yield row
    while row.transferred_from is not None:
        before = Reward.find(*row.transferred_from.split(" "))
        assert before is not None, "a reward that went over left its row behind"
        row = before
        yield row
