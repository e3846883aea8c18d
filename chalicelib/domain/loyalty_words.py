"""What a loyalty rule promises, in plain sentences.

Source: rules 5.
"""

from datetime import date

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import day_in_words
from chalicelib.domain.loyalty import earned
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.studio import LoyaltyRule

FORMS = {
    LetterForm.EMAIL: "by email",
    LetterForm.PRINT: "on paper",
    LetterForm.TEXT: "by text message",
}


def promise(rule: LoyaltyRule, currency: str, letter: str | None = None) -> list[str]:
    """The rule in sentences: what earns what, what carries over, which sales count, when it ends, the letter.

    `letter` is what the studio calls a letter of its own.
    """
    example = Cents(int(rule.every_cents) * 5 // 2)
    gets = earned(example, rule)
    rest = Cents(int(example) - int(gets.consumed_cents))

    def money(cents: int) -> str:
        return to_display(cents, currency)

    return [
        f"Every {money(rule.every_cents)} of sales, before tax and on invoices paid in full, earns a client "
        f"whose status takes part a reward of {money(rule.reward_cents)}.",
        f"Who comes to {money(example)} at once gets one reward of {money(gets.reward_cents)}, and "
        f"{money(rest)} count toward the next.",
        counting(rule.start_on),
        _ends(rule),
        _letter(rule, letter),
    ]


def multiples_in_words(*, multiples: bool) -> str:
    """What happens to a client who comes to several levels at once."""
    if multiples:
        return "A reward for each level reached, together in one"
    return "One reward, however many levels were reached; those are used up"


def counting(start_on: date | None) -> str:
    """Which sales count."""
    if start_on is None:
        return "Sales of all time count."
    return f"Sales on invoices of {day_in_words(start_on)} and later count."


def _ends(rule: LoyaltyRule) -> str:
    if rule.expires_after_days is None:
        return "The reward does not end."
    days = "1 day" if rule.expires_after_days == 1 else f"{rule.expires_after_days:,} days"
    return f"The reward ends {days} after the night that issues it; that last day still counts."


def _letter(rule: LoyaltyRule, letter: str | None) -> str:
    if not rule.letter:
        return "No letter goes with it."
    which = f"your letter “{letter}”" if letter is not None else "the letter that ships with the product"
    return f"The client is told {FORMS[rule.letter_form]}, with {which}."
