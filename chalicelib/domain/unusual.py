"""Whether a night issued far more than usual: a rule was mistyped, or sales were brought in twice.

Source: rules 5.
"""

from collections.abc import Sequence

NIGHTS_KEPT = 28
NIGHTS_NEEDED = 3
"""Fewer nights that issued anything say nothing of what is usual; the first of all was previewed."""
TIMES = 3
FLOOR_CENTS = 250_00
"""Below it three times nearly nothing is still nearly nothing, and nobody is woken."""


def usual_cents(before: Sequence[int]) -> int | None:
    """The median of what the latest nights issued that issued anything; None while there are too few."""
    if len(before) < NIGHTS_NEEDED:
        return None
    ordered = sorted(before)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


def above_usual(issued_cents: int, before: Sequence[int]) -> int | None:
    """What is usual, where `issued_cents` is above three times that and above the floor; else None."""
    usual = usual_cents(before)
    if usual is None or issued_cents <= max(TIMES * usual, FLOOR_CENTS):
        return None
    return usual


def with_night(before: Sequence[int], issued_cents: int) -> list[int]:
    """What the latest nights issued, this one among them if it issued anything."""
    return [*before, issued_cents][-NIGHTS_KEPT:] if issued_cents else list(before)
