"""Whether an address still gets letters: what its mail did, whatever the order in which that was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

IN_A_ROW = 3
SOFT_BLOCK = timedelta(days=30)


class Cause(StrEnum):
    """Why an address is blocked; the first only for a while."""

    BOUNCED_FOR_NOW = "bounced_for_now"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_STRENGTH: Mapping[str, int] = {Cause.BOUNCED: 0, Cause.COMPLAINED: 1}
_WRITTEN_BY_HAND = 2


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block for good: its cause, when it happened and the message that shows it.

    A cause that a person wrote by hand is any text, and stronger than what events tell.
    """

    cause: str
    at: datetime
    evidence: str


@dataclass(frozen=True, kw_only=True)
class MailHistory:
    """What is kept of an address: the block, the last delivery, and the latest passing bounces after it.

    `passing` maps a message to when it bounced; at most the latest three matter.
    """

    block: Block | None = None
    delivered_at: datetime | None = None
    passing: Mapping[str, datetime] = field(default_factory=dict)


def joined(one: MailHistory, other: MailHistory) -> MailHistory:
    """What both know together: associative, commutative, and joining again changes nothing.

    The stronger cause wins, then the earlier evidence; deliveries end a row of passing bounces.
    """
    deliveries = [at for at in (one.delivered_at, other.delivered_at) if at is not None]
    delivered_at = max(deliveries, default=None)
    return MailHistory(
        block=_stronger(block for block in (one.block, other.block) if block is not None),
        delivered_at=delivered_at,
        passing=_latest([*one.passing.items(), *other.passing.items()], delivered_at),
    )


def blocked_until(history: MailHistory) -> datetime | None:
    """The end of a passing block: three bounces in a row rest the address for 30 days."""
    if len(history.passing) < IN_A_ROW:
        return None
    return max(history.passing.values()) + SOFT_BLOCK


def delivered(at: datetime) -> MailHistory:
    """What one delivery tells."""
    return MailHistory(delivered_at=at)


def bounced_for_now(message_id: str, at: datetime) -> MailHistory:
    """What one passing bounce tells."""
    return MailHistory(passing={message_id: at})


def blocked(cause: Cause, message_id: str, at: datetime) -> MailHistory:
    """What one hard bounce or complaint tells."""
    return MailHistory(block=Block(cause=cause, at=at, evidence=message_id))


def _stronger(blocks: Iterable[Block]) -> Block | None:
    def precedence(block: Block) -> tuple[int, datetime, str]:
        return -_STRENGTH.get(block.cause, _WRITTEN_BY_HAND), block.at, block.evidence

    return min(blocks, key=precedence, default=None)


def _latest(bounces: list[tuple[str, datetime]], delivered_at: datetime | None) -> dict[str, datetime]:
    # The last time of each message: with the first, dropping all but three would depend on the order.
    last: dict[str, datetime] = {}
    for message_id, at in bounces:
        last[message_id] = max(at, last.get(message_id, at))
    since = [pair for pair in last.items() if delivered_at is None or pair[1] > delivered_at]
    return dict(sorted(since, key=lambda pair: (pair[1], pair[0]))[-IN_A_ROW:])
