"""Reads the merge fields in what a studio wrote, and puts values there.

A field is written `{{ client.first_name }}`. What a studio writes is data, never a program: the reader goes
over it once, knows the names of `merge_fields.FIELDS` and nothing else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.domain.letters import Kind
from chalicelib.domain.merge_fields import FIELDS, fields_of

NAME_MAX = 60
SHOWN_MAX = 40


@dataclass(frozen=True)
class Problem:
    """What cannot stand in a letter, and the line it stands in, counted from 1."""

    line: int
    found: str
    known: bool = False  # A field of the list, which letters of this kind do not have.


@dataclass(frozen=True)
class _Piece:
    """A stretch of a letter: words, or what stands between braces (`name` is None for words)."""

    start: int
    text: str
    name: str | None = None


_OPENING = re.compile(r"\{\{|\{%|\{#")


def problems(text: str, kind: Kind) -> list[Problem]:
    """Everything between braces that a letter of this kind does not have, in order.

    Also braces that begin and do not end, and the marks of a program (`{%`, `{#`), which would be
    sent as they stand.
    """
    allowed = {field.name for field in fields_of(kind)}
    found = []
    line, counted = 1, 0
    for piece in pieces(text):
        if piece.name in allowed or not _OPENING.match(piece.text):
            continue
        line += text.count("\n", counted, piece.start)
        counted = piece.start
        found.append(Problem(line, piece.text[:SHOWN_MAX], known=piece.name in FIELDS))
    return found


def fields_in(text: str) -> frozenset[str]:
    """The names of the known fields that stand in a letter."""
    return frozenset(piece.name for piece in pieces(text) if piece.name in FIELDS and piece.name)


def needs_program(*texts: str) -> bool:
    """Whether a letter speaks of a program, so that it should go with one."""
    return any(name.startswith("program.") for text in texts for name in fields_in(text))


def merged(text: str, value_of: Callable[[str], str | None]) -> str:
    """`text` with each known field replaced by what `value_of` gives for its name; all else stays."""
    parts = []
    for piece in pieces(text):
        value = value_of(piece.name) if piece.name in FIELDS and piece.name else None
        parts.append(piece.text if value is None else value)
    return "".join(parts)


def pieces(text: str) -> Iterator[_Piece]:
    """`text` cut into words and what stands in braces, once from the front: time grows with its length."""
    at = 0
    last_end = text.rfind("}}")
    for opening in _OPENING.finditer(text):
        start = opening.start()
        if start < at:
            continue
        if start > at:
            yield _Piece(at, text[at:start])
        inner = _inner(text, start, last_end) if opening.group() == "{{" else None
        at = start + (2 if inner is None else len(inner) + 4)
        yield _Piece(start, text[start:at], inner and inner.strip())
    if at < len(text):
        yield _Piece(at, text[at:])


def _inner(text: str, start: int, last_end: int) -> str | None:
    """What stands between the braces that begin at `start`; None where they do not end near by."""
    if last_end < start:
        return None
    end = text.find("}}", start + 2, start + 2 + NAME_MAX + 2)
    inner = text[start + 2 : end] if end >= 0 else None
    return None if inner is None or "{" in inner or "\n" in inner else inner
