"""Reads one answer of a form: the value, None where nothing was answered, or a Fault with what is wrong."""

from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.asked import Choice
from chalicelib.domain.contact import canonical_mobile, tidy_email
from chalicelib.domain.form_text import NotAllowed, TooLong, clean_line, clean_paragraphs

AGE_YEARS_MAX = 130
DAYS_AHEAD_MAX = 730
EMAIL_MAX = 320


class Problem(StrEnum):
    """What is wrong with one input."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_ALLOWED = "not_allowed"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NOT_A_DATE = "not_a_date"
    NOT_PAST = "not_past"
    NOT_AHEAD = "not_ahead"
    TWICE = "twice"
    NOT_LISTED = "not_listed"
    NO_WAY_TO_REACH = "no_way_to_reach"
    NO_MOBILE_TO_TEXT = "no_mobile_to_text"
    NO_EMAIL_TO_WRITE_TO = "no_email_to_write_to"
    NO_NAME = "no_name"


class Fault(ValueError):
    """An answer cannot be taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def line(text: str, longest: int) -> str | None:
    """One line of text."""
    try:
        return clean_line(text, longest) or None
    except TooLong as fault:
        raise Fault(Problem.TOO_LONG) from fault
    except NotAllowed as fault:
        raise Fault(Problem.NOT_ALLOWED) from fault


def paragraphs(text: str, longest: int) -> str | None:
    """Text of several lines."""
    try:
        return clean_paragraphs(text, longest) or None
    except TooLong as fault:
        raise Fault(Problem.TOO_LONG) from fault
    except NotAllowed as fault:
        raise Fault(Problem.NOT_ALLOWED) from fault


def email(text: str) -> str | None:
    """An address as it is kept and written to."""
    typed = line(text, EMAIL_MAX)
    if typed is None:
        return None
    tidy = tidy_email(typed)
    if tidy is None:
        raise Fault(Problem.NOT_AN_EMAIL)
    return tidy


def phone(text: str, country: str) -> str | None:
    """A phone number as E.164."""
    typed = line(text, EMAIL_MAX)
    if typed is None:
        return None
    number = canonical_mobile(typed, country)
    if number is None:
        raise Fault(Problem.NOT_A_PHONE)
    return number


def day(text: str) -> date | None:
    """A day as a date input sends it: `2026-11-22` and nothing else."""
    typed = text.strip(" ")
    if not typed:
        return None
    try:
        answer = date.fromisoformat(typed)
    except ValueError as fault:
        raise Fault(Problem.NOT_A_DATE) from fault
    if answer.isoformat() != typed:  # 20261122 and 2026-W47-7 are ISO too.
        raise Fault(Problem.NOT_A_DATE)
    return answer


def birthday(text: str, today: date) -> date | None:
    """The day on which someone who is alive was born; today counts."""
    born_on = day(text)
    if born_on is not None and born_on > today:
        raise Fault(Problem.NOT_PAST)
    if born_on is not None and today.year - born_on.year > AGE_YEARS_MAX:
        raise Fault(Problem.NOT_A_DATE)
    return born_on


def day_ahead(text: str, today: date) -> date | None:
    """A day from tomorrow on, within two years."""
    answer = day(text)
    if answer is not None and not today < answer <= today + timedelta(days=DAYS_AHEAD_MAX):
        raise Fault(Problem.NOT_AHEAD)
    return answer


def choice(text: str, choices: tuple[Choice, ...]) -> str | None:
    """The id of a line that is on the list."""
    if text and not any(text == each.value for each in choices):
        raise Fault(Problem.NOT_LISTED)
    return text or None


def yes_or_no(text: str) -> bool | None:
    """A consent, given or refused."""
    if text not in ("", "yes", "no"):
        raise Fault(Problem.NOT_LISTED)
    return text == "yes" if text else None
