"""One function's turn at long work: page after page, until it ends or another function goes on with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.models.leased import Leased
from chalicelib.models.transaction import Unknown

SECONDS_NEEDED = 60  # What a page may take; with less left another function goes on.
FAILURES_MAX = 10
"""So many failures of our own are no faults of single records: the work is left to another try."""
UNAVAILABLE = (BotoCoreError, ClientError, PynamoDBException, Unknown)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What a function works with. `go_on` lets another one go on with the work of this id."""

    clock: Callable[[], datetime]
    seconds_left: Callable[[], float]
    go_on: Callable[[str], None]

    @property
    def is_late(self) -> bool:
        """Whether there may be too little time for another page."""
        return self.seconds_left() < SECONDS_NEEDED


def work_in_pages(row: Leased, work_id: str, page: Callable[[], bool], turn: Turn) -> None:
    """Do `page` until it answers that there is none more, or time is up: then the lease is given back."""
    while page():
        if turn.is_late:
            now = turn.clock()
            row.change({"lease_until": now, "next_at": now})
            turn.go_on(work_id)
            return
