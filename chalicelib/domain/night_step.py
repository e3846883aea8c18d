"""The steps of a night, in their order."""

from enum import StrEnum


class Step(StrEnum):
    """What a night does; each step begins when the one before it is done."""

    LOYALTY = "loyalty"
    EXPIRY = "expiry"
    WARNINGS = "warnings"
    REFERRALS = "referrals"
    RECONCILIATION = "reconciliation"
    DONE = "done"
    REBUILD = "rebuild"  # No part of a night: a manager asks for it, alone.
    LAST_DAYS = "last_days"  # Nor is this.

    @property
    def next(self) -> "Step":
        """The step after this one."""
        steps = list(Step)
        return steps[steps.index(self) + 1]
