"""The sweep over every flow: a single fault at each of its calls to AWS.

A line of a failure begins with its case. To run one again: `FAULT=<case> pytest tests/faults/test_sweep.py`.
"""

import os

import pytest

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.faults.sweep import Flow, swept


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_after_any_single_fault_all_holds_and_the_goal_is_reached(tables: Engine, flow: Flow) -> None:
    only = os.environ.get("FAULT", "")
    number, problems = swept(flow, Ground(tables, NOW), only)
    assert not problems, "\n".join(problems)
    assert number or only
