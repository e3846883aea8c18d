"""Races, on the engine that is true under threads: in every order of calls, and by sixteen threads."""

import pytest

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.ground import Ground
from tests.faults.meetings import RACES
from tests.faults.races import Race, run


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_in_whatever_order_two_meet_all_holds_and_the_goal_is_reached(tables: Engine, race: Race) -> None:
    number, problems = run(race, Ground(tables, NOW))
    assert not problems, "\n".join(problems[:20])
    assert number > 1
