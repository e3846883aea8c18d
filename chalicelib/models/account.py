"""The accounts table: one small hot row a client, with its balances and the head of its chain."""

from collections.abc import Sequence
from datetime import date, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.domain.ledger import GENESIS, Head
from chalicelib.domain.money import Cents
from chalicelib.models.base import (
    CentsAttribute,
    DayAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)

OWING = "owing"


class Due(GlobalSecondaryIndex["Account"]):  # type: ignore[no-untyped-call]
    """Whose sales, status or entries changed on a day; the night reads the days since the last one."""

    class Meta:
        index_name = "due"
        projection = IncludeProjection(["qualified_cents", "consumed_cents", "start_on", "last_entry_at"])

    due_bucket = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute(range_key=True)
    qualified_cents = CentsAttribute(default=Cents(0))
    consumed_cents = CentsAttribute(default=Cents(0))
    start_on = DayAttribute(null=True)
    last_entry_at = UTCDateTimeAttribute(null=True)


class Owing(GlobalSecondaryIndex["Account"]):  # type: ignore[no-untyped-call]
    """Whoever owes the studio something, and how much."""

    class Meta:
        index_name = "owing"
        projection = IncludeProjection(["owed_cents"])

    owing = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute(range_key=True)


class Account(Table):
    """A client's balances. Everything here but the chain's head is a cache of ledger and invoices.

    `qualified_cents` and `consumed_cents` count sales of `start_on` or later (null: all history).
    `seq` and `head` end the client's chain of entries and are part of every posting's condition.
    `due_bucket` is the UTC day of the last change that the night must look at. `owing` is there while
    something is owed. An account that has `merged_into` is closed: nothing is posted to it any more but
    what the joining moves out.
    """

    class Meta:
        table_name = table_name("accounts")

    due = Due()
    by_owing = Owing()

    client_id = UnicodeAttribute(hash_key=True)
    balance_cents = CentsAttribute(default=Cents(0))
    owed_cents = CentsAttribute(default=Cents(0))
    owing = UnicodeAttribute(null=True)
    qualified_cents = CentsAttribute(default=Cents(0))
    consumed_cents = CentsAttribute(default=Cents(0))
    start_on = DayAttribute(null=True)
    seq = WholeAttribute(default=0)
    head = UnicodeAttribute(default=GENESIS)
    loyalty_sequence = WholeAttribute(default=0)
    rewards_by_program = PlainMapAttribute(default=dict)
    due_bucket = UnicodeAttribute(null=True)
    last_entry_at = UTCDateTimeAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)

    @classmethod
    def read(cls, client_id: str) -> "Account":
        """The client's account as it stands; a client without one has an empty one, not stored."""
        return cls.read_all([client_id])[client_id]

    @classmethod
    def read_all(cls, client_ids: Sequence[str]) -> "dict[str, Account]":
        """Like `read`, for several clients in one call (up to 100)."""
        found = {each.client_id: each for each in cls.batch_get(list(client_ids), consistent_read=True)}
        return {client_id: found.get(client_id) or cls(client_id) for client_id in client_ids}

    @property
    def chain_head(self) -> Head:
        """The end of the chain, for `ledger.chained`."""
        return Head(self.seq, self.head, self.balance_cents, self.owed_cents)


def owed(cents: Cents) -> list[Action]:
    """The updates that say what the client owes, and let it be found while that is something."""
    found = Account.owing.set(OWING) if cents else Account.owing.remove()
    return [Account.owed_cents.set(cents), found]


def due_bucket(now: datetime) -> str:
    """The bucket of changes made at `now`."""
    return now.date().isoformat()


def mark_due(now: datetime) -> Action:
    """The update that has the night look at this client."""
    return Account.due_bucket.set(due_bucket(now))


def count_sales(delta_cents: int, start_on: date | None, now: datetime) -> list[Action]:
    """The updates that move qualified sales by `delta_cents`, for an account counted from `start_on`."""
    actions: list[Action] = [
        # A plain number: PynamoDB cannot serialize Cents on the right of a sum.
        Account.qualified_cents.set((Account.qualified_cents | Cents(0)) + int(Cents(delta_cents))),
        mark_due(now),
    ]
    if start_on is not None:
        actions.append(Account.start_on.set(Account.start_on | start_on))
    return actions
