"""How a guard is taken out of the product, and what is known of each planted fault."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

import pytest

from chalicelib.models.base import Table
from chalicelib.models.transaction import Check, Outcome, Put, Result, Write, transact
from tests.faults.faults import Mode
from tests.faults.ground import Ground
from tests.faults.races import Race

Sabotage = Callable[[pytest.MonkeyPatch], None]
TRANSACTION, LETTER, MARK = "TransactWriteItems", "SendEmail", "UpdateItem"
Scene = Callable[[Ground], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Saboteur:
    """What is broken; the flow that is swept, the race that is run or the scene that finds it; what is seen.

    A scene gives in words what is wrong after one thing has happened. `where` is the fault, and the
    operation it breaks, that shows it; without one the flow shows it by being delivered again. The long
    tests find each of them without that hint.
    """

    name: str
    sabotage: Sabotage
    seen: str
    flow: str = ""
    race: str | Race = ""
    scene: Scene | None = None
    where: tuple[Mode, str] | None = None


def unconditional(module: ModuleType, *tables: type[Table]) -> Sabotage:
    """The module writes to the tables whatever stands there."""

    def stripped(write: Write) -> Write | None:
        if not isinstance(write.row, tables):
            return write
        if isinstance(write, Check):
            return None
        if isinstance(write, Put):
            return replace(write, condition=None, marker=False)
        return replace(write, condition=None)

    def careless(writes: Sequence[Write]) -> Result:
        return transact([each for write in writes if (each := stripped(write)) is not None])

    return lambda patch: patch.setattr(module, "transact", careless)


def apart(module: ModuleType, table: type[Table]) -> Sabotage:
    """The module writes to the table in a transaction of its own, after the others."""

    def careless(writes: Sequence[Write]) -> Result:
        others = [write for write in writes if not isinstance(write.row, table)]
        own = [write for write in writes if isinstance(write.row, table)]
        result = transact(others)
        return transact(own) if own and result.outcome is Outcome.DONE else result

    return lambda patch: patch.setattr(module, "transact", careless)
