"""Whether an address or number still gets anything: what happened there, in whatever order it was told.

A person's own *stop* (unsubscribed, STOP) and *yes* meet here with what bounced: the later of the two holds,
and no event of the mail undoes it. What a manager released counts no more, however late it is told again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

IN_A_ROW = 3
SOFT_BLOCK = timedelta(days=30)


class Cause(StrEnum):
    """Why an address or number is blocked; the first only for a while, unsubscribed for marketing alone."""

    BOUNCED_FOR_NOW = "bounced_for_now"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    OPTED_OUT = "opted_out"  # A number that answered STOP.


STOPS = frozenset({Cause.UNSUBSCRIBED, Cause.OPTED_OUT})
"""What a person said."""


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

    `passing` maps a message to when it bounced; at most the latest three matter. `stopped` is the person's
    own stop, unless they said yes later: `agreed_at`. What happened until `released_at` blocks no more.
    """

    block: Block | None = None
    delivered_at: datetime | None = None
    passing: Mapping[str, datetime] = field(default_factory=dict)
    stopped: Block | None = None
    agreed_at: datetime | None = None
    released_at: datetime | None = None


def joined(one: MailHistory, other: MailHistory) -> MailHistory:
    """What both know together: associative, commutative, and joining again changes nothing.

    The stronger cause wins, then the earlier evidence; deliveries end a row of passing bounces. Of a stop
    and a yes the later holds, and of both at one instant the stop.
    """
    delivered_at = _last(one.delivered_at, other.delivered_at)
    released_at = _last(one.released_at, other.released_at)
    agreed_at = _last(one.agreed_at, other.agreed_at)
    blocks = [block for block in (one.block, other.block) if block is not None]
    stops = [stop for stop in (one.stopped, other.stopped) if stop is not None]
    return MailHistory(
        block=_stronger(block for block in blocks if released_at is None or block.at > released_at),
        delivered_at=delivered_at,
        passing=_latest([*one.passing.items(), *other.passing.items()], _last(delivered_at, released_at)),
        stopped=max(
            (stop for stop in stops if _stands(stop, agreed_at, released_at)),
            key=lambda stop: (stop.at, stop.evidence),
            default=None,
        ),
        agreed_at=agreed_at,
        released_at=released_at,
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


def _stands(stop: Block, agreed_at: datetime | None, released_at: datetime | None) -> bool:
    """Whether a person's stop holds still. A number may be released, as START may never reach us: its tick
    stays cleared. Who unsubscribed is released by their own yes alone, which the record keeps with evidence.
    """
    if agreed_at is not None and stop.at < agreed_at:
        return False
    return stop.cause != Cause.OPTED_OUT or released_at is None or stop.at > released_at


def stopped(cause: Cause, evidence: str, at: datetime) -> MailHistory:
    """What a person's own stop tells."""
    assert cause in STOPS
    return MailHistory(stopped=Block(cause=cause, at=at, evidence=evidence))


def agreed(at: datetime) -> MailHistory:
    """What a person's own yes tells, after a stop."""
    return MailHistory(agreed_at=at)


def released(at: datetime) -> MailHistory:
    """What a manager's release tells: nothing until then blocks the address any more."""
    return MailHistory(released_at=at)


def _last(*instants: datetime | None) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)


def _stronger(blocks: Iterable[Block]) -> Block | None:
    def precedence(block: Block) -> tuple[int, datetime, str]:
        return -_STRENGTH.get(block.cause, _WRITTEN_BY_HAND), block.at, block.evidence

    return min(blocks, key=precedence, default=None)


def _latest(bounces: list[tuple[str, datetime]], ended_at: datetime | None) -> dict[str, datetime]:
    # The last time of each message: with the first, dropping all but three would depend on the order.
    last: dict[str, datetime] = {}
    for message_id, at in bounces:
        last[message_id] = max(at, last.get(message_id, at))
    since = [pair for pair in last.items() if ended_at is None or pair[1] > ended_at]
    return dict(sorted(since, key=lambda pair: (pair[1], pair[0]))[-IN_A_ROW:])
