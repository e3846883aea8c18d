"""What enrolling a client in a program makes of the enrollment that is open. Source: rules 2."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Enrolled(StrEnum):
    """What an enrollment did."""

    NEW = "new"
    REFRESHED = "refreshed"  # The same program again: its start is refreshed.
    REPLACED = "replaced"  # Another program: the earlier enrollment is kept as history.
    UNCHANGED = "unchanged"  # The open one stands already as told.
    OLDER = "older"  # The open one began later than the one told of.
    REFUSED = "refused"  # What was to be written with it does not stand any more: nothing was written.


@dataclass(frozen=True, kw_only=True)
class Open:
    """The open enrollment."""

    program_id: str
    enrolled_at: datetime


def enrolled(open_one: Open | None, program_id: str, enrolled_at: datetime) -> Enrolled:
    """What an enrollment in this program from that instant does."""
    if open_one is None:
        return Enrolled.NEW
    if enrolled_at < open_one.enrolled_at:
        return Enrolled.OLDER
    if open_one.program_id != program_id:
        return Enrolled.REPLACED
    return Enrolled.UNCHANGED if enrolled_at == open_one.enrolled_at else Enrolled.REFRESHED
