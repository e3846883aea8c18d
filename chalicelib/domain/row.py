"""One row that comes in from outside, in a file or singly, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What rows tell of; each kind has a folder of its own under `imports/`."""

    CLIENTS = "clients"
    INVOICES = "invoices"
    SESSIONS = "sessions"
    REWARDS = "rewards"
    ENROLLMENTS = "enrollments"


class Outcome(StrEnum):
    """What became of a row."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # It stands already as the row says.
    OLDER = "older"  # What stands is newer.
    WAITING = "waiting"  # It is ahead of its client and is applied when that one comes.
    REFUSED = "refused"


class Bad(ValueError):
    """The row cannot be taken; says in which column and why, in words for a report."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class Row:
    """Cells by column; an empty cell is left out, for it leaves its field as it is.

    `received_at` is set on a row that waited for its client: whatever was stored since is newer.
    """

    cells: Mapping[str, str]
    line: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True)
class Judgement:
    """What became of one row, where and why."""

    outcome: Outcome
    column: str = ""
    reason: str = ""

    @property
    def is_told(self) -> bool:
        """Whether a report lists the row."""
        return bool(self.reason) or self.outcome not in (Outcome.STORED, Outcome.UNCHANGED)


STORED = Judgement(Outcome.STORED)
UNCHANGED = Judgement(Outcome.UNCHANGED)
OLDER = Judgement(Outcome.OLDER, "updated_at", "is older than what is stored")


def refused(column: str, reason: str) -> Judgement:
    """The judgement on a row that is not taken."""
    return Judgement(Outcome.REFUSED, column, reason)


def waits_for(column: str, ref: str) -> Judgement:
    """The judgement on a row that is ahead of the client it names."""
    return Judgement(Outcome.WAITING, column, f"waits for the client {ref}")


def is_older(updated_at: str | None, standing_updated_at: str | None) -> bool:
    """Whether a row loses against what is stored. One that does not say when it was written never does."""
    return updated_at is not None and standing_updated_at is not None and updated_at < standing_updated_at
