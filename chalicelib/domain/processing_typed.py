"""What is typed for a run by hand: the two amounts, the last day, and the letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.money import Cents, NotMoney, from_text, to_text
from chalicelib.domain.processing import Refusal, email_refusal
from chalicelib.domain.studio import LoyaltyRule, Preferences

NONE = "none"
FORMS = (LetterForm.PRINT, LetterForm.EMAIL)
"""How reward letters go, beside not at all."""
SHIPPED = "shipped"
"""Stands for the letter that ships, among those to choose from."""
FIELDS = ("every", "reward", "multiples", "expires", "expires_on", "letters", "letter_print", "letter_email")
TICKS = ("multiples", "expires")
YES = "yes"
AHEAD_MAX = timedelta(days=36_525)

Typed = Mapping[str, str]
Problems = dict[str, str]


@dataclass(frozen=True)
class Read:
    """The rule as it was typed, None where something is wrong with it; what, by control."""

    rule: LoyaltyRule | None
    problems: Problems
    refused: Refusal | None = None
    """Why letters cannot go by email, where that was chosen."""


def prefilled(rule: LoyaltyRule | None, today: date) -> dict[str, str]:
    """The controls as they begin, from the stored rule."""
    typed = dict.fromkeys(FIELDS, "") | {
        "multiples": YES,
        "letters": NONE,
        "letter_print": SHIPPED,
        "letter_email": SHIPPED,
    }
    if rule is None:
        return typed
    last_day = rule.expires_on
    if last_day is None and rule.expires_after_days is not None:
        last_day = today + timedelta(days=rule.expires_after_days)
    form = rule.letter_form if rule.letter and rule.letter_form in FORMS else None
    typed |= {
        "every": to_text(rule.every_cents),
        "reward": to_text(rule.reward_cents),
        "multiples": YES if rule.multiples else "",
        "expires": YES if last_day is not None else "",
        "expires_on": last_day.isoformat() if last_day is not None else "",
        "letters": form.value if form is not None else NONE,
    }
    if form is not None and rule.letter_id is not None:
        typed[f"letter_{form.value}"] = rule.letter_id
    return typed


def read(typed: Typed, letters: Sequence[LetterHead], preferences: Preferences, today: date) -> Read:
    """The rule of a run by hand; the start date is the studio's own.

    `letters` are those that may tell of a reward. A last day of today is allowed, an earlier one refused.
    """
    problems: Problems = {}
    every, reward = _amount("every", typed, problems), _amount("reward", typed, problems)
    if every is not None and reward is not None and reward > every:
        problems["reward"] = "The reward is more than the sales that earn it."
    last_day = _last_day(typed, today, problems) if typed.get("expires") == YES else None
    form = next((each for each in FORMS if typed.get("letters") == each.value), None)
    if form is None and typed.get("letters") != NONE:
        problems["letters"] = "Choose how the letters go."
    letter_id = _letter_id(form, typed, letters, problems) if form is not None else None
    refused = email_refusal(preferences) if form is LetterForm.EMAIL else None
    if problems or refused is not None or every is None or reward is None:
        return Read(None, problems, refused)
    rule = LoyaltyRule(
        every_cents=every,
        reward_cents=reward,
        multiples=typed.get("multiples") == YES,
        start_on=preferences.loyalty_start_on,
        expires_on=last_day,
        letter=form is not None,
        letter_form=form or LetterForm.EMAIL,
        letter_id=letter_id,
    )
    return Read(rule, problems)


def _amount(name: str, typed: Typed, problems: Problems) -> Cents | None:
    try:
        amount = from_text(typed.get(name, "").replace(",", ""))
    except NotMoney:
        problems[name] = "This is not an amount such as 250.00."
        return None
    if amount <= 0:
        problems[name] = "The amount must be more than nothing."
    return amount


def _last_day(typed: Typed, today: date, problems: Problems) -> date | None:
    text = typed.get("expires_on", "")
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        day = None
    if day is None:
        problems["expires_on"] = "This is not a day, such as 2026-11-22."
    elif day < today:
        problems["expires_on"] = "This day is over: the rewards would have ended before they were given."
    elif day > today + AHEAD_MAX:
        problems["expires_on"] = "Choose a day within a hundred years, or none."
    return day


def _letter_id(
    form: LetterForm, typed: Typed, letters: Sequence[LetterHead], problems: Problems
) -> str | None:
    name = f"letter_{form.value}"
    chosen = typed.get(name, "")
    if chosen == SHIPPED:
        return None
    if not any(each.letter_id == chosen and each.form is form for each in letters):
        problems[name] = "This letter was retired, or tells of a friend. Choose another one."
    return chosen
