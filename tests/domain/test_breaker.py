from datetime import UTC, datetime
from functools import reduce
from itertools import permutations

import pytest

from chalicelib.domain.breaker import Count, Figures, counted, newly_counted, over, total, window
from chalicelib.domain.notice import Sign

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("figures", "marks"),
    [
        (Figures(), ()),
        (Figures(sent=199, bounced=199), ()),
        (Figures(sent=200, bounced=3), ()),
        (Figures(sent=200, bounced=4), (Count.BOUNCED,)),
        (Figures(sent=10_000, bounced=199), ()),
        (Figures(sent=10_000, bounced=200), (Count.BOUNCED,)),
        (Figures(sent=3, complained=1), ()),
        (Figures(sent=3, complained=2), (Count.COMPLAINED,)),
        (Figures(sent=4_000, complained=2), (Count.COMPLAINED,)),
        (Figures(sent=4_001, complained=2), ()),
        (Figures(sent=10_000, bounced=200, complained=5), (Count.BOUNCED, Count.COMPLAINED)),
    ],
)
def test_marketing_stops_at_two_percent_bounces_or_half_a_permille_complaints(
    figures: Figures, marks: tuple[Count, ...]
) -> None:
    assert over(figures) == marks


def test_a_week_counts() -> None:
    days = window(NOW)
    assert (len(days), str(days[0]), str(days[-1])) == (7, "2026-11-22", "2026-11-16")


def test_what_stood_at_the_reset_counts_no_more_and_what_came_after_does() -> None:
    days = {"2026-11-22": Figures(10, 2, 1), "2026-11-21": Figures(100, 50, 9)}
    before = {"2026-11-21": Figures(100, 48, 9), "2026-11-10": Figures(7, 7, 7)}
    assert counted(days, before) == Figures(10, 4, 1)
    assert total([]) == Figures()


def test_signs_in_any_order_and_number_count_a_letter_once() -> None:
    signs = [Sign.ACCEPTED, Sign.DELIVERED, Sign.BOUNCED_FOR_NOW, Sign.BOUNCED, Sign.COMPLAINED]
    for order in permutations(signs):
        known: set[str] = set()
        counts: list[Count] = []
        for sign in (*order, *order):
            counts += newly_counted(known, sign)
            known.add(sign.value)
        assert sorted(counts) == [Count.BOUNCED, Count.COMPLAINED, Count.SENT]


def test_a_letter_that_the_provider_refused_did_not_go() -> None:
    assert newly_counted(set(), Sign.REFUSED) == frozenset()
    assert newly_counted({"refused"}, Sign.ACCEPTED) == {Count.SENT}
    assert reduce(frozenset.union, [newly_counted({"accepted"}, Sign.REFUSED)]) == frozenset()
