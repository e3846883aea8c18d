"""A run by hand pays everyone who was reviewed exactly once, whatever breaks, and says why nobody else."""

import pytest

from chalicelib.domain.processing import State
from tests.conftest import NOW
from tests.engine import Engine
from tests.flows.processings import Office, is_eligible, paid, people, reward_cents, someone


@pytest.fixture
def office(tables: Engine) -> Office:
    return Office(NOW, people(tables, 24))


def test_a_list_has_who_earned_a_reward_and_counts_who_did_not_and_why(
    office: Office, tables: Engine
) -> None:
    run = office.run_of(office.load())
    eligible = [number for number in range(1, 25) if is_eligible(number)]
    assert run.state == State.PREPARED
    assert run.found == {
        "to": len(eligible),
        "cents": sum(map(reward_cents, eligible)),
        "below_the_level": 3,
        "status_not_included": 2,
    }


def test_everyone_on_the_list_is_paid_once(office: Office, tables: Engine) -> None:
    processing_id = office.load()
    assert office.confirm(processing_id) is None
    office.work()
    run = office.run_of(processing_id)
    expected = {someone(number): reward_cents(number) for number in range(1, 25) if is_eligible(number)}
    assert paid(tables) == expected
    assert run.state == State.FINISHED
    assert run.figures == {"rewarded": len(expected), "cents": sum(expected.values())}
