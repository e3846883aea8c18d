"""The breaker of marketing: how letters of a day fared, and since when nothing of marketing is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.domain.breaker import Count, Figures, window
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Update, transact

KEPT = timedelta(days=60)
"""How long a day's figures stay: far longer than the window, so that reports of late events find them."""
BREAKER = "breaker"


class MailDay(Table):
    """The marketing letters that went on one UTC day, and how many of them bounced or were complained of.

    `counter` is `mail#<day>`, in the table of all counters.
    """

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True)
    sent = WholeAttribute(default=0)
    bounced = WholeAttribute(default=0)
    complained = WholeAttribute(default=0)
    expires_at_epoch = WholeAttribute(null=True)


class Breaker(Table):
    """The one breaker. It is open while it has `stopped_at`; `before` are figures that count no more.

    `before` is day → [sent, bounced, complained] as they stood when a manager last let marketing go on.
    """

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True, default=BREAKER)
    stopped_at = UTCDateTimeAttribute(null=True)
    why = UnicodeAttribute(null=True)
    before = PlainMapAttribute(null=True)
    version = WholeAttribute(default=0)

    @classmethod
    def read(cls) -> "Breaker":
        """The breaker as it stands; one of version 0 where it never opened."""
        try:
            return cls.get(BREAKER, consistent_read=True)
        except cls.DoesNotExist:
            return cls(BREAKER)

    def stop(self, marks: Iterable[Count], now: datetime) -> bool:
        """Open the breaker as it was read; False when somebody else changed it meanwhile."""
        actions = [
            Breaker.stopped_at.set(now),
            Breaker.why.set(" ".join(marks)),
            Breaker.version.set(self.version + 1),
        ]
        return transact([Update(Breaker(BREAKER), actions, self._unchanged())]).stands

    def reset_write(self, figures: Mapping[str, Figures]) -> Update:
        """The write that lets marketing go on: what stands in `figures` by day counts no more."""
        actions = [
            Breaker.stopped_at.remove(),
            Breaker.why.remove(),
            Breaker.before.set({day: list(astuple(each)) for day, each in figures.items()}),
            Breaker.version.set(self.version + 1),
        ]
        return Update(Breaker(BREAKER), actions, self._unchanged() & Breaker.stopped_at.exists())

    def _unchanged(self) -> Condition:
        if not self.version:
            return Breaker.version.does_not_exist()
        return Breaker.version == self.version

    def figures_before(self) -> Mapping[str, Figures]:
        """The figures that were settled by the last reset, by day."""
        return {day: Figures(*counts) for day, counts in (self.before or {}).items()}


def marketing_stopped(now: datetime) -> bool:  # noqa: ARG001 - the breaker stays open until a manager resets it
    """Whether nothing of marketing may be sent; one read. It stays so until a manager resets the breaker."""
    return Breaker.read().stopped_at is not None


def count_write(counts: Iterable[Count], sent_at: datetime) -> Update:
    """The write that counts a letter for the day on which it went, for the transaction that learns of it."""
    day = sent_at.astimezone(UTC).date()
    expires_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + KEPT
    actions = [MailDay.expires_at_epoch.set(int(expires_at.timestamp()))]
    for each in sorted(set(counts)):
        attribute = {
            Count.SENT: MailDay.sent,
            Count.BOUNCED: MailDay.bounced,
            Count.COMPLAINED: MailDay.complained,
        }
        actions.append(attribute[each].set((attribute[each] | 0) + 1))
    return Update(MailDay(counter_of(day)), actions)


def counter_of(day: date) -> str:
    """The key of a day's figures."""
    return f"mail#{day.isoformat()}"


def figures_of(now: datetime) -> dict[str, Figures]:
    """The figures of each day of the window that has any, latest first; one call."""
    keys = {counter_of(day): day.isoformat() for day in window(now)}
    rows = {keys[row.counter]: row for row in MailDay.batch_get(list(keys), consistent_read=True)}
    return {
        day: Figures(row.sent, row.bounced, row.complained) for day, row in sorted(rows.items(), reverse=True)
    }
