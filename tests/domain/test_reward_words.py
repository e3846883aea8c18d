"""Entries and rewards are said in the operators' words, whoever wrote them and wherever they went."""

import pytest

from chalicelib.domain.ids import made_from
from chalicelib.domain.ledger import Kind
from chalicelib.domain.reward import Source
from chalicelib.domain.reward_words import by_words, kind_words, source_of, source_words


@pytest.mark.parametrize(
    ("reward_id", "source"),
    [
        ("loyalty:7", "loyalty"),
        ("referral:fred:1", "referral"),
        ("open:LR-7K3Q-X9MD", "open"),
        ("transfer:bert:manual:x", "manual"),
        ("transfer:anna:transfer:bert:gift:fred:1", "gift"),
        ("", ""),
    ],
)
def test_a_rewards_id_says_where_it_came_from_also_after_records_were_joined(
    reward_id: str, source: str
) -> None:
    assert source_of(reward_id) == source


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("operator", "Operator"),
        ("night", "The night"),
        ("night-2026-11-22", "The night"),
        ("by-hand-3f2a", "The night"),
        (made_from("processing", "request-1"), "Process Loyalty Rewards"),
        ("evaluation", "Referral program"),
        ("something new", "something new"),
        ("", ""),
    ],
)
def test_who_wrote_it_is_said(by: str, words: str) -> None:
    assert by_words(by) == words


def test_every_kind_and_source_has_words() -> None:
    assert all(kind_words(each) != each.value for each in Kind)
    assert all(source_words(each.value) != each.value for each in Source)
    assert (kind_words("new"), source_words("new")) == ("new", "new")
