"""What is wrong with an answer, in sentences for staff."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.answers import Fault, Problem

T = TypeVar("T")
WORDS = {
    Problem.MISSING: "This is needed.",
    Problem.TOO_LONG: "This is too long.",
    Problem.NOT_ALLOWED: "This holds characters that cannot be kept, such as marks that turn text around.",
    Problem.NOT_AN_EMAIL: "This is not an email address.",
    Problem.NOT_A_PHONE: "This is not a phone number.",
    Problem.NOT_A_DATE: "This is not a day of the calendar, such as 1980-02-29.",
    Problem.NOT_PAST: "This day is still to come.",
    Problem.NOT_LISTED: "This is not on the studio's list any more.",
}


class Problems(dict[str, str]):
    """What is wrong, by control; the first thing said of a control counts."""

    def say(self, name: str, words: str) -> None:
        """Note what is wrong with a control."""
        self.setdefault(name, words)

    def take(self, name: str, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None with the reason noted."""
        try:
            return read()
        except Fault as fault:
            self.say(name, WORDS[fault.problem])
            return None
