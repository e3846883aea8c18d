"""The lines of a run's report, in parts and joined."""

import pytest

from chalicelib.domain.loyalty import Reason
from chalicelib.domain.run_report import Line, counted, distinct, merged, part, rows_of, text_lines


def row(ref: str, rewards: int = 0, reason: Reason = Reason.BELOW_THE_LEVEL) -> list[str]:
    return Line(client_ref=ref, rewards=rewards, reward_cents=rewards * 10, reason=reason).row


@pytest.mark.parametrize("ref", ["7", "a,b", 'say "x"', "Ü", " 7 ", "=1+1", "two\nlines"])
def test_a_part_gives_back_what_went_in_whatever_the_reference(ref: str) -> None:
    assert list(rows_of(part([row(ref)]))) == [row(ref)]


def test_parts_join_in_the_order_of_the_references() -> None:
    parts = [part([row("3"), row("1")]), part([]), part([row("2")])]
    assert [each[0] for each in merged(map(rows_of, parts))] == ["1", "2", "3"]


def test_of_two_lines_of_one_client_the_rewarded_one_stays() -> None:
    given = row("a,1", 2, Reason.REWARDED)
    for parts in ([[given], [row("a,1")]], [[row("a,1")], [given]]):
        assert list(merged(rows_of(part(each)) for each in parts)) == [given]


def test_differences_stay_apart_and_repeats_go() -> None:
    rows = [["1", "balance"], ["1", "owed"]]
    assert list(distinct([iter(rows), iter(rows[:1])])) == rows


def test_the_figures_are_those_of_the_lines() -> None:
    figures: dict[str, int] = {}
    rows = [row("1", 2, Reason.REWARDED), row("2"), row("3", 0, Reason.MERGED)]
    assert list(counted(rows, figures)) == rows
    assert figures == {
        "considered": 3,
        "rewards": 2,
        "reward_cents": 20,
        "rewarded": 1,
        "below_the_level": 1,
        "merged": 1,
    }


def test_a_report_begins_with_its_header() -> None:
    assert b"".join(text_lines(("a", "b"), [["1", "2,3"]])) == b'a,b\n1,"2,3"\n'
