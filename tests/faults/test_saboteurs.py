"""Sweep and races find what they are there for: each planted fault, by the flow or race that it names."""

from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import races, saboteurs, saboteurs_of_rewards
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.faults.meetings import RACES
from tests.faults.sabotage import Saboteur
from tests.faults.sweep import swept

SABOTEURS = (*saboteurs.SABOTEURS, *saboteurs_of_rewards.SABOTEURS)


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name)
def test_a_guard_that_is_taken_out_is_missed(
    tables: Engine, monkeypatch: pytest.MonkeyPatch, saboteur: Saboteur
) -> None:
    problems = found(saboteur, Ground(tables, NOW), monkeypatch)
    assert any(saboteur.seen in problem for problem in problems), problems[:5]


@pytest.mark.long
@pytest.mark.parametrize(
    "saboteur", [each for each in SABOTEURS if each.where], ids=lambda saboteur: saboteur.name
)
def test_the_whole_sweep_misses_it_too(
    tables: Engine, monkeypatch: pytest.MonkeyPatch, saboteur: Saboteur
) -> None:
    problems = found(replace(saboteur, where=None), Ground(tables, NOW), monkeypatch)
    assert any(saboteur.seen in problem for problem in problems), problems[:5]


def found(saboteur: Saboteur, ground: Ground, patch: pytest.MonkeyPatch) -> list[str]:
    """What goes wrong, until what the saboteur is known by."""
    saboteur.sabotage(patch)
    if saboteur.flow:
        (flow,) = [flow for flow in FLOWS if flow.name == saboteur.flow]
        return swept(flow, ground, until=saboteur.seen, where=saboteur.where)[1]
    if saboteur.scene:
        try:
            return list(saboteur.scene(ground))
        except Exception as error:  # noqa: BLE001 - whatever it raises, it is seen
            return [f"raised {type(error).__name__}: {error}"]
    race = saboteur.race
    if isinstance(race, str):
        (race,) = [each for each in RACES if each.name == saboteur.race]
    return races.run(race, ground, until=saboteur.seen)[1]
