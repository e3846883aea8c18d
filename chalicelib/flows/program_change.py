"""What came of a change to a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.program import Program
from chalicelib.domain.program_rules import Objection
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_figures import Uses

TRIES = 4
"""How often a change is judged anew because somebody else changed a program in the same moment."""


@dataclass(frozen=True, kw_only=True)
class ProgramChange:
    """The outcome, the program as it stands now, what stands against it by field, and what names it."""

    outcome: Outcome
    program: Program | None = None
    objections: Mapping[str, Objection] = field(default_factory=dict)
    uses: Uses | None = None
