"""What stands against rewarding by hand, what is typed for it, and what is left to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.money import Cents
from chalicelib.domain.processing import Refusal, counted, left, refusal
from chalicelib.domain.processing_typed import prefilled, read
from chalicelib.domain.studio import LoyaltyRule, Preferences

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
READY = Preferences(live=True, sender_email="hello@studio.example", postal_address="12 Water Street")
RULE = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000), letter=False)
EMAIL = replace(RULE, letter=True)
PRINT = replace(EMAIL, letter_form=LetterForm.PRINT)
BARE = Preferences()


@pytest.mark.parametrize(
    ("rule", "preferences", "why"),
    [
        (RULE, READY, None),
        (RULE, BARE, None),
        (replace(RULE, every_cents=Cents(0)), READY, Refusal.NO_AMOUNT),
        (replace(RULE, reward_cents=Cents(0)), READY, Refusal.NO_AMOUNT),
        (replace(RULE, expires_on=TODAY), READY, None),
        (replace(RULE, expires_on=TODAY - DAY), READY, Refusal.EXPIRY_PAST),
        (replace(RULE, start_on=TODAY), READY, Refusal.START_CHANGED),
        (RULE, replace(READY, loyalty_start_on=TODAY), Refusal.START_CHANGED),
        (EMAIL, READY, None),
        (PRINT, BARE, None),
        (EMAIL, BARE, Refusal.NOT_LIVE),
        (EMAIL, replace(READY, sender_email=" "), Refusal.NO_SENDER),
        (EMAIL, replace(READY, postal_address=" "), Refusal.NO_POSTAL_ADDRESS),
        (replace(EMAIL, expires_on=TODAY - DAY), BARE, Refusal.EXPIRY_PAST),
        (replace(EMAIL, every_cents=Cents(0), expires_on=TODAY - DAY), BARE, Refusal.NO_AMOUNT),
    ],
)
def test_why_nobody_may_be_rewarded(rule: LoyaltyRule, preferences: Preferences, why: Refusal | None) -> None:
    assert refusal(rule, preferences, TODAY) is why


@pytest.mark.parametrize(
    "rule",
    [
        RULE,
        EMAIL,
        PRINT,
        replace(RULE, multiples=False, expires_on=TODAY),
        replace(RULE, every_cents=Cents(2_933)),
    ],
)
def test_the_stored_rule_is_read_as_it_was_prefilled(rule: LoyaltyRule) -> None:
    found = read(prefilled(rule, TODAY), [], READY, TODAY)
    expected = rule if rule.letter else replace(rule, letter_form=LetterForm.EMAIL)
    assert (found.rule, found.problems) == (expected, {})


def test_days_of_the_stored_rule_are_a_last_day_of_the_run() -> None:
    typed = prefilled(replace(RULE, expires_after_days=90), TODAY)
    assert (typed["expires"], typed["expires_on"]) == ("yes", "2027-02-20")


def test_without_a_stored_rule_nothing_is_prefilled_but_multiples() -> None:
    typed = prefilled(None, TODAY)
    assert {name for name, text in typed.items() if text} == {
        "multiples",
        "letters",
        "letter_print",
        "letter_email",
    }
    assert read(typed, [], READY, TODAY).rule is None


def test_the_start_date_is_the_studios() -> None:
    found = read(prefilled(RULE, TODAY), [], replace(READY, loyalty_start_on=TODAY), TODAY)
    assert found.rule is not None
    assert found.rule.start_on == TODAY


def test_what_is_left_is_whoever_was_not_come_to() -> None:
    figures = counted({}, [("rewarded", 2), ("cents", 3_000), ("skipped", 1), ("unticked", 1)])
    assert left(5, figures) == 2
    assert left(5, counted(figures, [("failed", 2)])) == 0
