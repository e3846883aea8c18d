"""Text that strangers type: trimmed, in one Unicode form, refused where it would deceive or break."""

import unicodedata

BYTES_PER_LETTER = 4
MARKS_MAX = 8  # On one letter; no script needs more.
_JOINERS = "\u200c\u200d"  # Persian words and composed emoji need them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = _JOINERS + "\u200b\u2060\ufeff\u00ad"


class TooLong(ValueError):
    """The text has more letters than the field takes."""


class NotAllowed(ValueError):
    """The text holds what no honest answer does."""


def clean_line(text: str, longest: int) -> str:
    """One line, trimmed and composed (NFC); "" when nothing visible is left.

    `longest` counts letters as people do: marks and joined emoji parts count with their letter.
    Raises TooLong, and NotAllowed for control characters and line breaks, changes of writing direction,
    piles of marks, and `=?`, which older mail software takes for encoded headers.
    """
    return _clean(text, longest, breaks="")


def clean_paragraphs(text: str, longest: int) -> str:
    """Like `clean_line`, but line feeds and tabs stay; every kind of line end becomes a line feed."""
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n"), longest, breaks="\n\t")


def _clean(text: str, longest: int, *, breaks: str) -> str:
    if len(text) > longest * BYTES_PER_LETTER:
        raise TooLong  # Before any work that grows with the text.
    composed = unicodedata.normalize("NFC", text).strip(" \u00a0" + breaks).strip(_INVISIBLE).strip(" \u00a0")
    if "=?" in composed or any(_is_refused(letter, breaks) for letter in composed):
        raise NotAllowed
    if _letters(composed) > longest or len(composed.encode()) > longest * BYTES_PER_LETTER:
        raise TooLong
    return composed


def _letters(text: str) -> int:
    letters = marks = 0
    joined = False
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Sk") or letter in _JOINERS:
            marks += 1
            if marks > MARKS_MAX:
                raise NotAllowed
        elif not joined:
            letters, marks = letters + 1, 0
        joined = letter == "\u200d"
    return letters


def _is_refused(letter: str, breaks: str) -> bool:
    is_control = unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
    return (is_control and letter not in breaks) or letter in _DIRECTIONS
