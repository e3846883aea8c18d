"""Erasing a person: nothing personal is left anywhere, and the books stand."""

from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import erasure
from tests.faults.ground import Ground
from tests.faults.invariants import broken


def test_nothing_personal_is_left_and_the_books_stand(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    erasure.a_known_person(ground)
    assert not broken(ground)
    erasure.erase(ground)
    assert not broken(ground)
    assert not list(erasure.erased(ground))
