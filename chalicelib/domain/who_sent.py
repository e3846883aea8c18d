"""What a visitor says of who sent them: a referral code, or a name for a person to look into.

A name never finds anybody by itself: the form would become a way to ask who is a client. Source: rules 3.
"""

from dataclasses import dataclass

from chalicelib.domain.link import folded

NOBODY = frozenset({"no", "none", "nobody", "no one", "noone", "no-one", "n/a", "na", "-"})
"""What people answer where an answer is required and nobody sent them."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """The words as typed, and the referral code that they may be."""

    words: str
    token: str | None


def said(words: str | None) -> Said | None:
    """What was said; None where it is nothing, or that nobody did."""
    if words is None or words.casefold().rstrip(".!") in NOBODY:
        return None
    return Said(words=words, token=folded(words))
