"""The mailings table: a letter to many clients, where it stands, and one row for each of them."""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.domain.letter_text import LetterForm, LetterRef, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import State
from chalicelib.models.base import (
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)
from chalicelib.models.leased import Leased

PART = "mailing"
BUCKET = "mailings"


class Latest(GlobalSecondaryIndex["Mailing"]):  # type: ignore[no-untyped-call]
    """All mailings, in the order in which they were begun."""

    class Meta:
        index_name = "latest"
        projection = IncludeProjection(
            ["title", "state", "pause", "found", "figures", "begins_at", "draft_id"]
        )

    listed = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class Unfinished(GlobalSecondaryIndex["Mailing"]):  # type: ignore[no-untyped-call]
    """The mailings that a function has to go on with, by when."""

    class Meta:
        index_name = "unfinished"
        projection = KeysOnlyProjection()

    unfinished_bucket = UnicodeAttribute(hash_key=True)
    next_at = UTCDateTimeAttribute(range_key=True)


class Mailing(Leased, Table):
    """One mailing. `found` counts its list as it was made, `figures` what became of it while sending.

    `cursor` is the place behind which the making of the list goes on (under the heading of number
    `heading`), later the recipient behind which the sending does. Whoever works on it is `held_by` and
    holds `lease_until`. `next_at` is there while a function has to look after it.
    """

    class Meta:
        table_name = table_name("mailings")

    BUCKET = BUCKET

    latest = Latest()
    unfinished = Unfinished()

    mailing_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default=PART)
    title = UnicodeAttribute()
    state = UnicodeAttribute(default=State.GATHERING.value)
    pause = UnicodeAttribute(null=True)
    draft_id = UnicodeAttribute()
    criteria = PlainMapAttribute()
    kind = UnicodeAttribute()
    form = UnicodeAttribute()
    letter_id = UnicodeAttribute(null=True)
    letter_version = WholeAttribute(null=True)
    program_id = UnicodeAttribute(null=True)
    skip_enrolled = BooleanAttribute(default=False)
    unticked = PlainListAttribute(default=list)
    heading = WholeAttribute(default=0)
    cursor = UnicodeAttribute(default="")
    found = PlainMapAttribute(default=dict)
    figures = PlainMapAttribute(default=dict)
    begins_at = UTCDateTimeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    confirmed_at = UTCDateTimeAttribute(null=True)
    finished_at = UTCDateTimeAttribute(null=True)
    reported_at = UTCDateTimeAttribute(null=True)
    held_by = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)
    listed = UnicodeAttribute(default=BUCKET)
    unfinished_bucket = UnicodeAttribute(null=True)
    next_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def find(cls, mailing_id: str) -> "Mailing | None":
        """The mailing as it stands, strongly consistent, or None; an empty id is nothing's."""
        if not mailing_id:
            return None
        try:
            return cls.get(mailing_id, PART, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def due(cls, now: datetime) -> Iterator[str]:
        """Ids of the mailings that a function has to go on with now."""
        for row in cls.due_rows(now):
            yield row.mailing_id

    @property
    def outgoing(self) -> Outgoing:
        """The letter that goes."""
        ref = None
        if self.letter_id is not None and self.letter_version is not None:
            ref = LetterRef(self.letter_id, self.letter_version)
        return Outgoing(kind=Kind(self.kind), form=LetterForm(self.form), ref=ref)

    @property
    def report_key(self) -> str:
        """Where in the bucket its report stands once it was asked for."""
        return f"exports/mailings/{self.mailing_id}.csv"

    @property
    def key(self) -> "Mailing":
        """A row of this key alone."""
        return Mailing(self.mailing_id, PART)


def latest(limit: int, before: datetime | None = None) -> list[Mailing]:
    """The mailings begun last, newest first, with what lists show of them; those begun before `before`."""
    earlier = Latest.created_at < before if before is not None else None
    return list(Mailing.latest.query(BUCKET, earlier, scan_index_forward=False, limit=limit))
