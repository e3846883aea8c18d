"""The ground a flow is swept on: all tables, what SES, SQS and S3 hold, and a clock."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.models import studio, trigger
from chalicelib.services.mailer import Mailer, mailer
from chalicelib.services.texter import Texter, texter
from tests.engine import Engine, Row, World
from tests.faults.faults import Mode
from tests.outside import OUTSIDE, Holdings, Letter, Text


@dataclass(frozen=True)
class Kept:
    """The whole ground at one moment."""

    world: World
    holdings: Holdings
    now: datetime


class Ground:
    """What a flow's `prepare`, `act` and `goal` are given. `now` stands still at `start` until it is moved.

    `faults` are the case's, each with the operation that it broke: some put the full goal out of reach.
    """

    def __init__(self, engine: Engine, now: datetime) -> None:
        self.engine = engine
        self.start = self.now = now
        self.faults: set[tuple[Mode, str]] = set()
        engine.empty()
        OUTSIDE.empty()
        OUTSIDE.open = True
        self.engine.remembering = True
        self.forget()

    def keep(self) -> Kept:
        """The ground as it is."""
        return Kept(self.engine.snapshot(), OUTSIDE.snapshot(), self.now)

    def restore(self, kept: Kept) -> None:
        """The ground as it was; what went before it can still be read by a stale read."""
        self.engine.restore(kept.world)
        OUTSIDE.restore(kept.holdings)
        self.now = kept.now
        self.forget()

    def forget(self) -> None:
        """As in a new container: nothing is known that is not stored."""
        studio.bundle = studio.Bundle()
        trigger.known = trigger.Known()

    @property
    def mailer(self) -> Mailer:
        """The mailer as it is deployed."""
        return mailer()

    @property
    def texter(self) -> Texter:
        """The texter as it is deployed."""
        return texter()

    def close(self) -> None:
        """Leave the services to others."""
        OUTSIDE.open = False

    def beside(self) -> "Ground":
        """The same ground, as another function sees it that read its clock a moment later."""
        other = copy(self)
        other.now = self.now + timedelta(microseconds=1)
        return other

    def pass_time(self, by: timedelta) -> None:
        """Move the clock."""
        self.now += by

    def rows(self, noun: str) -> list[Row]:
        """Every row of a table."""
        return self.engine.rows(noun)

    def row(self, noun: str, **key: Any) -> Row | None:
        """The row with these values, of which there is at most one."""
        found = [row for row in self.rows(noun) if all(row.get(name) == value for name, value in key.items())]
        assert len(found) <= 1, f"{len(found)} rows of {noun} with {key}"
        return found[0] if found else None

    @property
    def letters(self) -> list[Letter]:
        """What SES accepted."""
        return OUTSIDE.held.letters

    @property
    def texts(self) -> list[Text]:
        """The texts that were accepted."""
        return OUTSIDE.held.texts

    @property
    def messages(self) -> list[tuple[str, str]]:
        """What the queues took."""
        return OUTSIDE.held.messages

    def is_done(self, message: tuple[str, str]) -> None:
        """A function ended well with a message, which may have come to another one as well."""
        if message in self.messages:
            self.messages.remove(message)

    @property
    def started(self) -> list[tuple[str, Any]]:
        """The functions that were set going, with their payloads."""
        return OUTSIDE.held.started

    @property
    def files(self) -> dict[str, bytes]:
        """What stands in the bucket."""
        return OUTSIDE.held.files
