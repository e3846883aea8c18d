"""Joining two records: what goes over, what resolves, what is refused, and what a crash leaves."""

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import joins
from tests.faults.ground import Ground
from tests.faults.invariants import broken


def test_all_of_one_record_goes_over_to_the_other(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    joins.two_records(ground)
    assert not broken(ground)
    joins.join(ground)
    assert not broken(ground)
    assert not list(joins.joined(ground))
