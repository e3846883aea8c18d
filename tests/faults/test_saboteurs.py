"""Sweep and races find what they are there for: each planted fault, by the flow or race that it names."""

import pytest

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import races
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.faults.meetings import RACES
from tests.faults.saboteurs import SABOTEURS, Saboteur
from tests.faults.sweep import swept


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name)
def test_a_guard_that_is_taken_out_is_missed(
    tables: Engine, monkeypatch: pytest.MonkeyPatch, saboteur: Saboteur
) -> None:
    saboteur.sabotage(monkeypatch)
    ground = Ground(tables, NOW)
    if saboteur.flow:
        (flow,) = [flow for flow in FLOWS if flow.name == saboteur.flow]
        _, problems = swept(flow, ground, until=saboteur.seen)
    else:
        (race,) = [race for race in RACES if race.name == saboteur.race]
        _, problems = races.run(race, ground, until=saboteur.seen)
    assert any(saboteur.seen in problem for problem in problems), problems[:5]
