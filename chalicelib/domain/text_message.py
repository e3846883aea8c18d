"""What a text message costs: the letters that it may be made of, and in how many parts it travels.

Source: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table), TS 23.040 (parts).
"""

from dataclasses import dataclass
from enum import StrEnum

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Letters that are sent as two."""
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\t", " "
        ),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        "\u2026": "...",
        "\u2022": "-",
        "\u00b7": "-",
        "\u2122": "(TM)",
        "\u00a9": "(c)",
        "\u00ae": "(R)",
    }
)
PARTS_MAX = 8
"""More parts than that are a letter, not a text. (ours)"""


class Alphabet(StrEnum):
    """What a text is written in: one letter beyond GSM-7 makes all of it UCS-2."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_ALONE = {Alphabet.GSM_7: 160, Alphabet.UCS_2: 70}
_IN_PARTS = {Alphabet.GSM_7: 153, Alphabet.UCS_2: 67}


@dataclass(frozen=True, kw_only=True)
class Size:
    """How a text travels: its alphabet, its length in that alphabet's units, its parts (segments)."""

    alphabet: Alphabet
    units: int
    parts: int

    @property
    def is_too_long(self) -> bool:
        """Whether it is more than one text may be."""
        return self.parts > PARTS_MAX


def folded(text: str) -> str:
    """The text with plain marks for typographic ones, which would halve the room in each part.

    Quotes, dashes, dots and wide spaces; names keep their letters. Folding again changes nothing.
    """
    return text.replace("\r\n", "\n").translate(_FOLDED)


def beyond_gsm(text: str) -> list[str]:
    """The letters that make the text UCS-2, each once, in order; none for a plain one."""
    return list(dict.fromkeys(letter for letter in text if letter not in _GSM_7 | _EXTENSION))


def size(text: str) -> Size:
    """How this very text travels; fold it before."""
    alphabet = Alphabet.UCS_2 if beyond_gsm(text) else Alphabet.GSM_7
    widths = [_width(letter, alphabet) for letter in text]
    units = sum(widths)
    if units <= _ALONE[alphabet]:
        return Size(alphabet=alphabet, units=units, parts=1 if text else 0)
    parts, room = 1, _IN_PARTS[alphabet]
    for width in widths:
        if width > room:  # A letter of two units is never torn apart.
            parts, room = parts + 1, _IN_PARTS[alphabet]
        room -= width
    return Size(alphabet=alphabet, units=units, parts=parts)


def too_long(text: str) -> bool:
    """Whether the text, folded, is more than one text may be."""
    return size(folded(text)).is_too_long


def _width(letter: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM_7:
        return 2 if letter in _EXTENSION else 1
    return len(letter.encode("utf-16-le")) // 2
