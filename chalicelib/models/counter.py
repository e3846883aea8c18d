"""The counters table: how often something happened in a window, counted together by all containers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domain.velocity import Limit
from chalicelib.models.base import Table, WholeAttribute, table_name
from chalicelib.models.transaction import Update, transact

# TTL deletes late; a counter that is gone early would forget what it counted.
KEPT_AFTER = timedelta(days=1)


class Counter(Table):
    """One window's count."""

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True)
    value = WholeAttribute(null=True)
    expires_at_epoch = WholeAttribute(null=True)


def counted(limit: Limit, *, to_the_limit: bool = True) -> Update:
    """The write that counts one more, refused `to_the_limit` where that is reached."""
    below = Counter.value.does_not_exist() | (Counter.value < limit.most)
    return Update(
        Counter(limit.counter),
        [
            Counter.value.set((Counter.value | 0) + 1),
            Counter.expires_at_epoch.set(int((limit.ends_at + KEPT_AFTER).timestamp())),
        ],
        below if to_the_limit else None,
    )


def count(limits: Sequence[Limit]) -> datetime | None:
    """Count one call against every limit or, where one is reached, against none.

    None when the call may go on, else the instant from which it may be tried again. Every call counts,
    a repeated one too.
    """
    by_counter = {limit.counter: limit for limit in limits}
    result = transact([counted(limit) for limit in by_counter.values()])
    if result.stands:
        return None
    rows = (write.row for write, _ in result.failed)
    return max(by_counter[row.counter].ends_at for row in rows if isinstance(row, Counter))
