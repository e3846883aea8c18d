"""A page of a run's work while it is done: its figures, its lines of the report, what cannot be done."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.studio import Studio
from chalicelib.models.run import Run

FAILURES_MAX = 10
"""So many failures on one page are no faults of single records: the page is given up and comes again."""

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Work:
    """A page being done: its figures, its rows of the report, and what else is kept of it."""

    run: Run
    studio: Studio
    now: datetime
    figures: dict[str, int] = field(default_factory=dict)
    rows: list[Sequence[str]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def count(self, **added: int) -> None:
        """Add to the figures."""
        for name, number in added.items():
            self.figures[name] = self.figures.get(name, 0) + number


def each(work: Work, records: Iterable[T], name_of: Callable[[T], str], act: Callable[[T], None]) -> list[T]:
    """`act` on each record; what failed twice is counted and returned. One record never blocks the others."""
    failed = list(records)
    for _ in range(2):
        failed = _failing(work, failed, name_of, act)
    if failed:
        work.count(failed=len(failed))
    return failed


def _failing(
    work: Work, records: Iterable[T], name_of: Callable[[T], str], act: Callable[[T], None]
) -> list[T]:
    failed = []
    for record in records:
        try:
            act(record)
        except Exception:
            log.exception("record failed", extra={"run_id": work.run.run_id, "record": name_of(record)})
            failed.append(record)
            if len(failed) > FAILURES_MAX:
                raise
    return failed
