"""Each function may do what its work asks for, and beyond that only what is named with its reason."""

from collections.abc import Callable

import pytest

from chalicelib.services import clock
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.privileges import (
    behind,
    buttons,
    client_forms,
    invitations,
    last_days,
    letters,
    mailings,
    money,
    night_screens,
    nights,
    operators,
    pictures,
    processings,
    reports,
    rewards,
    rows,
    triggers,
    visitors,
)
from tests.privileges.grants import Grant, allowed, functions
from tests.privileges.rare import RARE, by_the_platform
from tests.privileges.recorder import recorded
from tests.privileges.work import OF_FLOWS, Work, of_flow

WORKS: tuple[Work, ...] = (
    *(of_flow(flow) for flow in FLOWS),
    *visitors.WORKS,
    *letters.WORKS,
    *invitations.WORKS,
    *mailings.WORKS,
    *processings.WORKS,
    *money.WORKS,
    *nights.WORKS,
    *night_screens.WORKS,
    *last_days.WORKS,
    *rows.WORKS,
    *triggers.WORKS,
    *pictures.WORKS,
    *reports.WORKS,
    *operators.WORKS,
    *rewards.WORKS,
    *behind.WORKS,
    *buttons.WORKS,
    *client_forms.WORKS,
)
_heard: dict[str, set[Grant]] = {}


@pytest.fixture
def asked_by(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], set[Grant]]:
    """What a function's work asks for. Work that several functions do is done once."""

    def asked(work: Work) -> set[Grant]:
        ground = Ground(tables, NOW)
        monkeypatch.setattr(clock, "now", lambda: ground.now)
        try:
            work.prepare(ground)
            ground.forget()
            with recorded() as heard:
                work.act(ground)
        finally:
            ground.close()
        return heard

    def all_asked(function: str) -> set[Grant]:
        found: set[Grant] = set()
        for work in WORKS:
            if function in work.functions:
                if work.name not in _heard:
                    _heard[work.name] = asked(work)
                found |= _heard[work.name]
        return found

    return all_asked


def test_every_flow_says_which_functions_run_it() -> None:
    assert {flow.name for flow in FLOWS} == OF_FLOWS.keys()


def test_every_function_is_put_to_work() -> None:
    assert {function for work in WORKS for function in work.functions} == set(functions())


@pytest.mark.parametrize("function", functions())
def test_a_function_may_do_what_its_work_asks_for_and_no_more(
    asked_by: Callable[[str], set[Grant]], function: str
) -> None:
    may, asked = allowed(function), asked_by(function)
    refused = {each for each in asked if not any(grant.covers(each) for grant in may)}
    assert not refused, f"refused: {_lines(refused)}"
    reasons = by_the_platform(function) | RARE.get(function, {}).keys()
    idle = {grant for grant in may if not any(grant.covers(each) for each in asked)}
    assert not idle - reasons, f"nothing asks for: {_lines(idle - reasons)}"
    assert not reasons - may, f"has a reason and is not allowed: {_lines(reasons - may)}"
    # A reason for what work asks for already is no reason more.
    seen = {grant for grant in RARE.get(function, {}) if any(grant.covers(each) for each in asked)}
    assert not seen, f"is not rare: {_lines(seen)}"


def _lines(grants: set[Grant]) -> str:
    return "\n".join(["", *map(str, sorted(grants))])
