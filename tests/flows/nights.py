"""A studio at night, for the tests: its tools are fakes, its tables the template's."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.night import request_of
from chalicelib.flows.run_night import Tools, go_on, run_by_hand, run_tonight, work_on
from chalicelib.models.run import Run
from chalicelib.services.files import FakeFiles
from chalicelib.services.queue import FakeQueue

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@dataclass
class Night:
    """Fakes and a clock that ticks a little with every look at it."""

    now: datetime = NOW
    fan_out_clients: int = 1000
    seconds: list[float] = field(default_factory=list)
    """What is left at each look at the time; 600 when it is empty."""
    files: FakeFiles = field(default_factory=FakeFiles)
    queue: FakeQueue = field(default_factory=FakeQueue)
    begun: int = 0

    @property
    def tools(self) -> Tools:
        return Tools(
            files=self.files,
            queue=self.queue,
            clock=self.tick,
            seconds_left=lambda: self.seconds.pop(0) if self.seconds else 600.0,
            sleep=lambda _: self.work(),
            fan_out_clients=self.fan_out_clients,
        )

    def tick(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)

    def by_hand(self, **event: Any) -> Run:
        self.begun += 1
        return run_by_hand(request_of(event), f"cause-{self.begun}", self.tools)

    def by_clock(self) -> list[Run]:
        return run_tonight(self.tools)

    def work(self) -> None:
        """What the workers do with the messages that wait."""
        for message in self.queue.take():
            self.deliver(message)

    def deliver(self, message: Mapping[str, Any]) -> None:
        if "page" in message:
            work_on(message["run"], message["page"], self.tools)
        else:
            go_on(message["run"], self.tools)

    def report(self, run: Run) -> list[tuple[str, ...]]:
        """The report's lines without the header: reference, qualifying, consumed, rewards, cents, reason."""
        return self._rows(run.report_key)

    def differences(self, run: Run) -> list[tuple[str, ...]]:
        return self._rows(run.reconciliation_key)

    def _rows(self, key: str) -> list[tuple[str, ...]]:
        rows = csv.reader(io.StringIO(self.files.held[key].decode()))
        return [tuple(row) for row in rows][1:]
