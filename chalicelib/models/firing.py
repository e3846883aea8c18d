"""The firings table: one row for each record that met a trigger, for ever, so that it fires once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.constants import COUNT
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.domain.occurrence import Skip
from chalicelib.models.base import DayAttribute, Table, condition_failed, table_name
from chalicelib.models.transaction import Update, transact

BUCKET = "due"


class State(StrEnum):
    """Where a firing stands."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"


class Due(GlobalSecondaryIndex["Firing"]):  # type: ignore[no-untyped-call]
    """The firings that wait, the longest due first."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_bucket = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class Log(GlobalSecondaryIndex["Firing"]):  # type: ignore[no-untyped-call]
    """A trigger's firings by state: those that wait by when they are due, the others by when they ended."""

    class Meta:
        index_name = "log"
        projection = IncludeProjection(["client_id", "event", "reason"])

    log = UnicodeAttribute(hash_key=True)
    log_at = UTCDateTimeAttribute(range_key=True)
    client_id = UnicodeAttribute()
    reason = UnicodeAttribute(default="")


class Firing(Table):
    """One record that met a trigger. It waits until `due_at`, then it is sent, or skipped for a `reason`.

    `about` is the row to look at again before it goes: a session, an invoice, a reward, a friend, a status.
    `falls_on` is the day that the trigger's days are counted from. Ids and codes only.
    """

    class Meta:
        table_name = table_name("firings")

    due_index = Due()
    log_index = Log()

    trigger_id = UnicodeAttribute(hash_key=True)
    record = UnicodeAttribute(range_key=True)
    event = UnicodeAttribute()
    client_id = UnicodeAttribute()
    about = UnicodeAttribute()
    falls_on = DayAttribute()
    happened_at = UTCDateTimeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    noted_at = UTCDateTimeAttribute()
    due_at = UTCDateTimeAttribute()
    due_bucket = UnicodeAttribute(null=True)
    log = UnicodeAttribute()
    log_at = UTCDateTimeAttribute()

    @classmethod
    def find(cls, trigger_id: str, record: str) -> "Firing | None":
        """The firing as it stands, strongly consistent, or None."""
        try:
            return cls.get(trigger_id, record, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def due(cls, now: datetime) -> Iterator["Firing"]:
        """The waiting firings whose time has come, by their keys alone, the longest due first."""
        return iter(cls.due_index.query(BUCKET, Due.due_at <= now))

    def stand(self, state: State, *, at: datetime, reason: str = "") -> None:
        """Take this state, from then on in the log as well. Nothing is stored by it."""
        self.state, self.reason = state.value, reason
        self.log, self.log_at = f"{self.trigger_id}#{state.value}", at
        self.due_bucket = BUCKET if state is State.WAITING else None

    def note(self) -> bool:
        """Store a new firing; False where the trigger met this record before.

        One that waits is brought up to date (a session was moved), and one whose session was cancelled
        waits again when it is booked again.
        """
        again: Condition = Firing.record.does_not_exist() | (Firing.reason == Skip.SESSION_CANCELLED.value)
        moved = (Firing.state == State.WAITING.value) & (Firing.falls_on != self.falls_on)
        try:
            self.save(condition=again | moved)
        except PutError as error:
            if not condition_failed(error):
                raise
            return False
        return True

    def settle_write(self, state: State, now: datetime, reason: str = "") -> Update:
        """The write that ends a waiting firing, for the transaction of what it leads to."""
        return Update(
            Firing(self.trigger_id, self.record),
            [
                Firing.state.set(state.value),
                Firing.reason.set(reason),
                Firing.log.set(f"{self.trigger_id}#{state.value}"),
                Firing.log_at.set(now),
                Firing.due_bucket.remove(),
            ],
            Firing.state == State.WAITING.value,
        )

    def skip(self, reason: str, now: datetime) -> bool:
        """End it without a letter; False where it does not wait any more."""
        return transact([self.settle_write(State.SKIPPED, now, reason)]).stands

    def move(self, falls_on: date, due_at: datetime) -> bool:
        """Let it wait for another day; False where it does not wait any more."""
        actions = [Firing.falls_on.set(falls_on), Firing.due_at.set(due_at), Firing.log_at.set(due_at)]
        waits = Firing.state == State.WAITING.value
        return transact([Update(Firing(self.trigger_id, self.record), actions, waits)]).stands


@dataclass(frozen=True)
class LogPage:
    """Some firings of a trigger in one state, and where the next ones begin."""

    rows: list[Firing]
    more: Mapping[str, str] | None


def log_page(trigger_id: str, state: State, limit: int, after: Mapping[str, str] | None = None) -> LogPage:
    """The latest firings of a trigger in this state; of those that wait, the next due. One Query.

    `after` is `more` of the page before.
    """
    key = {name: {"S": value} for name, value in (after or {}).items()}
    found = Firing.log_index.query(
        f"{trigger_id}#{state.value}",
        scan_index_forward=state is State.WAITING,
        limit=limit,
        last_evaluated_key=key or None,
    )
    rows = list(found)
    last = found.last_evaluated_key
    return LogPage(rows, {name: value["S"] for name, value in last.items()} if last else None)


def counted(trigger_id: str, state: State, limit: int, since: datetime | None = None) -> int:
    """How many firings of a trigger are in this state, since then, counted up to `limit`. One Query."""
    answer = Firing._get_connection().query(
        f"{trigger_id}#{state.value}",
        None if since is None else Log.log_at >= since,
        index_name=Log.Meta.index_name,
        limit=limit,
        select=COUNT,
    )
    return int(answer["Count"])


def ever_met(trigger_id: str) -> bool:
    """Whether the trigger met any record, strongly consistent."""
    return bool(list(Firing.query(trigger_id, consistent_read=True, limit=1)))
