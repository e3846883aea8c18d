"""A crowd that bought something, the desk that rewards them by hand, and the function that works on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.directory import entries
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.processing import Refusal
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Location, LoyaltyRule, Preferences, Status, Studio
from chalicelib.flows.begin_processing import NOUN, begin_processing, confirm_processing
from chalicelib.flows.move_processing import resume_processing
from chalicelib.flows.run_processing import Means, run_processing
from chalicelib.flows.runner import Runner
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.eligible import TO, Eligible
from chalicelib.models.invoice import Invoice
from chalicelib.models.processing import Processing
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from tests.conftest import NOW
from tests.engine import Engine
from tests.flows import crowd

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
MANAGER = Actor(role=Role.MANAGER, request_id="request-2")
FUNCTION = "processes-loyalty"
RULE = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000), letter=False)
PREFERENCES = Preferences(
    live=True,
    zone="America/New_York",
    studio_name="Harbor Light",
    postal_address="12 Water Street",
    sender_email="hello@studio.example",
    public_url="https://refer.studio.example",
    loyalty=RULE,
)
BELOW = 7  # Every seventh client's sales are below the level,
NOT_INCLUDED = 11  # and every eleventh's status takes no part.


def someone(number: int) -> str:
    """The id of the client of this number."""
    return client_id_of_ref(f"crowd-{number}")


def is_eligible(number: int) -> bool:
    """Whether the client of this number is on the list."""
    return bool(number % BELOW and number % NOT_INCLUDED)


def sales_cents(number: int) -> int:
    """What the client of this number bought: a hundred and more, or less."""
    return 10_000 * (1 + number % 3) + number if number % BELOW else 9_999


def reward_cents(number: int) -> int:
    """What that is worth."""
    return sales_cents(number) // 10_000 * 1_000


def people(engine: Engine, size: int, **preferences: Any) -> Studio:
    """A studio with so many clients who bought something, straight in the tables."""
    assert studio_table.save_preferences(replace(PREFERENCES, **preferences))
    studio_table.save_item(Status(status_id="regular", description="Regular", include_in_loyalty=True))
    studio_table.save_item(Status(status_id="newcomer", description="Newcomer"))
    studio_table.save_item(Location(location_id="harbor", description="Harbor"))
    numbers = range(1, size + 1)
    members = [_member(number) for number in numbers]
    engine.load("clients", (crowd._row(crowd._stored(each)) for each in members))
    engine.load("directory", _places(members))
    engine.load("invoices", (_plain(_invoice(number)) for number in numbers))
    engine.load("accounts", (_plain(_account(number)) for number in numbers))
    return studio_table.load()


def _member(number: int) -> dict[str, Any]:
    status_id = "newcomer" if number % NOT_INCLUDED == 0 else "regular"
    return {**crowd.member(number), "status_id": status_id, "location_id": "harbor"}


def _places(members: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for values in members:
        for heading, place in entries(values, "US"):
            yield crowd._row({"heading": heading, "place": place, "client_id": values["client_id"]})


def _invoice(number: int, ref: str = "i-1", cents: int | None = None) -> Invoice:
    total = Cents(sales_cents(number) if cents is None else cents)
    row = Invoice(someone(number), ref, updated_at=NOW, paid_on=NOW.date())
    row.take(
        InvoiceFigures(
            invoice_ref=ref,
            invoiced_on=date(2026, 6, 1),
            total_cents=total,
            tax_cents=Cents(0),
            paid_cents=total,
        )
    )
    return row


def _account(number: int) -> Account:
    return Account(someone(number), qualified_cents=Cents(sales_cents(number)))


def _plain(row: Any) -> dict[str, Any]:
    return dict(row.serialize())


def rows(engine: Engine, processing_id: str) -> dict[str, dict[str, Any]]:
    """The run's list by client, as it stands."""
    found = [row for row in engine.rows("processings") if row["processing_id"] == processing_id]
    return {row["client_id"]: row for row in found if row["part"].startswith(TO)}


def paid(engine: Engine) -> dict[str, int]:
    """What each client was given, all rewards together."""
    found: dict[str, int] = {}
    for row in engine.rows("rewards"):
        found[row["client_id"]] = found.get(row["client_id"], 0) + row["face_cents"]
    return found


@dataclass
class Office:
    """The desk and the function, on one clock."""

    now: datetime
    studio: Studio
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    files: FakeFiles = field(default_factory=FakeFiles)
    pages_in_time: int = 1_000_000
    begun: int = 0

    @property
    def runner(self) -> Runner:
        return Runner(self.functions, FUNCTION, NOUN)

    def load(self, rule: LoyaltyRule = RULE, *, done: bool = True, **more: Any) -> str:
        """The id of a run with its list made; with `done` false, asked for alone."""
        self.begun += 1
        found = self.begin(rule, f"cause-{self.begun}", **more)
        assert not isinstance(found, Refusal), found
        if done:
            self.work()
        return found

    def begin(self, rule: LoyaltyRule, cause: str, **more: Any) -> str | Refusal:
        told: dict[str, Any] = {"actor": OPERATOR, **more}
        return begin_processing(cause, rule, studio=self.studio, runner=self.runner, now=self.now, **told)

    def confirm(self, processing_id: str, **more: Any) -> Refusal | None:
        run = self.run_of(processing_id)
        told: dict[str, Any] = {
            "reviewed": (run.ticked, run.ticked_cents, run.choice),
            "actor": MANAGER,
            **more,
        }
        return confirm_processing(processing_id, studio=self.studio, runner=self.runner, now=self.now, **told)

    def resume(self, processing_id: str) -> Refusal | None:
        return resume_processing(
            processing_id, studio=self.studio, runner=self.runner, actor=OPERATOR, now=self.now
        )

    def run_of(self, processing_id: str) -> Processing:
        found = Processing.find(processing_id)
        assert found is not None
        return found

    def row(self, processing_id: str, number: int) -> Eligible:
        return Eligible.find(processing_id, TO + someone(number))

    def work(self) -> int:
        """Everything that was set going, until nothing is; how often the function ran."""
        runs = 0
        while self.functions.started:
            _, payload = self.functions.started.pop(0)
            self.run(payload[NOUN])
            runs += 1
        return runs

    def clock_comes(self) -> int:
        """The clock looks what is due, as every quarter of an hour."""
        due = list(Processing.due(self.now))
        for each in due:
            self.runner.start(each)
        return len(due)

    def run(self, processing_id: str) -> Processing | None:
        return run_processing(processing_id, self.studio, self.means)

    @property
    def means(self) -> Means:
        left = iter(range(self.pages_in_time, -1, -1))
        return Means(
            clock=lambda: self.now,
            seconds_left=lambda: 600 if next(left) > 1 else 0,
            go_on=lambda each: self.functions.start(FUNCTION, {NOUN: each}),
            files=self.files,
        )

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)
