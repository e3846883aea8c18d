"""The blocks table: what the mail to an address did, and why the address gets nothing more."""

from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.block import Block, Cause, MailHistory, blocked_until, joined
from chalicelib.domain.contact import canonical_email
from chalicelib.domain.notice import Purpose
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, condition_failed, table_name
from chalicelib.models.transaction import Check

TRIES = 20
UNSUBSCRIBED = "unsubscribed"
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a block stands that a person wrote without saying."""


class Busy(RuntimeError):
    """Others changed the row at each of our tries; the event has to come again."""


class BlockRow(Table):
    """One address. It is blocked when it has a `reason`, for a while when it has `blocked_until` too.

    `passing` are the latest bounces that may pass, message → when; a delivery ends them. A row without
    `reason` keeps the last delivery, so that events which come late are not counted.
    """

    class Meta:
        table_name = table_name("blocks")

    contact = UnicodeAttribute(hash_key=True)
    reason = UnicodeAttribute(null=True)
    blocked_at = UTCDateTimeAttribute(null=True)
    blocked_until = UTCDateTimeAttribute(null=True)
    evidence = UnicodeAttribute(null=True)
    delivered_at = UTCDateTimeAttribute(null=True)
    passing = PlainMapAttribute(null=True)
    version = WholeAttribute(default=0)

    @classmethod
    def of(cls, address: str) -> "BlockRow":
        """The row of an address, strongly consistent; an empty one of version 0 where there is none."""
        try:
            return cls.get(contact_of(address), consistent_read=True)
        except cls.DoesNotExist:
            return cls(contact_of(address))

    def history(self) -> MailHistory:
        """What is known of the address, in the words of the rules."""
        block = None
        if self.reason is not None and self.blocked_until is None:
            block = Block(cause=self.reason, at=self.blocked_at or EVER, evidence=self.evidence or "")
        return MailHistory(
            block=block,
            delivered_at=self.delivered_at,
            passing={message: datetime.fromisoformat(at) for message, at in (self.passing or {}).items()},
        )

    def keep(self, history: MailHistory) -> bool:
        """Store `history` over what was read; False when somebody else was quicker."""
        block, until = history.block, blocked_until(history)
        self.reason = self.blocked_at = self.blocked_until = self.evidence = None
        if block is not None:
            self.reason, self.blocked_at, self.evidence = str(block.cause), block.at, block.evidence
        elif until is not None:
            last = max(history.passing, key=lambda message: (history.passing[message], message))
            self.reason, self.blocked_until = str(Cause.BOUNCED_FOR_NOW), until
            self.blocked_at, self.evidence = history.passing[last], last
        self.delivered_at = history.delivered_at
        self.passing = {message: at.isoformat() for message, at in history.passing.items()} or None
        unchanged: Condition = BlockRow.version == (self.version or 0)
        if not self.version:
            # A row written by hand has no version yet.
            unchanged |= BlockRow.version.does_not_exist()
        self.version = (self.version or 0) + 1
        try:
            self.save(condition=unchanged)
        except PutError as error:
            if not condition_failed(error):
                raise
            return False
        return True


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
        free |= BlockRow.reason == UNSUBSCRIBED
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
