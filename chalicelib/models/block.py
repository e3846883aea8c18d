"""The blocks table: what happened to an address or a number, and why it gets nothing more."""

from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.domain.block import STOPS, Block, Cause, MailHistory, blocked_until, joined
from chalicelib.domain.contact import canonical_email
from chalicelib.domain.notice import Purpose
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, condition_failed, table_name
from chalicelib.models.transaction import Check, Put

TRIES = 20
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a block stands that a person wrote without saying."""


class Busy(RuntimeError):
    """Others changed the row at each of our tries; the event has to come again."""


class ByReason(GlobalSecondaryIndex["BlockRow"]):  # type: ignore[no-untyped-call]
    """The blocked addresses of one reason, by when it happened; those without a reason stand nowhere."""

    class Meta:
        index_name = "by_reason"
        projection = AllProjection()

    reason = UnicodeAttribute(hash_key=True)
    blocked_at = UTCDateTimeAttribute(range_key=True)


class BlockRow(Table):
    """One address or number. It is blocked when it has a `reason`, for a while with `blocked_until` too.

    `passing` are the latest bounces that may pass, message → when; a delivery ends them. A row without
    `reason` keeps what came last, so that events which come late are not counted. `stopped_at` stands
    while the person's own stop does, beside any other reason.
    """

    class Meta:
        table_name = table_name("blocks")

    by_reason = ByReason()

    contact = UnicodeAttribute(hash_key=True)
    reason = UnicodeAttribute(null=True)
    blocked_at = UTCDateTimeAttribute(null=True)
    blocked_until = UTCDateTimeAttribute(null=True)
    evidence = UnicodeAttribute(null=True)
    delivered_at = UTCDateTimeAttribute(null=True)
    passing = PlainMapAttribute(null=True)
    stopped_at = UTCDateTimeAttribute(null=True)
    stopped_evidence = UnicodeAttribute(null=True)
    agreed_at = UTCDateTimeAttribute(null=True)
    released_at = UTCDateTimeAttribute(null=True)
    version = WholeAttribute(default=0)

    @classmethod
    def of(cls, address: str) -> "BlockRow":
        """The row of an address, strongly consistent; an empty one of version 0 where there is none."""
        return cls.named(contact_of(address))

    @classmethod
    def named(cls, contact: str) -> "BlockRow":
        """The row of a contact, as `of` for its address."""
        try:
            return cls.get(contact, consistent_read=True)
        except cls.DoesNotExist:
            return cls(contact)

    @classmethod
    def of_reason(
        cls, reason: str, limit: int, before: "tuple[datetime, str] | None" = None
    ) -> "list[BlockRow]":
        """The addresses that are blocked for a reason, latest first; one Query.

        `before`: when the last one that was shown was blocked, and its contact, to go on behind it.
        """
        key = None
        if before is not None:
            at, contact = before
            marked = UTCDateTimeAttribute().serialize(at)  # type: ignore[no-untyped-call]
            key = {"contact": {"S": contact}, "reason": {"S": reason}, "blocked_at": {"S": marked}}
        return list(
            cls.by_reason.query(reason, scan_index_forward=False, limit=limit, last_evaluated_key=key)
        )

    def history(self) -> MailHistory:
        """What is known of the address, in the words of the rules."""
        block = stopped = None
        said = (
            None
            if self.reason is None
            else Block(cause=self.reason, at=self.blocked_at or EVER, evidence=self.evidence or "")
        )
        if said is not None and said.cause in STOPS:
            stopped = said
        elif said is not None and self.blocked_until is None:
            block = said
        if self.stopped_at is not None:
            stopped = Block(
                cause=stop_of(self.contact), at=self.stopped_at, evidence=self.stopped_evidence or ""
            )
        return MailHistory(
            block=block,
            delivered_at=self.delivered_at,
            passing={message: datetime.fromisoformat(at) for message, at in (self.passing or {}).items()},
            stopped=stopped,
            agreed_at=self.agreed_at,
            released_at=self.released_at,
        )

    def is_blocked(self, now: datetime) -> bool:
        """Whether anything does not go there."""
        return self.blocks(Purpose.MARKETING, now)

    def blocks(self, purpose: Purpose, now: datetime) -> bool:
        """Whether nothing for this purpose goes there, as `not_blocked` holds a transaction to it."""
        over = self.blocked_until is not None and self.blocked_until <= now
        if purpose is Purpose.SERVICE:
            return self.reason not in (None, Cause.UNSUBSCRIBED) and not over
        return self.stopped_at is not None or (self.reason is not None and not over)

    def write(self, history: MailHistory) -> Put:
        """The write that stores `history` over what was read, refused when somebody else was quicker."""
        self.reason = self.blocked_at = self.blocked_until = self.evidence = None
        shown = _shown(history)
        if shown is not None:
            self.reason, self.blocked_at, self.evidence = str(shown.cause), shown.at, shown.evidence
            if shown.cause == Cause.BOUNCED_FOR_NOW:
                self.blocked_until = blocked_until(history)
        self.delivered_at = history.delivered_at
        self.passing = {message: at.isoformat() for message, at in history.passing.items()} or None
        self.stopped_at = history.stopped.at if history.stopped else None
        self.stopped_evidence = history.stopped.evidence if history.stopped else None
        self.agreed_at, self.released_at = history.agreed_at, history.released_at
        unchanged: Condition = BlockRow.version == (self.version or 0)
        if not self.version:
            # A row written by hand has no version yet.
            unchanged |= BlockRow.version.does_not_exist()
        self.version = (self.version or 0) + 1
        return Put(self, unchanged)

    def keep(self, history: MailHistory) -> bool:
        """Store `history` over what was read; False when somebody else was quicker."""
        try:
            self.save(condition=self.write(history).condition)
        except PutError as error:
            if not condition_failed(error):
                raise
            return False
        return True


def _shown(history: MailHistory) -> Block | None:
    """The one reason that is shown of several: the longest and widest."""
    until = blocked_until(history)
    if history.block is not None:
        return history.block
    if until is None or (history.stopped is not None and history.stopped.cause == Cause.OPTED_OUT):
        return history.stopped
    last = max(history.passing, key=lambda message: (history.passing[message], message))
    return Block(cause=Cause.BOUNCED_FOR_NOW, at=history.passing[last], evidence=last)


def stop_of(contact: str) -> Cause:
    """What a person's own stop is called at this contact."""
    return Cause.OPTED_OUT if contact.startswith("mobile:") else Cause.UNSUBSCRIBED


def contact_of(address: str) -> str:
    """The key under which an address is blocked: its canonical form, so that no spelling gets around it.

    A mobile number is E.164, with its `+`.
    """
    if address.startswith("+") and "@" not in address:
        return f"mobile:{address}"
    return f"email:{canonical_email(address) or address.strip().lower()}"


def not_blocked(address: str, now: datetime, purpose: Purpose = Purpose.SERVICE) -> Check:
    """Holds a transaction to this: at its moment nothing blocks the address for this purpose.

    Who unsubscribed gets no marketing; service letters still go. Source: rules 9.
    """
    free: Condition = BlockRow.reason.does_not_exist() | (BlockRow.blocked_until <= now)
    if purpose is Purpose.SERVICE:
        free |= BlockRow.reason == Cause.UNSUBSCRIBED.value
    else:
        free &= BlockRow.stopped_at.does_not_exist()
    return Check(BlockRow(contact_of(address)), free)


def remember(address: str, told: MailHistory) -> str | None:
    """Join what an event tells to what is known of the address; why it is blocked for good, or None.

    Nothing is written when it was known. Raises Busy when others were quicker every time.
    """
    for _ in range(TRIES):
        row = BlockRow.of(address)
        known = row.history()
        history = joined(known, told)
        if history == known or row.keep(history):
            return str(history.block.cause) if history.block else None
    raise Busy("the row of an address changed at every try")
