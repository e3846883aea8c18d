"""The mailings table: a letter to many clients, where it stands, and one row for each of them."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

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
from chalicelib.models.transaction import Update, transact

PART = "mailing"
BUCKET = "mailings"


class LostLease(RuntimeError):
    """Someone else took the mailing over, or it ended, while we thought we had it."""


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


class Mailing(Table):
    """One mailing. `found` counts its list as it was made, `figures` what became of it while sending.

    `cursor` is the place behind which the making of the list goes on (under the heading of number
    `heading`), later the recipient behind which the sending does. Whoever works on it is `held_by` and
    holds `lease_until`. `next_at` is there while a function has to look after it.
    """

    class Meta:
        table_name = table_name("mailings")

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
        for row in cls.unfinished.query(BUCKET, Unfinished.next_at <= now):
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

    def is_held(self, now: datetime) -> bool:
        """Whether a function is at it."""
        return self.lease_until is not None and self.lease_until > now

    def take(self, *, now: datetime, until: datetime) -> bool:
        """Become the one who works on it until then, unless another one does or it moved meanwhile."""
        token = secrets.token_hex(8)
        free = Mailing.lease_until.does_not_exist() | (Mailing.lease_until <= now)
        values = {"held_by": token, "lease_until": until, "next_at": until, "unfinished_bucket": BUCKET}
        actions = [getattr(Mailing, name).set(value) for name, value in values.items()]
        taken = transact([Update(self.key, actions, (Mailing.state == self.state) & free)]).stands
        if taken:
            self._become(values)
        return taken

    def change_write(self, values: dict[str, Any], *, while_in: Collection[State] = ()) -> Update:
        """The write by which whoever holds it sets these attributes; None removes one."""
        condition = Mailing.held_by == self.held_by
        if while_in:
            condition &= Mailing.state.is_in(*(each.value for each in while_in))
        return Update(self.key, _set(values), condition)

    def change(self, values: dict[str, Any], *, while_in: Collection[State] = ()) -> None:
        """Set these attributes as the one who holds it. Raises LostLease where that is over."""
        if not transact([self.change_write(values, while_in=while_in)]).stands:
            raise LostLease(self.mailing_id)
        self._become(values)

    def changed(self, values: dict[str, Any]) -> None:
        """Know what a transaction of `change_write` stored."""
        self._become(values)

    def move_write(self, values: dict[str, Any], *, as_held: bool = False) -> Update:
        """The write by which somebody at a desk moves it on, unless it moved since it was read.

        `as_held`: unless a function took it since then, too.
        """
        condition = Mailing.state == self.state
        if as_held:
            held = Mailing.lease_until
            condition &= held.does_not_exist() if self.lease_until is None else held == self.lease_until
        return Update(self.key, _set(values), condition)

    @property
    def key(self) -> "Mailing":
        """A row of this key alone."""
        return Mailing(self.mailing_id, PART)

    def _become(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, value)


def _set(values: dict[str, Any]) -> list[Any]:
    return [
        getattr(Mailing, name).remove() if value is None else getattr(Mailing, name).set(value)
        for name, value in values.items()
    ]


def latest(limit: int, before: datetime | None = None) -> list[Mailing]:
    """The mailings begun last, newest first, with what lists show of them; those begun before `before`."""
    earlier = Latest.created_at < before if before is not None else None
    return list(Mailing.latest.query(BUCKET, earlier, scan_index_forward=False, limit=limit))
