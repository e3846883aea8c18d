"""The audit table: what operators changed, written in the same transaction as the change."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.domain.actor import Actor, Arrival
from chalicelib.models.base import PlainMapAttribute, Table, table_name
from chalicelib.models.transaction import Put


class ByDay(GlobalSecondaryIndex["AuditRecord"]):  # type: ignore[no-untyped-call]
    """Everything that was changed on a UTC day."""

    class Meta:
        index_name = "by_day"
        projection = AllProjection()

    day = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class AuditRecord(Table):
    """One change of one record.

    `about` is the record, such as `client#<id>`, `preferences` or `status#<id>`; `at` begins with the
    instant and ends with what was done and the request, so that a repeated request writes one record.
    `before` and `after` hold the fields that changed, as plain values; a missing one did not stand.
    """

    class Meta:
        table_name = table_name("audit")

    by_day = ByDay()

    about = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)
    day = UnicodeAttribute()
    what = UnicodeAttribute()
    before = PlainMapAttribute(default=dict)
    after = PlainMapAttribute(default=dict)
    role = UnicodeAttribute()
    request_id = UnicodeAttribute()

    @property
    def instant(self) -> datetime:
        """When it was changed."""
        return datetime.fromisoformat(self.at.partition(" ")[0])


def audit_put(
    about: str,
    what: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    actor: Actor | Arrival,
    now: datetime,
) -> Put:
    """The write that records a change, for the transaction of the change; only what differs is kept."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return Put(
        AuditRecord(
            about,
            f"{now.isoformat(timespec='milliseconds')} {what} {actor.request_id}",
            day=now.date().isoformat(),
            what=what,
            before={name: before[name] for name in sorted(changed & before.keys())},
            after={name: after[name] for name in sorted(changed & after.keys())},
            role=actor.by,
            request_id=actor.request_id,
        )
    )


def audit_of(about: str, limit: int, until: str | None = None) -> list[AuditRecord]:
    """The latest changes of a record, newest first; those before the `at` of `until` where it is given."""
    earlier = AuditRecord.at < until if until is not None else None
    return list(AuditRecord.query(about, earlier, scan_index_forward=False, limit=limit))


def audit_between(
    start: datetime, end: datetime, limit: int, after: tuple[str, str] | None = None
) -> list[AuditRecord]:
    """The latest changes from `start` until before `end`, newest first; one Query for each UTC day in it.

    `after`: `about` and `at` of the last change that was shown before, to go on behind it.
    """
    first, last = (instant.astimezone(UTC).isoformat(timespec="milliseconds") for instant in (start, end))
    day = (end.astimezone(UTC) - timedelta(milliseconds=1)).date()
    if after is not None:
        day = min(day, date.fromisoformat(after[1][:10]))
    records: list[AuditRecord] = []
    while len(records) < limit and day >= start.astimezone(UTC).date():
        name = day.isoformat()
        begins_there = after is not None and after[1].startswith(name)
        key = {"about": after[0], "at": after[1], "day": name} if begins_there and after else {}
        found = AuditRecord.by_day.query(
            name,
            ByDay.at.between(first, last),
            scan_index_forward=False,
            limit=limit - len(records),
            last_evaluated_key={each: {"S": value} for each, value in key.items()} or None,
        )
        records += found
        day -= timedelta(days=1)
    return records
