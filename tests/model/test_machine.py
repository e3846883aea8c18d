"""Anything may happen to a studio's money, in any order, broken and repeated: the books agree."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine import Engine
from tests.model.machine import Machine

QUICK = settings(
    max_examples=12,
    stateful_step_count=24,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_whatever_happens_the_tables_say_what_the_books_say(tables: Engine) -> None:
    run_state_machine_as_test(Machine, settings=QUICK)


@pytest.mark.long
def test_whatever_happens_for_long_the_tables_say_what_the_books_say(tables: Engine) -> None:
    long = settings(QUICK, max_examples=600, stateful_step_count=60, derandomize=False, print_blob=True)
    run_state_machine_as_test(Machine, settings=long)
