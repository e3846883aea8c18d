"""New clients get their numbers."""

from collections.abc import Iterator

from chalicelib.flows.assign_numbers import assign_numbers
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow


def without_numbers(ground: Ground) -> None:
    """Three clients without a number, and one with a number in the counter's way."""
    scenes.studio()
    for name in ("anna", "bert", "carl"):
        scenes.client(name, ground.now)
    # By hand, and right where the counter will come to.
    scenes.client("dora", ground.now, number=1002)


def give_numbers(ground: Ground) -> None:
    """Number all four."""
    assign_numbers([scenes.ANNA, scenes.BERT, scenes.CARL, scenes.DORA], now=ground.now)


def _numbered(ground: Ground) -> Iterator[str]:
    numbers = [row.get("client_number") for row in ground.rows("clients")]
    claimed = [row for row in ground.rows("claims") if row["claim"].startswith("number:")]
    return missing(
        everyone_has_a_number=None not in numbers and len(set(numbers)) == 4,
        no_number_is_lost=len(claimed) == 4,
    )


FLOWS = (
    Flow(
        name="assign_numbers",
        prepare=without_numbers,
        act=give_numbers,
        goal=_numbered,
        calls=9,
    ),
)
