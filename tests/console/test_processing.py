"""Process Loyalty Rewards at the desk: amounts, expiration, letters, the list, the review, and each run."""

import pytest

from chalicelib.domain.actor import Role
from chalicelib.handlers.console import processing_shown
from chalicelib.models.processing import Processing, latest
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows.processings import Office, is_eligible, paid, people, reward_cents, someone

SIZE = 40
ELIGIBLE = [number for number in range(1, SIZE + 1) if is_eligible(number)]
TOTAL = sum(map(reward_cents, ELIGIBLE))


class Counter:
    """A desk, with the function that works on runs by hand behind it."""

    def __init__(self, office: Office, functions: FakeFunctions) -> None:
        self.office, self.functions = office, functions
        self.desk = Desk(Role.OPERATOR)

    def work(self) -> None:
        """What the console set going is done."""
        while self.functions.started or self.office.functions.started:
            for fake, expected in (
                (self.functions, settings.process_loyalty_function),
                (self.office.functions, "processes-loyalty"),
            ):
                while fake.started:
                    name, payload = fake.started.pop(0)
                    assert name == expected
                    self.office.run(payload["processing"])

    def form(self) -> Answer:
        shown = self.desk.ask("processing")
        return self.desk.press(shown, "New run: amounts, expiration, letters")

    def loaded(self, **typed: str) -> Answer:
        return self.desk.press(self.form(), "Load for Processing", typed)

    def list(self, **typed: str) -> Answer:
        loading = self.loaded(**typed)
        self.work()
        return self.desk.press(self.desk.press(loading, "Refresh"), "Go on: the list")

    def review(self, **typed: str) -> Answer:
        return self.desk.press(self.list(**typed), "Go on: review")

    @property
    def run(self) -> Processing:
        found = Processing.find(latest(1)[0].processing_id)
        assert found is not None
        return found


@pytest.fixture
def counter(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Counter:
    office = Office(NOW, people(tables, SIZE))
    functions = FakeFunctions()
    monkeypatch.setattr(processing_shown, "functions", lambda: functions)
    monkeypatch.setattr(processing_shown, "files", lambda: office.files)
    monkeypatch.setattr(clock, "now", lambda: office.now)
    return Counter(office, functions)


def test_from_the_amounts_to_the_rewards(counter: Counter, tables: Engine) -> None:
    form = counter.form()
    assert (form.values["every"], form.values["reward"]) == ("100.00", "10.00")
    assert "Your loyalty program has no start date" in form.words
    review = counter.review()
    assert f"Review: {len(ELIGIBLE)} rewards of ${TOTAL / 100:,.2f} together" in review.words
    assert paid(tables) == {}
    going = counter.desk.press(review, f"Process {len(ELIGIBLE)} rewards")
    assert "The rewards are being created" in going.words
    counter.work()
    assert paid(tables) == {someone(number): reward_cents(number) for number in ELIGIBLE}
    ended = counter.desk.press(going, "Refresh")
    assert "Finished" in ended.words
    assert f"{len(ELIGIBLE)} rewards of ${TOTAL / 100:,.2f} together" in ended.words
