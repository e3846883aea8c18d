"""Exports, in the table of drafts: a list of clients or a report on its way into a file.

What somebody asked for is forgotten after a day, what goes out by email after 30 days.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Put, Update, Write, transact

KIND = "export"
RUNNING = "running"
FINISHED = "finished"
KEPT_FOR = timedelta(hours=24)
MAILED_KEPT_FOR = timedelta(days=30)
MAILED_FOLDER = "reports/mailed"


class Export(Table):
    """One export. `heading` and `until` say which list it is, `title` what a person calls it.

    It stands behind the place `cursor`, with `clients` rows in `parts` parts; `is_read` says that no
    more rows come. Whoever moves it does so under the `version` that was read. An export with a `report`
    is the report that `heading` names, about what `report` says; `figures` are those of its rows so far.
    With `mail_to` it goes to the studio by email when it is finished, `size_bytes` long.
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
    mail_to = UnicodeAttribute(null=True)
    size_bytes = WholeAttribute(default=0)
    role = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)
    expires_at_epoch = WholeAttribute()

    @classmethod
    def of(
        cls,
        export_id: str,
        *,
        title: str,
        heading: str,
        role: str,
        now: datetime,
        until: str = "",
        report: Mapping[str, Any] | None = None,
        mail_to: str = "",
    ) -> "Export":
        """An export that begins; `until` is empty for a whole list."""
        kept_for = MAILED_KEPT_FOR if mail_to else KEPT_FOR
        return cls(
            export_id,
            title=title,
            heading=heading,
            until=until or None,
            report=dict(report) if report is not None else None,
            mail_to=mail_to or None,
            role=role,
            changed_at=now,
            expires_at_epoch=int((now + kept_for).timestamp()),
        )

    @property
    def is_finished(self) -> bool:
        """Whether the file is there."""
        return self.state == FINISHED

    @property
    def key(self) -> str:
        """Where in the bucket the file stands when it is finished."""
        return f"{MAILED_FOLDER if self.mail_to else 'exports'}/{self.draft_id}.csv"

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

    def finish(self, now: datetime, *, size_bytes: int, others: Sequence[Write] = ()) -> bool:
        """The file is there; False when another moved the export since it was read.

        `others` stand or fall with it: the email that it goes out with.
        """
        return self._move(now, others, state=FINISHED, size_bytes=size_bytes)

    def _move(self, now: datetime, others: Sequence[Write] = (), **values: Any) -> bool:
        values = {name: value for name, value in values.items() if value is not None}
        moved = {**values, "changed_at": now, "version": self.version + 1}
        actions = [getattr(Export, name).set(value) for name, value in moved.items()]
        write = Update(Export(self.draft_id), actions, Export.version == self.version)
        if not transact([write, *others]).stands:
            return False
        for name, value in moved.items():
            setattr(self, name, value)
        return True


def export_put(export: Export) -> Put:
    """The write that begins an export, once."""
    return Put(export, Export.draft_id.does_not_exist())
