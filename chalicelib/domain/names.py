"""Names: first letters are made capitals, and nothing else of what a person typed is changed."""

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
