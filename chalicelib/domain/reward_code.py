"""A reward's code as somebody says or types it at the desk: any case, without its signs, misread letters."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import product
from math import prod
from types import MappingProxyType

from chalicelib.domain.ids import CODE_ALPHABET

TYPED_MAX = 100
READINGS_MAX = 16
LOOK_ALIKES: Mapping[str, str] = MappingProxyType(
    {"0": "QD", "O": "QD", "1": "7J", "I": "J7", "L": "7J", "U": "V"}
)
"""What a letter that no code of ours has may have been. Two letters that codes do have are never mixed up."""
_SIGNS = re.compile(r"[\s._'\u2010-\u2015\u2212-]+")
_PREFIX = re.compile(r"[L1I]R")
_OTHERS = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
LETTERS = 8


def readings(typed: str) -> list[str]:
    """The codes that may be meant, the likeliest first; none where it is no code at all.

    Our own with or without `LR-`, and what was typed itself, which may be a code of an earlier system.
    At most 17: with more misread letters than that allows, the code has to be typed anew.
    """
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    if not text or len(text) > TYPED_MAX:
        return []
    found = _own(_SIGNS.sub("", text))
    if _OTHERS.fullmatch(text) and text not in found:
        found.append(text)
    return found


def _own(text: str) -> list[str]:
    if len(text) == LETTERS + 2 and _PREFIX.match(text):
        text = text[2:]
    if len(text) != LETTERS:
        return []
    may_be = [letter if letter in CODE_ALPHABET else LOOK_ALIKES.get(letter, "") for letter in text]
    if not 0 < prod(map(len, may_be)) <= READINGS_MAX:
        return []
    return [f"LR-{''.join(read[:4])}-{''.join(read[4:])}" for read in product(*may_be)]
