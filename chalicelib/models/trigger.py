"""The triggers table: what a studio wants to happen by itself, and how far the calendar was gone through."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.domain import records
from chalicelib.domain.trigger import Trigger
from chalicelib.models.base import DayAttribute, PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Delete, Put

TRIGGER = "trigger"
CALENDAR = "calendar"
AGE_MAX = timedelta(seconds=60)


class TriggerRow(Table):
    """One trigger; `settings` holds the whole of it."""

    class Meta:
        table_name = table_name("triggers")

    part = UnicodeAttribute(hash_key=True, default=TRIGGER)
    trigger_id = UnicodeAttribute(range_key=True)
    settings = PlainMapAttribute(default=dict)
    version = WholeAttribute(default=0)


class CalendarMark(Table):
    """How far the calendar was gone through for a trigger: all days up to `done_on`.

    Of the day `at` the places up to `cursor` are noted; the days up to `missed_on` went by unseen. `since`
    is the trigger's: with another one the mark means nothing.
    """

    class Meta:
        table_name = table_name("triggers")

    part = UnicodeAttribute(hash_key=True, default=CALENDAR)
    trigger_id = UnicodeAttribute(range_key=True)
    since = UTCDateTimeAttribute()
    done_on = DayAttribute(null=True)
    at = DayAttribute(null=True)
    cursor = UnicodeAttribute(null=True)
    missed_on = DayAttribute(null=True)

    @classmethod
    def of(cls, trigger_id: str, since: datetime) -> "CalendarMark":
        """The mark as it stands, strongly consistent; an empty one where there is none for `since`."""
        try:
            mark = cls.get(CALENDAR, trigger_id, consistent_read=True)
        except cls.DoesNotExist:
            mark = None
        return mark if mark is not None and mark.since == since else cls(CALENDAR, trigger_id, since=since)

    def stand(self, *, done_on: date | None, at: date | None = None, cursor: str | None = None) -> None:
        """Store how far we are. Of two who go through the same day, either is right: noting is repeatable."""
        self.done_on, self.at, self.cursor = done_on, at, cursor
        self.save()


def triggers() -> dict[str, Trigger]:
    """All triggers by id as they stand; one consistent Query."""
    return {
        row.trigger_id: records.from_plain(Trigger, {**row.settings, "version": row.version})
        for row in TriggerRow.query(TRIGGER, consistent_read=True)
    }


def trigger_put(trigger: Trigger) -> Put:
    """Store `trigger`, refused when somebody has stored it since `trigger.version` was read."""
    row = TriggerRow(
        TRIGGER, trigger.trigger_id, settings=records.to_plain(trigger), version=trigger.version + 1
    )
    return Put(row, _unchanged(trigger.version))


def trigger_delete(trigger: Trigger) -> Delete:
    """Remove `trigger`, refused when somebody has stored it since `trigger.version` was read."""
    return Delete(TriggerRow(TRIGGER, trigger.trigger_id), _unchanged(trigger.version))


def _unchanged(version: int) -> Condition:
    if version == 0:
        new: Condition = TriggerRow.part.does_not_exist()
        return new
    same: Condition = TriggerRow.version == version
    return same


class Known:
    """The active triggers as this container last read them, at most a minute old; 0 calls while fresh."""

    def __init__(self, read: Callable[[], Mapping[str, Trigger]] = triggers) -> None:
        self._read = read
        self._active: Sequence[Trigger] = ()
        self._read_at: datetime | None = None

    def active(self, now: datetime) -> Sequence[Trigger]:
        """Those that are switched on."""
        if self._read_at is None or abs(now - self._read_at) > AGE_MAX:
            self._active = [each for each in self._read().values() if each.active]
            self._read_at = now
        return self._active


known = Known()
