"""The mailings table's other rows: whom a mailing goes to, and whom it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.mailing import Outcome, enrolled_name
from chalicelib.models.base import Table, table_name
from chalicelib.models.transaction import Put, Update, Write


class Side(StrEnum):
    """On which of a mailing's lists somebody stands."""

    TO = "to"  # Gets it.
    NOT = "not"  # Would not have got it when the list was made.
    SKIPPED = "skipped"  # Was to get it, and did not.


class Recipient(Table):
    """One client on one list of a mailing, in the order of names.

    `reason` says why not. `enrolled` is what became of the enrollment of one who was written to.
    """

    class Meta:
        table_name = table_name("mailings")

    mailing_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    client_id = UnicodeAttribute()
    outcome = UnicodeAttribute(default=Outcome.WAITING.value)
    reason = UnicodeAttribute(null=True)
    enrolled = UnicodeAttribute(null=True)

    @classmethod
    def on(cls, side: Side, mailing_id: str, place: str, client_id: str, reason: str = "") -> "Recipient":
        """A client's row on a list, in the place where the directory has it."""
        outcome = Outcome.WAITING if side is Side.TO else Outcome.SKIPPED
        part = f"{side.value}#{place}"
        return cls(mailing_id, part, client_id=client_id, outcome=outcome.value, reason=reason or None)

    @property
    def place(self) -> str:
        """Where in the order of names."""
        return self.part.partition("#")[2]

    @property
    def put(self) -> Put:
        """The write that stores a row of which there must be none yet."""
        return Put(self, Recipient.part.does_not_exist())

    @classmethod
    def find(cls, mailing_id: str, part: str) -> "Recipient":
        """The row as it stands, strongly consistent; it must be there."""
        return cls.get(mailing_id, part, consistent_read=True)

    @property
    def counted(self) -> list[str]:
        """What of a mailing's figures counts it, once it is settled."""
        if self.enrolled is not None:
            return [self.outcome, enrolled_name(self.enrolled)]
        return [self.outcome, *([self.reason] if self.reason is not None else [])]

    def queued_write(self, enrolled: Enrolled | None) -> Update:
        """The write that settles it: the letter is queued in this very transaction."""
        actions = [Recipient.outcome.set(Outcome.QUEUED.value)]
        if enrolled is not None:
            actions.append(Recipient.enrolled.set(enrolled.value))
        return Update(self.key, actions, Recipient.outcome == Outcome.WAITING.value)

    def as_queued(self, enrolled: Enrolled | None) -> "Recipient":
        """The row as `queued_write` leaves it."""
        self.outcome, self.enrolled = Outcome.QUEUED.value, enrolled and enrolled.value
        return self

    def as_skipped(self, reason: str) -> "Recipient":
        """The row as `skipped_writes` leave it."""
        self.outcome, self.reason = Outcome.SKIPPED.value, reason
        return self

    def skipped_writes(self, reason: str) -> list[Write]:
        """The writes that settle it: nothing goes, and why."""
        actions = [Recipient.outcome.set(Outcome.SKIPPED.value), Recipient.reason.set(reason)]
        told = Recipient.on(Side.SKIPPED, self.mailing_id, self.place, self.client_id, reason)
        return [Update(self.key, actions, Recipient.outcome == Outcome.WAITING.value), Put(told)]

    @property
    def key(self) -> "Recipient":
        """A row of this key alone."""
        return Recipient(self.mailing_id, self.part)


@dataclass(frozen=True)
class Recipients:
    """A page of a list, and the part behind which it goes on, if it does."""

    rows: Sequence[Recipient]
    after: str = ""


def recipients(mailing_id: str, side: Side, after: str = "", limit: int = 25) -> Recipients:
    """The first `limit` of a list behind the part `after`; one Query, strongly consistent."""
    start = {"mailing_id": {"S": mailing_id}, "part": {"S": after}} if after else None
    found = Recipient.query(
        mailing_id,
        Recipient.part.startswith(f"{side.value}#"),
        limit=limit,
        consistent_read=True,
        last_evaluated_key=start,
    )
    rows = list(found)
    return Recipients(rows, rows[-1].part if rows and found.last_evaluated_key is not None else "")


def page_before(mailing_id: str, side: Side, after: str, limit: int = 25) -> str:
    """The part behind which the page begins that ends with `after`; empty for the first page. One Query."""
    found = Recipient.query(
        mailing_id,
        Recipient.part.startswith(f"{side.value}#"),
        limit=limit,
        consistent_read=True,
        scan_index_forward=False,
        last_evaluated_key={"mailing_id": {"S": mailing_id}, "part": {"S": after}},
        attributes_to_get=["mailing_id", "part", "client_id"],
    )
    rows = list(found)
    return rows[-1].part if len(rows) == limit else ""
