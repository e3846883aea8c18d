"""A night is unusual above three times the median of those that issued anything, and above a floor."""

from collections.abc import Sequence

import pytest

from chalicelib.domain.unusual import FLOOR_CENTS, NIGHTS_KEPT, above_usual, usual_cents, with_night


@pytest.mark.parametrize(
    ("before", "usual"),
    [
        ([], None),
        ([1, 2], None),
        ([30, 10, 20], 20),
        ([10, 40, 20, 30], 25),
        ([1, 1, 1, 1, 100_000], 1),
    ],
)
def test_what_is_usual_is_the_median_of_enough_nights(before: Sequence[int], usual: int | None) -> None:
    assert usual_cents(before) == usual


@pytest.mark.parametrize(
    ("issued", "before", "usual"),
    [
        (30_001, [10_000] * 3, 10_000),
        (30_000, [10_000] * 3, None),
        (FLOOR_CENTS, [1_000] * 3, None),
        (FLOOR_CENTS + 1, [1_000] * 3, 1_000),
        (1_000_000, [1_000] * 2, None),
        (1_000_000, [], None),
    ],
)
def test_it_is_told_above_three_times_the_usual_and_above_the_floor(
    issued: int, before: Sequence[int], usual: int | None
) -> None:
    assert above_usual(issued, before) == usual


def test_the_latest_nights_that_issued_anything_are_kept() -> None:
    kept: list[int] = []
    for cents in range(100):
        kept = with_night(kept, cents)
        kept = with_night(kept, 0)
    assert kept == list(range(100 - NIGHTS_KEPT, 100))
