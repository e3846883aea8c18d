"""Names: first letters are made capitals, and nothing else of what a person typed is changed."""

from enum import StrEnum

_BEGINS_A_WORD = " -\u2010\u2011"


def with_capitals(name: str, *, bypass: bool = False) -> str:
    """`name` with the first letter of each word a capital; `sara johnson-lee` → `Sara Johnson-Lee`.

    Never lowers a letter (McDonald stays), leaves a first letter that has no capital of one letter
    (ß) as it is, changes nothing with `bypass`, and changes nothing twice. Source: rules 6.
    """
    if bypass:
        return name
    letters = []
    before = " "
    for letter in name:
        capital = letter.title() if before in _BEGINS_A_WORD else letter
        letters.append(capital if len(capital) == 1 else letter)
        before = letter
    return "".join(letters)


class NameOrder(StrEnum):
    """Which of its names stands first where a client is shown or entered."""

    LAST_FIRST = "last_first"
    FIRST_LAST = "first_last"


def shown_name(first: str | None, last: str | None, order: NameOrder) -> str:
    """The name as the studio reads it: `Lee, Sara` or `Sara Lee`; one name alone, or "" without any.

    Source: *Creating a Client*, Name; the studio's preference.
    """
    names = [name for name in (first, last) if name]
    if len(names) == 1 or order is NameOrder.FIRST_LAST:
        return " ".join(names)
    return ", ".join(reversed(names))
