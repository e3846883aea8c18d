"""Cells that a spreadsheet shows as they are, and how they are read again.

Excel and its kin run a cell that begins with a sign as a formula. Such a cell is written with an
apostrophe before it, which our imports take off again. Source: OWASP, CSV injection.
"""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
"""A sign that begins a formula, its full-width forms included, also behind apostrophes of its own."""


def guarded(cell: str) -> str:
    """The cell as it is written into a file for people: `+15550100` is `'+15550100`."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that was guarded; any other one as it is."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
