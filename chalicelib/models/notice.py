"""The notices table: one message to one person for one cause, queued with the cause and sent once."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.domain.ids import made_from, payload_hash
from chalicelib.domain.letters import FORMS, Kind, merge_values
from chalicelib.domain.notice import State
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Put

BUCKET = "unfinished"


class Unfinished(GlobalSecondaryIndex["Notice"]):  # type: ignore[no-untyped-call]
    """The notices that still have somewhere to go, the longest due first."""

    class Meta:
        index_name = "unfinished"
        projection = KeysOnlyProjection()

    unfinished_bucket = UnicodeAttribute(hash_key=True)
    next_at = UTCDateTimeAttribute(range_key=True)


class Notice(Table):
    """One letter to one client. Values are frozen when it is queued; the address is looked up when it goes.

    `unfinished_bucket` and `next_at` are there only while something is left to do.
    """

    class Meta:
        table_name = table_name("notices")

    notice_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    purpose = UnicodeAttribute()
    client_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    values = PlainMapAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    attempts = WholeAttribute(default=0)
    lease_until = UTCDateTimeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    queued_at = UTCDateTimeAttribute()
    sent_at = UTCDateTimeAttribute(null=True)
    signs = UnicodeSetAttribute(null=True)
    unfinished_bucket = UnicodeAttribute(null=True)
    next_at = UTCDateTimeAttribute(null=True)
    payload_hash = UnicodeAttribute()
    version = WholeAttribute(default=1)

    unfinished = Unfinished()

    @classmethod
    def queued(
        cls, *, kind: Kind, client_id: str, cause: str, values: Mapping[str, str], now: datetime
    ) -> "Notice":
        """A notice that waits to be sent; the same kind, client and cause make the same row.

        `values` are the fields of `letters.FORMS[kind]`, as they are displayed. Raises ValueError
        for a field that the letter does not have or misses.
        """
        merged = merge_values(kind, values)
        return cls(
            notice_id_of(kind, client_id, cause),
            kind=kind.value,
            purpose=FORMS[kind].purpose.value,
            client_id=client_id,
            cause=cause,
            values=merged,
            state=State.QUEUED.value,
            queued_at=now,
            unfinished_bucket=BUCKET,
            next_at=now,
            payload_hash=payload_hash(
                {"kind": kind.value, "client_id": client_id, "cause": cause, "values": merged}
            ),
        )

    @classmethod
    def due(cls, now: datetime, *, limit: int) -> Iterator[str]:
        """Ids of the unfinished notices whose time has come, the longest due first."""
        for row in cls.unfinished.query(BUCKET, Unfinished.next_at <= now, limit=limit):
            yield row.notice_id


def notice_id_of(kind: Kind, client_id: str, cause: str) -> str:
    """The id of the one notice of this kind that the cause makes for the client."""
    return made_from("notice", kind.value, client_id, cause)


def notice_put(*, kind: Kind, client_id: str, cause: str, values: Mapping[str, str], now: datetime) -> Put:
    """The write that queues a notice, for the transaction of its cause.

    It refuses the transaction when the notice stands already: then the cause stands as well.
    """
    row = Notice.queued(kind=kind, client_id=client_id, cause=cause, values=values, now=now)
    return Put(row, condition=Notice.notice_id.does_not_exist())
