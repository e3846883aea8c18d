"""A race: two actors at once, in each order of their calls to AWS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.faults.ground import Ground
from tests.faults.invariants import broken
from tests.faults.scheduler import calls_of, plans, raced

Step = Callable[[Ground], object]


@dataclass(frozen=True, kw_only=True)
class Race:
    """Two acts that meet. `goal` gives what is missing once both are done; `expected` failures may come.

    `again`: what the platform does afterwards, for actors that may give up. `every`: long acts are
    stopped at every so many calls only.
    """

    name: str
    prepare: Step
    first: Step
    second: Step
    goal: Callable[[Ground], Iterator[str]]
    again: Step | None = None
    expected: tuple[type[Exception], ...] = ()
    every: int = 1


def run(
    race: Race, ground: Ground, *, thorough: bool = False, until: str | None = None
) -> tuple[int, list[str]]:
    """The number of orders tried, and everything that went wrong, each line with its order.

    `until` ends the search once a problem says so.
    """
    race.prepare(ground)
    start = ground.keep()
    lengths = []
    for act in (race.first, race.second):
        ground.restore(start)
        lengths.append(calls_of(lambda act=act: act(ground)))  # type: ignore[misc]
    problems: list[str] = []
    number = 0
    for plan in plans(*lengths, alike=race.first is race.second, thorough=thorough, every=race.every):
        if until is not None and any(until in problem for problem in problems):
            break
        number += 1
        ground.restore(start)
        outcomes = raced(plan, [lambda: race.first(ground), lambda: race.second(ground.beside())])
        found = [
            f"raised {type(each).__name__}: {each}"
            for each in outcomes
            if isinstance(each, Exception) and not isinstance(each, race.expected)
        ]
        found += broken(ground)
        if race.again is not None:
            race.again(ground)
            found += broken(ground)
        found += race.goal(ground)
        order = "".join(map(str, plan))
        problems += [f"{race.name} in the order {order}: {problem}" for problem in dict.fromkeys(found)]
    return number, problems
