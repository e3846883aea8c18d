"""What takes minutes: two deaths in a row at every pair of calls, and races in every order that matters."""

import pytest

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.faults.meetings import RACES
from tests.faults.races import Race, run
from tests.faults.sweep import Flow, swept

pytestmark = pytest.mark.long


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_after_a_death_in_each_of_two_deliveries_the_goal_is_reached(tables: Engine, flow: Flow) -> None:
    number, problems = swept(flow, Ground(tables, NOW), doubles=True)
    assert not problems, "\n".join(problems[:20])
    assert number >= 4 * min(flow.calls, 6) ** 2


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if flow.thrifty], ids=lambda flow: flow.name)
def test_after_any_single_fault_of_a_long_flow_the_goal_is_reached(tables: Engine, flow: Flow) -> None:
    _, problems = swept(flow, Ground(tables, NOW), thorough=True)
    assert not problems, "\n".join(problems[:20])


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_in_all_orders_with_two_switches_the_goal_is_reached(tables: Engine, race: Race) -> None:
    _, problems = run(race, Ground(tables, NOW), thorough=True)
    assert not problems, "\n".join(problems[:20])
