"""The studio table: preferences, lists and programs, read together by one Query."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.domain import records
from chalicelib.domain.list_order import in_order
from chalicelib.domain.lists import record_name, with_standard
from chalicelib.domain.probe import Boxes
from chalicelib.domain.program import Program, with_promotion
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import (
    Item,
    ListItem,
    ListOrder,
    Location,
    Organization,
    Preferences,
    Status,
    Studio,
)
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Put, transact

PART = "studio"
PREFERENCES = "preferences"
PROBE = "probe"
BUNDLE_AGE_MAX = timedelta(seconds=60)


class StudioRecord(Table):
    """One record: the preferences, a list's item or a program. `settings` holds the whole of it."""

    class Meta:
        table_name = table_name("studio")

    part = UnicodeAttribute(hash_key=True, default=PART)
    record = UnicodeAttribute(range_key=True)
    description = UnicodeAttribute(null=True)
    inactive = BooleanAttribute(default=False)
    settings = PlainMapAttribute(default=dict)
    version = WholeAttribute(default=0)


def _record(name: str, value: Any) -> StudioRecord:
    return StudioRecord(
        PART,
        name,
        description=getattr(value, "description", None),
        inactive=getattr(value, "inactive", False),
        settings=records.to_plain(value),
        version=getattr(value, "version", 0),
    )


def load() -> Studio:
    """The studio as stored, by one strongly consistent Query (one page up to about 2,000 records)."""
    rows = {row.record: row for row in StudioRecord.query(PART, consistent_read=True)}
    preferences_row = rows.get(PREFERENCES)
    preferences = Preferences()
    if preferences_row is not None:
        preferences = records.from_plain(
            Preferences, {**preferences_row.settings, "version": preferences_row.version}
        )

    def of(kind: str, build: type) -> dict[str, Any]:
        prefix = kind + "#"
        return {
            name[len(prefix) :]: records.from_plain(build, {**row.settings, "version": row.version})
            for name, row in rows.items()
            if name.startswith(prefix)
        }

    items: dict[str, ListItem] = of("item", ListItem)
    deleted: dict[str, ListItem] = of("deleted", ListItem)
    programs: dict[str, Program] = of("program", Program)
    promotions: dict[str, Promotion] = of("promotion", Promotion)
    studio = Studio(
        preferences=preferences,
        statuses=of("status", Status),
        organizations=of("organization", Organization),
        locations=of("location", Location),
        programs={each: with_promotion(program, promotions) for each, program in programs.items()},
        promotions=promotions,
        boxes=Boxes(rows[PROBE].settings["boxes"]) if PROBE in rows else Boxes.UNKNOWN,
        items={(item.kind, item.item_id): item for item in items.values()},
        orders=of("list", ListOrder),
        deleted={(each.kind, each.item_id): each.description for each in deleted.values()},
    )
    return in_order(with_standard(studio))


def preferences_put(preferences: Preferences) -> Put:
    """The write of all preferences, refused when somebody has saved since `preferences.version` was read."""
    row = _record(PREFERENCES, preferences)
    row.version = preferences.version + 1
    unchanged: Condition = StudioRecord.version == preferences.version
    if preferences.version == 0:
        unchanged = StudioRecord.part.does_not_exist()
    return Put(row, condition=unchanged)


def save_preferences(preferences: Preferences) -> bool:
    """Store `preferences` whole when nobody else has saved since `preferences.version` was read.

    True when stored (or stored so already); False when another version stands.
    """
    result = transact([preferences_put(preferences)])
    if result.stands:
        return True
    standing = result.failed[0][1] or {}
    plain = records.to_plain(preferences)
    return standing.get("version") == preferences.version + 1 and standing.get("settings") == plain


def save_item(item: Item | Program) -> None:
    """Store one list item or program as it is given, over what stood there."""
    name = f"program#{item.program_id}" if isinstance(item, Program) else record_name(item)
    _record(name, item).save()


class Bundle:
    """The studio as this container last read it, at most a minute old; 0 calls while it is fresh."""

    def __init__(self, read: Callable[[], Studio] = load) -> None:
        self._read = read
        self._studio: Studio | None = None
        self._read_at: datetime | None = None

    def studio(self, now: datetime) -> Studio:
        """The cached studio, read again once it is older than a minute."""
        if self._studio is None or self._read_at is None or now - self._read_at > BUNDLE_AGE_MAX:
            self._studio, self._read_at = self._read(), now
        return self._studio


bundle = Bundle()
