"""What is said of the loyalty program: of what cannot be stored, and of those who get nothing."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_edit import (
    CAP_CENTS_MAX,
    CAP_REWARDS_MAX,
    DAYS_MAX,
    EVERY_MAX_CENTS,
    NO_LETTER,
    REWARD_MAX_CENTS,
    SHIPPED,
    Wrong,
)
from chalicelib.domain.loyalty_words import FORMS
from chalicelib.domain.money import to_display
from chalicelib.domain.studio import LoyaltyRule, Preferences

SENTENCES: Mapping[Wrong, str] = {
    Wrong.NOT_MONEY: "This is not an amount such as 100 or 12.50",
    Wrong.NOT_DAYS: f"It is on, and this is not a whole number of days from 1 to {DAYS_MAX:,}.",
    Wrong.NOT_A_DAY: "This is not a day of the calendar, such as 2026-11-22.",
    Wrong.NOT_A_COUNT: f"This is not a whole number from 1 to {CAP_REWARDS_MAX:,}; empty is no cap.",
    Wrong.NOT_OFFERED: "This letter is not on offer any more. Choose another one.",
    Wrong.CAP_BELOW_REWARD: "This is less than one reward: nobody would ever get one.",
    Wrong.NOT_LIVE: "Letters do not go by email until the studio is live (company preferences).",
    Wrong.NO_SENDER: "Email is not set up: the company preferences have no sender's address.",
    Wrong.NO_POSTAL_ADDRESS: "Email is not set up: the company preferences have no postal address.",
}
MOST = {"every": EVERY_MAX_CENTS, "reward": REWARD_MAX_CENTS, "cents_max": CAP_CENTS_MAX}
REASONS: Mapping[Reason, str] = {
    Reason.REWARDED: "Get a reward",
    Reason.BELOW_THE_LEVEL: "Have not come to the next level",
    Reason.STATUS_NOT_INCLUDED: "Have a status that does not take part",
    Reason.MERGED: "Were joined to another record",
    Reason.DAILY_CAP: "Wait for the next night: the day has given what it may",
    Reason.ABOVE_DAILY_CAP: "Earned more than a whole day may give: raise the cap, or process them by hand",
    Reason.FAILED: "Could not be done, by a fault of ours: the next night tries again",
}


def wrong_in_words(name: str, wrong: Wrong) -> str:
    """What is wrong with the setting of this name."""
    if wrong is Wrong.NOT_MONEY:
        also = "; empty is no cap" if name == "cents_max" else ""
        return f"{SENTENCES[wrong]}, up to {MOST[name] // 100:,}{also}."
    return SENTENCES[wrong]


def letter_choices(heads: Sequence[LetterHead]) -> list[tuple[str, str]]:
    """No letter, what ships in each form, and the studio's own: what is stored, and its words."""
    shipped = [
        (f"{SHIPPED}{form.value}", f"The letter that ships with the product, {FORMS[form]}")
        for form in LetterForm
    ]
    own = [
        (
            head.letter_id,
            f"{head.description}, {FORMS[head.form]}{' (retired)' if head.inactive else ''}",
        )
        for head in heads
    ]
    return [(NO_LETTER, "No letter"), *shipped, *own]


def letter_name(rule: LoyaltyRule, heads: Sequence[LetterHead]) -> str | None:
    """What the studio calls the rule's own letter."""
    return next((head.description for head in heads if head.letter_id == rule.letter_id), None)


def caps_in_words(preferences: Preferences) -> str:
    """What nights may give in one day."""
    cents, rewards = preferences.loyalty_cents_per_day_max, preferences.loyalty_rewards_per_day_max
    said = [to_display(cents, preferences.currency)] if cents is not None else []
    if rewards is not None:
        said.append("1 reward" if rewards == 1 else f"{rewards:,} rewards")
    if not said:
        return "Nights give whatever was earned: no cap is set."
    return f"Nights give {' and '.join(said)} at most on one day; whoever is over that waits for the next."
