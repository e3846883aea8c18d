"""What a night is asked for, and what follows from it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.loyalty import INVOICES_MAX, Earned, in_one_entry
from chalicelib.domain.money import Cents
from chalicelib.domain.night import (
    SEGMENTS,
    Plan,
    Reach,
    days,
    fingerprint,
    page_size,
    plan_of,
    segment,
    unseen_from,
)
from chalicelib.domain.night_request import NotUnderstood, Request, request_of, rule_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import LoyaltyRule, Preferences, Status, Studio

STORED = LoyaltyRule(
    every_cents=Cents(10_000),
    reward_cents=Cents(1_000),
    start_on=date(2026, 1, 1),
    expires_after_days=90,
    letter=False,
)
TODAY = date(2026, 11, 22)


def studio(rule: LoyaltyRule | None = STORED, *, active: bool = True, ticked: bool = True) -> Studio:
    return Studio(
        preferences=Preferences(loyalty=rule, loyalty_active=active),
        statuses={"a": Status(status_id="a", description="A", include_in_loyalty=ticked)},
    )


def plan(
    request: Request | None = None,
    at: Studio | None = None,
    since: date | None = date(2026, 11, 21),
    print_before: str | None = None,
) -> Plan:
    at = at or studio()
    before = fingerprint(STORED, studio()) if print_before is None else print_before
    return plan_of(request or Request(), at, today=TODAY, covered_from=since, covered_fingerprint=before)


TYPED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing typed is as stored": ({}, {}),
    "amounts": (
        {"every_cents": 5, "reward_cents": 1},
        {"every_cents": 5, "reward_cents": 1},
    ),
    "start absent means the stored one": ({"multiples": False}, {"multiples": False}),
    "start null means all history": ({"start_on": None}, {"start_on": None}),
    "another start": ({"start_on": "1997-07-01"}, {"start_on": date(1997, 7, 1)}),
    "a last day": (
        {"expires_on": "2027-01-31"},
        {"expires_on": date(2027, 1, 31), "expires_after_days": None},
    ),
    "never over": ({"expires_on": None}, {"expires_on": None, "expires_after_days": None}),
    "a letter": ({"letter": True}, {"letter": True}),
}


@pytest.mark.parametrize("case", TYPED)
def test_what_a_typed_rule_leaves_out_is_as_stored(case: str) -> None:
    typed, changed = TYPED[case]
    found = rule_of(Request(loyalty=typed), studio())
    assert found is not None
    assert {name: getattr(found, name) for name in changed} == changed
    kept = {"every_cents", "reward_cents", "start_on", "multiples", "letter"} - set(changed)
    assert all(getattr(found, name) == getattr(STORED, name) for name in kept)


def test_without_a_typed_rule_the_stored_one_runs_when_it_is_switched_on() -> None:
    assert rule_of(Request(), studio()) == STORED
    assert rule_of(Request(), studio(active=False)) is None
    assert rule_of(Request(loyalty={}), studio(active=False)) == STORED
    assert rule_of(Request(), studio(None)) is None


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"as_of": "22.11.2026"}, "as_of is a date"),
    ({"as_of": True}, "as_of is a date"),
    ({"dry_run": 1}, "dry_run is true or false"),
    ({"wait": "true"}, "wait is true or false"),
    ({"loyalty": [1]}, "loyalty is a map"),
    ({"run": 7}, "run is the id"),
    ({"run_dry": True}, "unknown: run_dry"),
    ({"only": "done"}, "only is one of loyalty, "),
    ({"only": True}, "only is one of"),
    ({"everyone": True}, "everyone goes with"),
    ({"everyone": True, "only": "expiry"}, "everyone goes with"),
    ({"name": "Money"}, "name is small letters"),
    ({"name": "night-2026-11-23"}, "name is small letters"),
    ({"name": "a" * 65}, "name is small letters"),
    ({"name": 7}, "name is small letters"),
)


@pytest.mark.parametrize(("event", "words"), REFUSED, ids=[each[1] for each in REFUSED])
def test_a_request_that_is_not_understood_says_why(event: dict[str, Any], words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        request_of(event)


REFUSED_RULES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"every_cents": 0}, "every_cents is above 0"),
    ({"reward_cents": -1}, "reward_cents is above 0"),
    ({"every_cents": 99.5}, "whole number"),
    ({"every_cents": True}, "whole number"),
    ({"every_cents": "100"}, "whole number"),
    ({"multiples": 0}, "multiples is true or false"),
    ({"start_on": "soon"}, "start_on is a date"),
    ({"every": 100}, "unknown in loyalty: every"),
)


@pytest.mark.parametrize(("typed", "words"), REFUSED_RULES)
def test_a_rule_that_makes_no_sense_says_why(typed: dict[str, Any], words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        rule_of(Request(loyalty=typed), studio())


def test_a_rule_needs_its_amounts_when_none_is_stored() -> None:
    with pytest.raises(NotUnderstood, match="loyalty needs reward_cents"):
        rule_of(Request(loyalty={"every_cents": 100}), studio(None))


def test_a_reward_cannot_end_before_the_day_of_the_run() -> None:
    typed = Request(loyalty={"expires_on": "2026-11-21"})
    with pytest.raises(NotUnderstood, match="expires_on is before"):
        plan(typed)
    assert plan(Request(loyalty={"expires_on": "2026-11-22"})).as_of == TODAY


ROUND = dict[str, Any]
REACHES: dict[str, tuple[ROUND, Reach]] = {
    "the same rule as last night": ({}, Reach.CHANGED),
    "no night before": ({"since": None}, Reach.FULL),
    "another rule last night": ({"print_before": "other"}, Reach.FULL),
    "a status ticked since": ({"at": studio(ticked=False)}, Reach.FULL),
    "switched off": ({"at": studio(active=False)}, Reach.OFF),
    "typed as stored": ({"request": Request(loyalty={"every_cents": 10_000})}, Reach.CHANGED),
    "typed otherwise": ({"request": Request(loyalty={"every_cents": 20_000})}, Reach.FULL),
    "typed start": ({"request": Request(loyalty={"start_on": None})}, Reach.FULL),
    "typed letter only": ({"request": Request(loyalty={"letter": True})}, Reach.CHANGED),
}


@pytest.mark.parametrize("case", REACHES)
def test_loyalty_looks_at_those_who_changed_unless_the_rule_did(case: str) -> None:
    given, reach = REACHES[case]
    assert plan(**given).reach is reach


COUNTS: dict[str, tuple[Request, bool, bool]] = {
    "the stored rule": (Request(), True, True),
    "dry": (Request(dry_run=True), False, False),
    "typed amounts": (Request(loyalty={"every_cents": 20_000}), True, False),
    "typed start": (Request(loyalty={"start_on": None}), False, False),
    "loyalty alone": (Request(only=Step.LOYALTY), True, True),
    "another step alone": (Request(only=Step.EXPIRY), False, False),
}


@pytest.mark.parametrize("case", COUNTS)
def test_only_the_stored_start_date_recounts_and_only_the_stored_rule_covers(case: str) -> None:
    request, recounts, covers = COUNTS[case]
    found = plan(request)
    assert (found.recounts, found.covers) == (recounts, covers)


def test_a_step_of_its_own_rewards_nobody_whatever_the_rule_is() -> None:
    over = LoyaltyRule(every_cents=Cents(1), reward_cents=Cents(1), expires_on=date(2026, 1, 1))
    found = plan(Request(only=Step.RECONCILIATION, everyone=True), studio(over))
    assert (found.rule, found.reach, found.only, found.everyone) == (
        None,
        Reach.OFF,
        Step.RECONCILIATION,
        True,
    )


def test_a_night_covers_from_an_hour_before_its_start() -> None:
    assert unseen_from(datetime(2026, 11, 22, 0, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert unseen_from(datetime(2026, 11, 22, 1, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_days_run_from_the_first_through_the_last() -> None:
    assert list(days(date(2026, 11, 30), date(2026, 12, 1))) == [date(2026, 11, 30), date(2026, 12, 1)]
    assert list(days(TODAY, TODAY)) == [TODAY]
    assert list(days(date(2026, 11, 23), TODAY)) == [TODAY]


def test_in_28_days_every_segment_has_its_turn() -> None:
    seen = {segment(date.fromordinal(TODAY.toordinal() + day)) for day in range(SEGMENTS)}
    assert seen == set(range(SEGMENTS))


def test_a_page_holds_at_most_200_and_never_more_than_is_handed_out_for() -> None:
    assert [page_size(limit) for limit in (1, 199, 200, 2_000)] == [1, 199, 200, 200]


def test_the_steps_follow_each_other() -> None:
    step, seen = Step.LOYALTY, []
    while step is not Step.DONE:
        seen.append(step.value)
        step = step.next
    assert seen == ["loyalty", "expiry", "warnings", "referrals", "reconciliation"]


ENTRIES: dict[str, tuple[int, int, bool, int]] = {
    # sales of one cent each, every so many cents, multiples → rewards in the first entry
    "one sale": (1, 1, True, 1),
    "as many as an entry holds": (INVOICES_MAX, 1_000, True, 3),
    "one more than it holds": (INVOICES_MAX + 1_000, 1_000, True, 3),
    "a single reward is never split": (INVOICES_MAX + 1_000, INVOICES_MAX + 1_000, True, 1),
    "nor is the one reward without multiples": (INVOICES_MAX + 1_000, 1_000, False, 1),
}


@pytest.mark.parametrize("case", ENTRIES)
def test_an_entry_uses_up_at_most_so_many_sales(case: str) -> None:
    number, every, multiples, expected = ENTRIES[case]
    rule = LoyaltyRule(every_cents=Cents(every), reward_cents=Cents(7), multiples=multiples)
    rewards = number // every if multiples else 1
    earned = Earned(rewards, Cents(7) * rewards, Cents(number))
    open_sales = [(str(each), Cents(1)) for each in range(number)]
    found = in_one_entry(earned, open_sales, rule)
    assert found.rewards == expected
    assert found.reward_cents == expected * 7
    assert found.consumed_cents == (expected * every if multiples else number)
