"""The fault sweep: each flow, each call it makes to AWS, each way in which that call can go wrong.

After every fault the invariants must hold at once. Then the event is delivered again, as the platform
would, up to three times with leases passed, and the flow must have reached its goal, exactly once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from tests.faults.faults import Call, Fault, Mode, modes_of
from tests.faults.ground import Ground, Kept
from tests.faults.injector import CALLS_MAX, INJECTOR, Crash
from tests.faults.invariants import broken

REDELIVERIES = 3
BETWEEN_DELIVERIES = timedelta(minutes=11)
"""Longer than any lease, and than DynamoDB remembers a request token."""
DEATHS = (Mode.CRASH_BEFORE, Mode.CRASH_AFTER)
PLACES_MAX = 12
UNBOUNDED = (Mode.UNPROCESSED_ALWAYS,)
"""Faults under which a flow may call until its time is over."""

Step = Callable[[Ground], object]


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One flow under test.

    `calls`: how many calls to AWS a clean run makes at least; a sweep that sees fewer proves less
    than it says. `act` is one delivery, `redeliver` what the platform or the visitor does after a
    failure (the same again, when not given). `goal` gives what is missing at the end, in words.
    `healed_later`: a delivery may end well without the goal, since a schedule comes back to it.
    `thrifty`: a long flow gets two faults a call outside of the long tests, and nothing is delivered
    once its goal is reached.
    """

    name: str
    prepare: Step
    act: Step
    goal: Callable[[Ground], Iterator[str]]
    calls: int
    redeliver: Step | None = None
    healed_later: bool = False
    thrifty: bool = False


@dataclass(frozen=True)
class Case:
    """Faults for the first deliveries of a flow, one each."""

    flow: Flow
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return f"{self.flow.name}:{','.join(map(str, self.faults)) or 'clean'}"


class Sweep:
    """One flow on one ground, prepared once."""

    def __init__(self, flow: Flow, ground: Ground) -> None:
        self.flow = flow
        self.ground = ground
        flow.prepare(ground)
        ground.engine.mark()
        self.start: Kept = ground.keep()
        self.calls: list[Call] = []

    def trace(self) -> list[str]:
        """Run once without a fault: what is wrong even then. Remembers the calls."""
        problems = [f"prepared badly: {problem}" for problem in broken(self.ground)]
        requests = self.ground.engine.requests
        INJECTOR.arm(None)
        self.flow.act(self.ground)
        self.calls = INJECTOR.calls
        INJECTOR.disarm()
        answered = self.ground.engine.requests - requests
        seen = sum(call.service == "dynamodb" for call in self.calls)
        if seen != answered:
            problems.append(f"{answered} requests reached DynamoDB, the injector saw {seen}")
        if len(self.calls) < self.flow.calls:
            problems.append(f"{len(self.calls)} calls were seen of {self.flow.calls}")
        return problems + self._settled()

    def singles(self, *, thorough: bool) -> Iterator[Case]:
        """One fault each, at every call."""
        for at, call in enumerate(self.calls, 1):
            modes = modes_of(call)
            if self.flow.thrifty and not thorough:
                others = [mode for mode in modes if mode is not Mode.CRASH_AFTER]
                modes = (Mode.CRASH_AFTER, others[at % len(others)])
            for mode in modes:
                yield Case(self.flow, (Fault(mode, at),))

    def doubles(self) -> Iterator[Case]:
        """A death at every call of the first delivery, and one at every call of the second.

        Of a long flow at some dozen calls each.
        """
        step = -(-len(self.calls) // PLACES_MAX) if self.flow.thrifty else 1
        places = range(1, len(self.calls) + 1, step)
        for first, second in product(product(DEATHS, places), repeat=2):
            yield Case(self.flow, (Fault(*first), Fault(*second)))

    def is_at(self, case: Case, where: tuple[Mode, str]) -> bool:
        """Whether the first fault is of this mode, at a call of this operation."""
        fault = case.faults[0]
        return (fault.mode, self.calls[fault.at - 1].operation) == where

    def run(self, case: Case) -> list[str]:
        """What went wrong in one case, each line with what is needed to run it again."""
        self.ground.restore(self.start)
        self.ground.faults = set()
        problems: list[str] = []
        for delivery, fault in enumerate(case.faults):
            done = self._deliver(delivery, fault, problems)
            # A second delivery may find less to do and never come to its fault.
            if INJECTOR.fired:
                self.ground.faults.add((fault.mode, INJECTOR.calls[fault.at - 1].operation))
            elif delivery == 0:
                problems.append("the fault never fired")
            if len(INJECTOR.calls) > CALLS_MAX and fault.mode not in UNBOUNDED:
                problems.append("the flow does not end")
            INJECTOR.disarm()
            problems += broken(self.ground)
            if done and delivery == 0 and not self.flow.healed_later:
                problems += [f"said done, but {missing}" for missing in self.flow.goal(self.ground)]
        for delivery in range(len(case.faults), len(case.faults) + REDELIVERIES):
            before = self.ground.engine.images()
            done = self._deliver(delivery, None, problems)
            problems += broken(self.ground)
            # A repeat that changed nothing, after the token was forgotten: another will not either.
            settled = done and delivery > 1 and self.ground.engine.images() == before
            if settled and not self.flow.healed_later:
                break
            if self.flow.thrifty and not list(self.flow.goal(self.ground)):
                break
        problems += self.flow.goal(self.ground)
        return [f"{case} at {self._broken_call(case)}: {problem}" for problem in dict.fromkeys(problems)]

    def stale_redelivery(self) -> list[str]:
        """A second delivery to which every index still shows the world before the first."""
        self.ground.restore(self.start)
        self.ground.faults = set()
        self.ground.engine.mark()
        problems: list[str] = []
        self._deliver(0, None, problems)
        self._deliver(1, Fault(Mode.STALE_MARK, 1), problems)
        INJECTOR.disarm()
        problems += broken(self.ground)
        self._deliver(2, None, problems)
        problems += self._settled()
        return [f"{self.flow.name}:stale redelivery: {problem}" for problem in dict.fromkeys(problems)]

    def _deliver(self, delivery: int, fault: Fault | None, problems: list[str]) -> bool:
        """One delivery; whether it ended well."""
        step = self.flow.act if delivery == 0 else self.flow.redeliver or self.flow.act
        if delivery:
            self.ground.pass_time(BETWEEN_DELIVERIES)
            # At first the token still answers, later only what stands in the tables can.
            if delivery > 1:
                self.ground.engine.forget_tokens()
        INJECTOR.arm(fault)
        try:
            step(self.ground)
        except Crash:
            return False
        except Exception as error:  # noqa: BLE001 - whatever it raises, the platform delivers again
            if fault is None:
                problems.append(f"delivery {delivery + 1} raised {type(error).__name__}: {error}")
            return False
        finally:
            if fault is None:
                INJECTOR.disarm()
        return True

    def _settled(self) -> list[str]:
        return [*broken(self.ground), *self.flow.goal(self.ground)]

    def _broken_call(self, case: Case) -> str:
        return " and ".join(str(self.calls[fault.at - 1]) for fault in case.faults)


def swept(
    flow: Flow,
    ground: Ground,
    only: str = "",
    *,
    doubles: bool = False,
    thorough: bool = False,
    until: str | None = None,
    where: tuple[Mode, str] | None = None,
) -> tuple[int, list[str]]:
    """The number of cases run and everything that went wrong.

    `only` names one case to run again; `until` ends the search once a problem says so. `where` leaves only
    the cases of one mode at one operation.
    """
    sweep = Sweep(flow, ground)
    problems = [f"{flow.name}: {problem}" for problem in sweep.trace()]
    cases = list(sweep.doubles() if doubles else sweep.singles(thorough=thorough or bool(only or where)))
    if where is not None:
        cases = [case for case in cases if sweep.is_at(case, where)]
    elif not doubles and not only:
        problems += sweep.stale_redelivery()
    number = 0
    for case in cases:
        if until is not None and any(until in problem for problem in problems):
            break
        if only in ("", str(case)):
            problems += sweep.run(case)
            number += 1
    return number, problems
