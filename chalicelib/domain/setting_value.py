"""Reads the text of one setting: its value, or NotTaken, TooLong or NotAllowed with what is wrong."""

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum

from chalicelib.domain.asked import Field
from chalicelib.domain.form_text import clean_line, clean_paragraphs
from chalicelib.domain.objection import Objection
from chalicelib.domain.studio import CUSTOM_FIELDS, FieldOption
from chalicelib.domain.theme import DEFAULTS, color

YES, NO = "yes", "no"
NUMBER_MAX = 10**12
LINE_MAX, PARAGRAPHS_MAX = 200, 1000


class NotTaken(ValueError):
    """A text that is no value of its setting."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


def needed(text: str) -> str:
    """One line that cannot be blank."""
    typed = clean_line(text, LINE_MAX)
    if not typed:
        raise NotTaken(Objection.MISSING)
    return typed


def line(text: str) -> str:
    """One line of text."""
    return clean_line(text, LINE_MAX)


def paragraphs(text: str) -> str:
    """Text of several lines."""
    return clean_paragraphs(text, PARAGRAPHS_MAX)


def switch(text: str) -> bool:
    """Yes or no."""
    if text not in (YES, NO):
        raise NotTaken(Objection.UNKNOWN)
    return text == YES


def one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """A reader of one of these words."""

    def read(text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError as fault:
            raise NotTaken(Objection.UNKNOWN) from fault

    return read


def whole(text: str) -> int:
    """A whole number from 1 on, in plain digits."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(NUMBER_MAX)):
        raise NotTaken(Objection.NOT_A_NUMBER)
    if not 1 <= int(text) < NUMBER_MAX:
        raise NotTaken(Objection.NOT_FROM_ONE)
    return int(text)


def day(text: str) -> date | None:
    """A day such as `2026-11-22`, or none."""
    if not text:
        return None
    try:
        on = date.fromisoformat(text)
    except ValueError as fault:
        raise NotTaken(Objection.NOT_A_DATE) from fault
    if on.isoformat() != text:  # 20261122 and 2026-W47-7 are ISO too.
        raise NotTaken(Objection.NOT_A_DATE)
    return on


def clock_time(text: str) -> str:
    """A time of day as `21:00`; `9:00` is read as `09:00`."""
    try:
        at = time.fromisoformat(text.zfill(len("08:00")))
    except ValueError as fault:
        raise NotTaken(Objection.NOT_A_TIME) from fault
    if at.second or at.microsecond or at.tzinfo is not None:
        raise NotTaken(Objection.NOT_A_TIME)
    return at.strftime("%H:%M")


def field_option(key: str, text: str) -> FieldOption:
    """How the form treats the field `key`."""
    try:
        Field(key)
        return FieldOption(text)
    except ValueError as fault:
        raise NotTaken(Objection.UNKNOWN) from fault


def color_of(key: str, text: str) -> str:
    """The color `key` as `#rrggbb`; blank is its default."""
    if key not in DEFAULTS:
        raise NotTaken(Objection.UNKNOWN)
    if text and color(text) is None:
        raise NotTaken(Objection.NOT_A_COLOR)
    return color(text) or ""


def label(key: str, text: str) -> str:
    """What the studio calls the custom field `key`."""
    if key not in CUSTOM_FIELDS:
        raise NotTaken(Objection.UNKNOWN)
    return clean_line(text, LINE_MAX)
