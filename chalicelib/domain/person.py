"""Who might be the same person: same name and birthday, though neither email nor mobile is known."""

import unicodedata
from datetime import date


def person_key(first_name: str | None, last_name: str | None, birthday_on: date | None) -> str | None:
    """The key by which two records are doubted to be one person; None where a part of it is unknown.

    Case, accents and spaces make no difference. Source: rules 3 (a doubtful match).
    """
    if not first_name or not last_name or birthday_on is None:
        return None
    return f"person:{_folded(first_name)}|{_folded(last_name)}|{birthday_on.isoformat()}"


def _folded(name: str) -> str:
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    return "".join(bare.casefold().split())
