"""A reward's history: each entry with what it did, by whom and why, also of before records were joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.models.entry import EntryRow
from chalicelib.models.reward import Reward


@dataclass(frozen=True)
class Told:
    """One entry; why somebody wrote it, where they said so; and the invoice it is about, if any."""

    entry: Entry
    reason: str = ""
    invoice_ref: str = ""


def tell_reward(row: Reward) -> list[Told]:
    """All that happened to the reward, the oldest first; one read for each record that it was with."""
    entries: list[Entry] = []
    for each in row.with_earlier():
        found = EntryRow.query(each.client_id, filter_condition=EntryRow.reward_id == each.reward_id)
        entries += sorted((line.entry for line in found), key=lambda entry: -entry.seq)
    redeemed = {each.entry_id: each.cause for each in entries if each.kind is Kind.REDEEM}
    return [Told(each, _reason(each, row, entries), _invoice(each, redeemed)) for each in reversed(entries)]


def _reason(entry: Entry, row: Reward, entries: Sequence[Entry]) -> str:
    if entry is entries[-1] and row.note is not None:
        return str(row.note)
    reasons: Mapping[str, str] = row.reasons or {}
    return str(reasons.get(entry.entry_id, ""))


def _invoice(entry: Entry, redeemed: Mapping[str, str]) -> str:
    if entry.kind is Kind.RETURN:
        return redeemed.get(entry.entry_id.removeprefix("return:"), "")
    return redeemed.get(entry.entry_id, "")
