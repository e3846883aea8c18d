"""Exports, in the table of drafts: a list of clients on its way into a file, forgotten after a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Put, Update, transact

KIND = "export"
RUNNING = "running"
FINISHED = "finished"
KEPT_FOR = timedelta(hours=24)


class Export(Table):
    """One export. `heading` and `until` say which list it is, `title` what a person calls it.

    It stands behind the place `cursor`, with `clients` rows in `parts` parts; `is_read` says that no
    more clients come. Whoever moves it does so under the `version` that was read. An export with a `report`
    is the Client Referral Report of those days and that program; `figures` are those of its lines so far.
    """

    class Meta:
        table_name = table_name("drafts")

    draft_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default=KIND)
    title = UnicodeAttribute()
    heading = UnicodeAttribute()
    until = UnicodeAttribute(null=True)
    state = UnicodeAttribute(default=RUNNING)
    cursor = UnicodeAttribute(null=True)
    is_read = BooleanAttribute(default=False)
    parts = WholeAttribute(default=0)
    clients = WholeAttribute(default=0)
    report = PlainMapAttribute(null=True)
    figures = PlainMapAttribute(null=True)
    role = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)
    expires_at_epoch = WholeAttribute()

    @classmethod
    def of(
        cls, export_id: str, *, title: str, heading: str, until: str, role: str, now: datetime
    ) -> "Export":
        """An export that begins; `until` is empty for a whole list."""
        return cls(
            export_id,
            title=title,
            heading=heading,
            until=until or None,
            role=role,
            changed_at=now,
            expires_at_epoch=int((now + KEPT_FOR).timestamp()),
        )

    @property
    def is_finished(self) -> bool:
        """Whether the file is there."""
        return self.state == FINISHED

    @property
    def key(self) -> str:
        """Where in the bucket the file stands when it is finished."""
        return f"exports/{self.draft_id}.csv"

    def part_key(self, part: int) -> str:
        """Where a part of the file stands while it is written."""
        return f"exports/parts/{self.draft_id}/{part:05d}.csv"

    @classmethod
    def find(cls, export_id: str, now: datetime) -> "Export | None":
        """The export as it stands; None when there is none or its day is over."""
        if not export_id:
            return None
        try:
            export = cls.get(export_id, consistent_read=True)
        except cls.DoesNotExist:
            return None
        return export if export.kind == KIND and export.expires_at_epoch > now.timestamp() else None

    def stand_behind(
        self,
        cursor: str,
        *,
        clients: int,
        is_read: bool,
        now: datetime,
        figures: Mapping[str, Any] | None = None,
    ) -> bool:
        """One part more; False when another moved the export since it was read."""
        return self._move(
            now,
            cursor=cursor or self.cursor,
            parts=self.parts + 1,
            clients=self.clients + clients,
            is_read=is_read,
            figures=dict(figures) if figures is not None else None,
        )

    def finish(self, now: datetime) -> bool:
        """The file is there; False when another moved the export since it was read."""
        return self._move(now, state=FINISHED)

    def _move(self, now: datetime, **values: Any) -> bool:
        values = {name: value for name, value in values.items() if value is not None}
        moved = {**values, "changed_at": now, "version": self.version + 1}
        actions = [getattr(Export, name).set(value) for name, value in moved.items()]
        if not transact([Update(Export(self.draft_id), actions, Export.version == self.version)]).stands:
            return False
        for name, value in moved.items():
            setattr(self, name, value)
        return True


def export_put(export: Export) -> Put:
    """The write that begins an export, once."""
    return Put(export, Export.draft_id.does_not_exist())
