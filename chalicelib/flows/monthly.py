"""Rows that an index keeps by UTC month: the latest for a screen, all of them in parts for a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from pynamodb.attributes import UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.domain.report_days import Days
from chalicelib.models.base import Table

Row = TypeVar("Row", bound=Table)
Key = Mapping[str, Any] | None


@dataclass(frozen=True)
class Monthly(Generic[Row]):
    """An index of `Row` by month and instant; `asked` are the attributes that are read, None for all."""

    index: GlobalSecondaryIndex[Row]
    at: UTCDateTimeAttribute
    asked: Sequence[Any] | None = None

    def latest(self, days: Days, zone: ZoneInfo, most: int) -> tuple[list[Row], bool]:
        """The latest `most` of these days, the latest first; and whether there are more.

        A call a month, and one for each megabyte.
        """
        found: list[Row] = []
        for month in reversed(days.months(zone)):
            left = most - len(found)
            rows = list(self._month(month, days, zone, limit=left + 1, is_forward=False))
            found += rows[:left]
            if len(rows) > left:
                return found, True
        return found, False

    def parts(
        self, cursor: str, days: Days, zone: ZoneInfo, *, rows: int, together: int
    ) -> Iterator[tuple[list[Row], str, bool]]:
        """Some `rows` behind the cursor (empty: the first), `together` at a time, the earliest first.

        With each the cursor to go on from, and whether that was all.
        """
        is_read = False
        while rows > 0 and not is_read:
            found, cursor, is_read = self._behind(cursor, days, zone, min(together, rows))
            # What was looked for counts, not what was found: quiet months cost calls as well.
            rows -= together
            yield found, cursor, is_read

    def _behind(self, cursor: str, days: Days, zone: ZoneInfo, limit: int) -> tuple[list[Row], str, bool]:
        months = days.months(zone)
        month, key = json.loads(cursor) if cursor else (months[0], None)
        found = self._month(month, days, zone, limit=limit, is_forward=True, key=key)
        rows, key = list(found), found.last_evaluated_key
        if key is None:
            later = [each for each in months if each > month]
            if not later:
                return rows, cursor, True
            month = later[0]
        return rows, json.dumps([month, key], separators=(",", ":")), False

    def _month(
        self, month: str, days: Days, zone: ZoneInfo, *, limit: int, is_forward: bool, key: Key = None
    ) -> Any:
        start, end = days.bounds(zone)
        return self.index.query(
            month,
            self.at.between(start, end - timedelta(microseconds=1)),
            limit=limit,
            scan_index_forward=is_forward,
            last_evaluated_key=dict(key) if key is not None else None,
            attributes_to_get=list(self.asked) if self.asked is not None else None,
        )
