"""An enrollment brought along from an earlier system. Source: rules 2."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.cells import Cells
from chalicelib.domain.program import Program
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.studio import Studio


@dataclass(frozen=True, kw_only=True)
class EnrollmentRow:
    """What a row says. With `ended_on` the enrollment is over."""

    client_ref: str
    program_id: str
    enrolled_on: date | None
    ended_on: date | None


def read_enrollment(row: Row, studio: Studio) -> EnrollmentRow:
    """What the row says; a program is named by its description or id. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    enrolled_on, ended_on = cells.day("enrolled_on"), cells.day("ended_on")
    if ended_on is not None and enrolled_on is not None and ended_on < enrolled_on:
        raise Bad("ended_on", "is before enrolled_on")
    return EnrollmentRow(
        client_ref=cells.needed_ref("client_ref"),
        program_id=_program(cells, studio).program_id,
        enrolled_on=enrolled_on,
        ended_on=ended_on,
    )


def _program(cells: Cells, studio: Studio) -> Program:
    name = cells.needed_ref("program")
    wanted = name.casefold()
    named = [each for each in studio.programs.values() if each.description.casefold() == wanted]
    active = [each for each in named if not each.inactive]
    program = next(iter(active or named), None) or studio.programs.get(name)
    if program is None:
        raise Bad("program", "is no program of the studio")
    return program
