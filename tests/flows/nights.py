"""A studio at night, for the tests: its tools are fakes, its tables the template's."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain import records
from chalicelib.domain.money import Cents
from chalicelib.domain.night_request import request_of
from chalicelib.domain.program import Terms
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import LoyaltyRule, Preferences, Status
from chalicelib.flows.drive_run import Tools, go_on
from chalicelib.flows.run_night import run_by_hand, run_tonight, work_on
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account, count_sales
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import WAITING, Referral
from chalicelib.models.run import Run
from chalicelib.models.transaction import Put, Update, transact
from chalicelib.services.files import FakeFiles
from chalicelib.services.queue import FakeQueue

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
RULE = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000))
PREFERENCES = Preferences(live=True, zone="America/New_York", loyalty_active=True, loyalty=RULE)
REGULAR = Status(status_id="regular", description="Regular", include_in_loyalty=True)
NEWCOMER = Status(status_id="newcomer", description="Newcomer")


def studio() -> None:
    """Every 100 earns 10, for regular clients."""
    assert studio_table.save_preferences(PREFERENCES)
    for status in (REGULAR, NEWCOMER):
        studio_table.save_item(status)


def client(client_id: str, now: datetime, status_id: str = "regular", **more: Any) -> None:
    """A client whom the studio knows by its id."""
    day = now.date()
    Client(
        client_id, client_ref=client_id, status_id=status_id, created_at=now, created_on=day, **more
    ).save()


def invoice(client_id: str, ref: str, cents: int, now: datetime, on: date | None = None) -> None:
    """An invoice paid in full, counted on an account of all history, as every writer of invoices does it."""
    day = on or now.date()
    row = Invoice(client_id, ref, updated_at=now, paid_on=day)
    row.take(
        InvoiceFigures(
            invoice_ref=ref,
            invoiced_on=day,
            total_cents=Cents(cents),
            tax_cents=Cents(0),
            paid_cents=Cents(cents),
        )
    )
    counted = Update(Account(client_id), count_sales(row.sale_cents, None, now))
    assert transact([Put(row), counted]).stands


def waiting_referral(friend_id: str, referrer_id: str, now: datetime) -> None:
    """A pending referral whose terms ask for nothing."""
    terms = Terms(program_id="friends", program_name="Friends", reward_cents=Cents(2_500))
    Referral(
        friend_id,
        referrer_id=referrer_id,
        evidence="link",
        program_id="friends",
        terms=records.to_plain(terms),
        enrolled_at=now - timedelta(days=30),
        state="pending",
        created_at=now,
        created_month=Referral.month_of(now),
        friend_created_at=now,
        waiting=WAITING,
        payload_hash="x",
    ).save()


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
    workers_die: bool = False

    @property
    def tools(self) -> Tools:
        return Tools(
            files=self.files,
            queue=self.queue,
            clock=self.tick,
            seconds_left=lambda: self.seconds.pop(0) if self.seconds else 600.0,
            sleep=self.sleep,
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

    def sleep(self, seconds: float) -> None:
        """Who waits gives the workers their time."""
        self.pass_time(seconds=seconds)
        if self.workers_die:
            self.queue.take()
        else:
            self.work()

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
