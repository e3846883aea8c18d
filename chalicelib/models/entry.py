"""The ledger table: entries, which are only ever put. No role may update or delete one."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.domain import ledger
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import to_text
from chalicelib.models.base import CentsAttribute, PlainMapAttribute, Table, WholeAttribute, table_name

LOYALTY_ISSUES = "issue:loyalty:"


class ByMonth(GlobalSecondaryIndex["EntryRow"]):  # type: ignore[no-untyped-call]
    """All entries of a UTC month, the earliest first: what the Loyalty Rewards Activity tells of them."""

    class Meta:
        index_name = "by_month"
        projection = IncludeProjection(["kind", "cents", "reward_id", "cause", "by", "seq"])

    at_month = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


class EntryRow(Table):
    """One entry. `amount` is `cents` as people read it, with the sign of its effect on the balance.

    `at_month` is the UTC month of `at`: it says where the row is found, and stands in no hash.
    """

    class Meta:
        table_name = table_name("ledger")

    by_month = ByMonth()

    client_id = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    cents = CentsAttribute()
    amount = UnicodeAttribute()
    reward_id = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    at_month = UnicodeAttribute(null=True)
    cause = UnicodeAttribute()
    by = UnicodeAttribute()
    consumed = PlainMapAttribute(null=True)
    seq = WholeAttribute()
    previous_hash = UnicodeAttribute()
    hash = UnicodeAttribute()
    payload_hash = UnicodeAttribute()

    @property
    def entry(self) -> Entry:
        """The row as the rules know it; `payload_hash` is computed anew, never trusted."""
        return Entry(
            client_id=self.client_id,
            entry_id=self.entry_id,
            kind=Kind(self.kind),
            cents=self.cents,
            reward_id=self.reward_id,
            at=self.at,
            cause=self.cause,
            by=self.by,
            consumed=self.consumed or {},
            seq=self.seq,
            previous_hash=self.previous_hash,
            hash=self.hash,
        )


def row(entry: ledger.Entry) -> EntryRow:
    """The row of a chained entry."""
    return EntryRow(
        entry.client_id,
        entry.entry_id,
        kind=entry.kind.value,
        cents=entry.cents,
        amount=to_text(entry.reward_effect_cents or entry.owed_effect_cents),
        reward_id=entry.reward_id,
        at=entry.at,
        at_month=month_of(entry.at),
        cause=entry.cause,
        by=entry.by,
        consumed=dict(entry.consumed) if entry.consumed else None,
        seq=entry.seq,
        previous_hash=entry.previous_hash,
        hash=entry.hash,
        payload_hash=entry.payload_hash,
    )


def month_of(at: datetime) -> str:
    """The month under which an entry of this instant is found."""
    return at.astimezone(UTC).strftime("%Y-%m")


def entries_of(client_id: str) -> list[Entry]:
    """All the client's entries, strongly consistent, in the order of their chain."""
    rows = EntryRow.query(client_id, consistent_read=True)
    return sorted((each.entry for each in rows), key=lambda entry: entry.seq)


def first_entries(most: int) -> list[Entry]:
    """At most so many entries of the whole ledger, strongly consistent, in no order; all of a short one."""
    return [each.entry for each in EntryRow.scan(limit=most, consistent_read=True)]


def loyalty_issues(client_id: str) -> Iterator[Entry]:
    """The entries that say what of the client's sales was rewarded, strongly consistent.

    Its loyalty rewards' issues; and transfers, where sales came from a joined record or went to one.
    """
    found = EntryRow.query(client_id, EntryRow.entry_id.startswith(LOYALTY_ISSUES), consistent_read=True)
    return (each.entry for each in found)
