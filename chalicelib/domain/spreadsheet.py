"""Cells that a spreadsheet shows as they are, and how they are read again.

Excel and its kin run a cell that begins with a sign as a formula. Such a cell is written with an
apostrophe before the sign, which our imports take off again. Where semicolons part the cells of a
file, what stands behind one begins a cell too, and so does a line. Source: OWASP, CSV injection.
"""

import re

_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_SIGN = r"(?='*[=+\-@\uff0b\uff0d\uff1d\uff20])"  # The full-width forms run as well.
_GUARD = re.compile(_BEGINS + _SIGN)
_GUARDED = re.compile(_BEGINS + "'" + _SIGN)


def guarded(cell: str) -> str:
    """The cell as it is written into a file for people: `+15550100` is `'+15550100`."""
    return _GUARD.sub("'", cell)


def unguarded(cell: str) -> str:
    """The cell that was guarded; one that has no guard as it is."""
    return _GUARDED.sub("", cell) if "'" in cell else cell
