"""The loyalty program as it is typed: the rule that nights follow, its start date, and what a day gives.

Source: rules 5.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chalicelib.domain import money, night, processing, setting_value
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents, NotMoney
from chalicelib.domain.setting_value import NO, YES, NotTaken
from chalicelib.domain.studio import LoyaltyRule, Preferences, Studio

T = TypeVar("T")

EVERY_MAX_CENTS = 1_000_000_00
REWARD_MAX_CENTS = 10_000_00
DAYS_MAX = 3650
CAP_CENTS_MAX = 1_000_000_00
CAP_REWARDS_MAX = 100_000
EACH, ONCE = "each", "once"
SHIPPED = "shipped:"
NO_LETTER = ""
TICKS = frozenset({"active", "expires"})
TEXTS = frozenset(
    {"every", "reward", "multiples", "expires_days", "letter", "start_on", "cents_max", "rewards_max"}
)
USUAL = {"expires_days": "365", "cents_max": "5000.00", "rewards_max": "200"}
"""What the form of a studio without a rule proposes."""


class Wrong(StrEnum):
    """Why a setting of the loyalty program cannot be stored as it is."""

    NOT_MONEY = "not_money"
    NOT_DAYS = "not_days"
    NOT_A_DAY = "not_a_day"
    NOT_A_COUNT = "not_a_count"
    NOT_OFFERED = "not_offered"
    CAP_BELOW_REWARD = "cap_below_reward"
    NOT_LIVE = "not_live"  # These three: letters by email cannot go yet.
    NO_SENDER = "no_sender"
    NO_POSTAL_ADDRESS = "no_postal_address"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The preferences as they would be, as far as what was typed can be read, and what stands against it."""

    preferences: Preferences
    wrong: Mapping[str, Wrong] = field(default_factory=dict)


def typed_of(preferences: Preferences) -> dict[str, str]:
    """The program as its form shows it; where there is no rule yet, with what is usual."""
    rule = preferences.loyalty
    cents, rewards = preferences.loyalty_cents_per_day_max, preferences.loyalty_rewards_per_day_max
    days = rule.expires_after_days if rule is not None else None
    typed = {
        "active": YES if preferences.loyalty_active else NO,
        "every": money.to_text(rule.every_cents) if rule is not None else "",
        "reward": money.to_text(rule.reward_cents) if rule is not None else "",
        "multiples": EACH if rule is None or rule.multiples else ONCE,
        "expires": NO if days is None else YES,
        "expires_days": USUAL["expires_days"] if days is None else str(days),
        "letter": letter_choice(rule),
        "start_on": preferences.loyalty_start_on.isoformat() if preferences.loyalty_start_on else "",
        "cents_max": "" if cents is None else money.to_text(cents),
        "rewards_max": "" if rewards is None else str(rewards),
    }
    if rule is None and cents is None and rewards is None:
        typed |= {"cents_max": USUAL["cents_max"], "rewards_max": USUAL["rewards_max"]}
    return typed


def letter_choice(rule: LoyaltyRule | None) -> str:
    """The rule's letter as one line of a list: none, `shipped:<form>`, or the id of the studio's own."""
    if rule is None:
        return f"{SHIPPED}{LetterForm.EMAIL.value}"
    if not rule.letter:
        return NO_LETTER
    return rule.letter_id or f"{SHIPPED}{rule.letter_form.value}"


def letters_offered(heads: Iterable[LetterHead], standing: str | None) -> list[LetterHead]:
    """The studio's own letters of this kind that are not retired; the standing one too."""
    return [
        each
        for each in heads
        if each.kind is Kind.LOYALTY and (not each.inactive or each.letter_id == standing)
    ]


def judged(typed: Mapping[str, str], studio: Studio, heads: Iterable[LetterHead]) -> Judged:
    """What was typed, in the place of what stands."""
    before = studio.preferences
    reader = _Reader(typed)
    standing = before.loyalty or LoyaltyRule(every_cents=Cents(1), reward_cents=Cents(1))
    every = reader.read("every", lambda text: _cents(text, EVERY_MAX_CENTS))
    reward = reader.read("reward", lambda text: _cents(text, REWARD_MAX_CENTS))
    days = None
    if typed["expires"] == YES:
        days = reader.read("expires_days", lambda text: _whole(text, DAYS_MAX, Wrong.NOT_DAYS))
    rule = replace(
        standing,
        every_cents=every or standing.every_cents,
        reward_cents=reward or standing.reward_cents,
        multiples=typed["multiples"] != ONCE,
        expires_after_days=days,
        expires_on=None,
    )
    rule = _with_letter(rule, typed["letter"], letters_offered(heads, standing.letter_id), reader)
    wanted = replace(
        before,
        loyalty=rule,
        loyalty_active=typed["active"] == YES,
        loyalty_start_on=reader.read("start_on", _day),
        loyalty_cents_per_day_max=reader.read("cents_max", _cap_cents),
        loyalty_rewards_per_day_max=reader.read("rewards_max", _cap_rewards),
    )
    wrong = {**_against(wanted, before), **reader.wrong}
    return Judged(preferences=wanted, wrong=wrong)


def is_due(preferences: Preferences) -> bool:
    """Whether nights reward by a rule."""
    return preferences.loyalty_active and preferences.loyalty is not None


def changes_who_gets(before: Studio, wanted: Preferences) -> bool:
    """Whether nights that reward would look at everyone again: other amounts, or another start date."""
    return is_due(wanted) and mark_of(before, before.preferences) != mark_of(before, wanted)


def mark_of(studio: Studio, preferences: Preferences) -> str:
    """The same for every rule by which the same clients get the same, with the statuses as they are.

    It says nothing of whether nights follow the rule.
    """
    return night.fingerprint(preferences.stored_rule, studio)


def needs_preview(before: Preferences, wanted: Preferences) -> bool:
    """Whether somebody must have seen what it would give: it was off, and would be on."""
    return is_due(wanted) and not is_due(before)


def _against(wanted: Preferences, before: Preferences) -> dict[str, Wrong]:
    found: dict[str, Wrong] = {}
    rule, cents = wanted.loyalty, wanted.loyalty_cents_per_day_max
    assert rule is not None
    if cents is not None and cents < rule.reward_cents:
        found["cents_max"] = Wrong.CAP_BELOW_REWARD
    by_email = rule.letter and rule.letter_form is LetterForm.EMAIL
    # Switching off must always be possible.
    if by_email and (wanted.loyalty_active or letter_choice(rule) != letter_choice(before.loyalty)):
        refused = processing.email_refusal(wanted)
        if refused is not None:
            found["letter"] = Wrong(refused.value)
    return found


class _Reader:
    """Reads what was typed, and keeps what cannot be read."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.wrong: dict[str, Wrong] = {}

    def read(self, name: str, take: Callable[[str], T]) -> T | None:
        try:
            return take(self._typed[name].strip())
        except _NotTaken as refused:
            self.wrong[name] = refused.wrong
            return None


class _NotTaken(ValueError):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


def _with_letter(rule: LoyaltyRule, choice: str, heads: Iterable[LetterHead], reader: _Reader) -> LoyaltyRule:
    if choice == NO_LETTER:
        return replace(rule, letter=False, letter_form=LetterForm.EMAIL, letter_id=None)
    form = choice.removeprefix(SHIPPED)
    if choice.startswith(SHIPPED) and form in list(LetterForm):
        return replace(rule, letter=True, letter_form=LetterForm(form), letter_id=None)
    for each in heads:
        if each.letter_id == choice:
            return replace(rule, letter=True, letter_form=each.form, letter_id=each.letter_id)
    reader.wrong["letter"] = Wrong.NOT_OFFERED
    return rule


def _cents(text: str, most: int) -> Cents:
    try:
        cents = money.from_typing(text)
    except NotMoney:
        raise _NotTaken(Wrong.NOT_MONEY) from None
    if not 0 < cents <= most:
        raise _NotTaken(Wrong.NOT_MONEY)
    return cents


def _whole(text: str, most: int, wrong: Wrong) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not 1 <= int(text) <= most:
        raise _NotTaken(wrong)
    return int(text)


def _cap_cents(text: str) -> Cents | None:
    return _cents(text, CAP_CENTS_MAX) if text else None


def _cap_rewards(text: str) -> int | None:
    return _whole(text, CAP_REWARDS_MAX, Wrong.NOT_A_COUNT) if text else None


def _day(text: str) -> date | None:
    try:
        return setting_value.day(text)
    except NotTaken:
        raise _NotTaken(Wrong.NOT_A_DAY) from None
