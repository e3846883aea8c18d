"""What of a reward expired and never came back, so that an extension can give it back."""

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.models.entry import EntryRow
from chalicelib.models.reward import Reward


def expired_value(row: Reward) -> dict[str, Entry]:
    """The entries that closed the reward, by the id of the one that gives back what each took.

    Also those of before the client's record was joined to this one. Two reads for each record.
    """
    rows = list(row.with_earlier())
    returned = {entry.entry_id for each in rows for entry in _entries(each, "return:", Kind.RETURN)}
    expired: dict[str, Entry] = {}
    for each in rows:
        for entry in _entries(each, f"expire:{each.reward_id}:", Kind.EXPIRE):
            # Another client's entry may have the same id as one of this client's own.
            ids = f"return:{entry.entry_id}", f"return:{each.client_id}:{entry.entry_id}"
            if not returned.intersection(ids if each is not row else ids[:1]):
                expired[ids[0] if each is row else ids[1]] = entry
    return expired


def _entries(row: Reward, begins: str, kind: Kind) -> list[Entry]:
    found = EntryRow.query(row.client_id, EntryRow.entry_id.startswith(begins), consistent_read=True)
    return [each.entry for each in found if each.reward_id == row.reward_id and each.kind == kind]
