"""Caps: counters that are counted in the very transaction that issues, so that no race gets past them."""

from collections.abc import Iterable

from chalicelib.domain.velocity import Limit
from chalicelib.models.counter import Counter, counted
from chalicelib.models.transaction import Result, Update


def cap_writes(limits: Iterable[Limit], *, is_released: bool = False) -> list[Update]:
    """The writes that count one reward against each limit, and refuse it where one is reached.

    `is_released`: a person let it go on although a cap was reached, or it cannot be held any more. It
    counts all the same.
    """
    return [counted(limit, to_the_limit=not is_released) for limit in limits]


def is_over(result: Result) -> bool:
    """Whether a transaction was refused because a cap is reached."""
    return result.failed_on(Counter)
