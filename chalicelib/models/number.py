"""Client numbers: a counter that gives blocks, and claims that keep each number one client's."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.models.base import Table, WholeAttribute, table_name
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.transaction import Put, Update, Write, transact

COUNTER = "client_number"
FIRST_NUMBER = 1001


class NumberCounter(Table):
    """The last number that was given out."""

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True)
    last_number = WholeAttribute()


def take_block(count: int) -> range:
    """`count` numbers that nobody else is given. Numbers of a block that is not used up are gaps."""
    row = NumberCounter(COUNTER)
    before = NumberCounter.last_number | (FIRST_NUMBER - 1)
    row.update([NumberCounter.last_number.set(before + count)])
    return range(row.last_number - count + 1, row.last_number + 1)


def last_number() -> int | None:
    """The last number that was given out, or None while none was; one read."""
    try:
        return NumberCounter.get(COUNTER, consistent_read=True).last_number
    except NumberCounter.DoesNotExist:
        return None


def next_number_write(number: int) -> Update:
    """The write by which the numbers go on with `number`; refused once it was given, or one after it."""
    return Update(
        NumberCounter(COUNTER),
        [NumberCounter.last_number.set(number - 1)],
        NumberCounter.last_number.does_not_exist() | (NumberCounter.last_number < number),
    )


def number_writes(client_id: str, number: int, now: datetime) -> list[Write]:
    """The writes that make `number` the client's own: refused when it is taken or the client has one."""
    return [
        Put(
            Claim(f"number:{number}", holder=client_id, created_at=now),
            Claim.claim.does_not_exist() | (Claim.holder == client_id),
        ),
        Update(
            Client(client_id),
            [Client.client_number.set(number), Client.version.set(Client.version + 1)],
            Client.client_id.exists() & Client.client_number.does_not_exist(),
        ),
    ]


def give(numbers: Sequence[tuple[str, int]], now: datetime) -> bool:
    """Give each client its number, all or none."""
    writes = [write for client_id, number in numbers for write in number_writes(client_id, number, now)]
    return transact(writes).stands
