"""How many are enrolled in a program and what came of its referrals, and what else names it.

Each figure is one Query that counts keys, up to `COUNTED_MAX`: that many or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pynamodb.constants import COUNT
from pynamodb.expressions.condition import Condition

from chalicelib.domain.referral import State
from chalicelib.models.base import Table
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.trigger import triggers

COUNTED_MAX = 10_000
"""Some 11,000 keys fit into the answer that is counted."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Open enrollments; referrals that paid, wait for what is asked, and wait for a person."""

    enrolled: int
    earned: int
    pending: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Uses:
    """What names a program: open and ended enrollments, referrals, and triggers by their names."""

    enrolled: int
    ended: int
    referrals: int
    triggers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.enrolled or self.ended or self.referrals or self.triggers)


def program_figures(program_id: str) -> Figures:
    """The program's figures as they were a moment ago: four Queries."""
    return Figures(
        enrolled=_enrollments(program_id, Enrollment.enrollment_id == OPEN),
        earned=_referrals(program_id, State.REWARDED),
        pending=_referrals(program_id, State.PENDING),
        held=_referrals(program_id, State.HELD),
    )


def program_uses(program_id: str) -> Uses:
    """What names the program: four Queries. An enrollment of this very second may be missing."""
    return Uses(
        enrolled=_enrollments(program_id, Enrollment.enrollment_id == OPEN),
        ended=_enrollments(program_id, Enrollment.enrollment_id < OPEN),
        referrals=_referrals(program_id),
        triggers=tuple(_triggers(program_id)),
    )


def _triggers(program_id: str) -> Iterator[str]:
    for each in triggers().values():
        if each.program_id == program_id:
            yield each.description


def _enrollments(program_id: str, which: Condition) -> int:
    return _counted(Enrollment, program_id, which)


def _referrals(program_id: str, state: State | None = None) -> int:
    return _counted(Referral, program_id, Referral.state == state.value if state is not None else None)


def _counted(table: type[Table], program_id: str, which: Condition | None) -> int:
    answer = table._get_connection().query(
        program_id, which, index_name="by_program", limit=COUNTED_MAX, select=COUNT
    )
    return int(answer["Count"])
