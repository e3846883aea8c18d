"""Races without luck: each actor waits before every call to AWS until the plan says that it goes on.

A call and the code up to the next one run alone. A plan is a word over the actors; whoever is left
when it ends runs to its end. So a race that was lost once is lost each time.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from queue import SimpleQueue

from tests.faults.injector import INJECTOR

Actor = Callable[[], object]
PATIENCE_SECONDS = 30
EXHAUSTIVE = 8
"""Up to so many steps of two actors together every order can be tried."""


class _Turns:
    """Who waits before a call, and whose turn it is."""

    def __init__(self, actors: int) -> None:
        self.actor = threading.local()
        self.turn = [threading.Semaphore(0) for _ in range(actors)]
        self.arrived: SimpleQueue[tuple[int, bool]] = SimpleQueue()

    def wait(self) -> None:
        """Before each call of an actor; others pass."""
        number = getattr(self.actor, "number", None)
        if number is not None:
            self.arrived.put((number, True))
            self.turn[number].acquire(timeout=PATIENCE_SECONDS)


def raced(plan: Sequence[int], actors: Sequence[Actor]) -> list[object]:
    """What each actor gave, or the exception that it raised, when they ran as the plan says."""
    turns = _Turns(len(actors))
    outcomes: list[object] = [None] * len(actors)

    def run(number: int, act: Actor) -> None:
        turns.actor.number = number
        turns.wait()
        try:
            outcomes[number] = act()
        except Exception as error:  # noqa: BLE001 - an actor's failure is an outcome of the race
            outcomes[number] = error
        turns.actor.number = None
        turns.arrived.put((number, False))

    threads = [
        threading.Thread(target=run, args=(number, act), daemon=True) for number, act in enumerate(actors)
    ]
    INJECTOR.step = turns.wait
    try:
        for thread in threads:
            thread.start()
        waiting = {turns.arrived.get(timeout=PATIENCE_SECONDS)[0] for _ in actors}
        # The first turn brings each to its first call, so that a plan's letters are calls.
        for number in sorted(waiting):
            _go_on(turns, number, waiting)
        for number in plan:
            if number in waiting:
                _go_on(turns, number, waiting)
        while waiting:
            _go_on(turns, min(waiting), waiting)
    finally:
        INJECTOR.step = None
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes


def _go_on(turns: _Turns, number: int, waiting: set[int]) -> None:
    turns.turn[number].release()
    arrived, waits = turns.arrived.get(timeout=PATIENCE_SECONDS)
    assert arrived == number, "an actor ran out of its turn"
    if not waits:
        waiting.discard(number)


def calls_of(act: Actor) -> int:
    """How many calls the actor makes when it is alone."""
    INJECTOR.arm(None)
    act()
    made = len(INJECTOR.calls)
    INJECTOR.disarm()
    return made


def plans(
    first: int, second: int, *, alike: bool, thorough: bool = False, every: int = 1
) -> Iterator[tuple[int, ...]]:
    """Orders in which two actors of so many calls each may run; half as many where both do the same.

    One actor is stopped at every place, or at `every` so many and before its last call, while the other
    makes one call, half of them, all but the last, or all. Thorough: where the calls are few, all orders;
    where they are many, all with two switches; of long acts, stopped at every place.
    """
    steps = first + second
    if thorough and steps <= EXHAUSTIVE:
        for places in combinations(range(steps), first):
            if not alike or 0 in places:
                yield tuple(0 if place in places else 1 for place in range(steps))
        return
    ways = ((0, first, 1, second), (1, second, 0, first))
    for one, calls, other, others in ways[:1] if alike else ways:
        lengths = {1, (others + 1) // 2, others - 1, others} - {0} if every == 1 else {others}
        if thorough and every == 1:
            lengths = set(range(1, others + 1))
        # Right before the last call, which writes, most is at stake: never left out.
        stops = set(range(0, calls + 1, 1 if thorough else every)) | {max(0, calls - 1)}
        for before in sorted(stops):
            for between in sorted(lengths):
                yield (one,) * before + (other,) * between + (one,) * (calls - before)
