"""The studio's own letters that may tell of a loyalty reward."""

from collections.abc import Iterator

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.merging import fields_in
from chalicelib.models.letter import heads, texts_of

FRIENDS = "friend."


def loyalty_letters() -> list[LetterHead]:
    """The letters to choose from: kind `loyalty`, and kind `reward` where it says nothing of a friend.

    Two calls at any number of letters up to a hundred; retired ones are not among them.
    """
    standing = [each for each in heads() if not each.inactive]
    own = [each for each in standing if each.kind is Kind.LOYALTY]
    return [*own, *_without_friends([each for each in standing if each.kind is Kind.REWARD])]


def _without_friends(found: list[LetterHead]) -> Iterator[LetterHead]:
    texts = texts_of([each.ref for each in found])
    for each in found:
        text = texts.get(each.ref)
        if text is not None and not _names_friends(text.subject, text.html, text.text):
            yield each


def _names_friends(*parts: str) -> bool:
    return any(name.startswith(FRIENDS) for part in parts for name in fields_in(part))
