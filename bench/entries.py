"""Entries a second, of each flow that writes to the ledger, against bare botocore: `python -m bench.entries`.

Each flow is done on the engine inside this process, over and over from the same start. In turn with it two
things are done by a botocore client that is nobody's: the very calls that the flow makes, and of these the
transactions alone, which read and decide nothing. All have the same engine to pay, so that only ratios mean
anything: printed are the flow's entries a second to theirs, each the median of one run's turns, by CPU.
"""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.session import get_session

from tests import template

os.environ.update(template.environment())

from chalicelib.models import base
from tests.conftest import NOW
from tests.engine import WRITES, Engine
from tests.faults.flows import FLOWS
from tests.faults.ground import Ground
from tests.faults.sweep import Flow
from tests.privileges.work import OF_FLOWS

NAMES = (
    *("issue_reward", "extend_reward", "void_reward", "redeem_rewards", "return_redeemed", "expire_reward"),
    *("give_last_day", "reward_client", "evaluate_referral", "evaluate_referral_taking_back"),
    *("import_slice_of_rewards", "join_clients"),
)
TIMES, PAIRS = 8, 7


@dataclass(frozen=True)
class Rate:
    """What one flow writes and asks for, and how fast it is beside bare calls."""

    entries: int
    calls: int
    to_calls: float
    to_transactions: float


def rate(flow: Flow, ground: Ground, client: Any) -> Rate:
    """Measure one flow."""
    flow.prepare(ground)
    start = ground.keep()
    asked = _asked(flow, ground)
    entries = len(ground.rows("ledger"))
    ground.restore(start)
    entries -= len(ground.rows("ledger"))
    writing = [(name, params) for name, params in asked if name in WRITES]
    sides = (lambda: flow.act(ground), _bare(client, asked), _bare(client, writing))
    pairs = []
    for _ in range(PAIRS):
        pairs.append([_cpu(side, lambda: ground.restore(start)) for side in sides])
    return Rate(
        entries=entries,
        calls=len(asked),
        to_calls=statistics.median(calls / act for act, calls, _ in pairs),
        to_transactions=statistics.median(alone / act for act, _, alone in pairs),
    )


def _asked(flow: Flow, ground: Ground) -> list[tuple[str, dict[str, Any]]]:
    """The calls to DynamoDB that the flow makes, with what they carry."""
    asked: list[tuple[str, dict[str, Any]]] = []

    def hear(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked.append((model.name, params))

    events = base.client().meta.events
    events.register("before-parameter-build.dynamodb", hear)
    try:
        flow.act(ground)
    finally:
        events.unregister("before-parameter-build.dynamodb", hear)
    return asked


def _bare(client: Any, asked: list[tuple[str, dict[str, Any]]]) -> Callable[[], None]:
    calls = [(getattr(client, xform_name(name)), params) for name, params in asked]

    def call() -> None:
        for ask, params in calls:
            ask(**params)

    return call


def _cpu(act: Callable[[], object], begin: Callable[[], None]) -> float:
    """CPU seconds of `act`, several times, each from the beginning, which is not counted."""
    spent = 0.0
    for _ in range(TIMES):
        begin()
        before = time.process_time()
        act()
        spent += time.process_time() - before
    return spent


def main() -> None:
    """Measure each flow and print its ratios."""
    logging.disable(logging.CRITICAL)
    engine, client = Engine(), get_session().create_client("dynamodb")
    for each in (base.client(), client):
        engine.attach(each)
    print(
        f"{'flow':<32}{'function':<14}{'entries':>8}{'calls':>7}{'to its calls':>14}{'to transactions':>17}"
    )
    asked = sys.argv[1:] or NAMES
    for flow in (each for name in asked for each in FLOWS if each.name == name):
        found = rate(flow, Ground(engine, NOW), client)
        function = (OF_FLOWS.get(flow.name) or ("",))[0]
        ratios = f"{found.to_calls:>12.2f}{found.to_transactions:>17.2f}"
        print(f"{flow.name:<32}{function:<14}{found.entries:>8}{found.calls:>7}{ratios}", flush=True)


if __name__ == "__main__":
    main()
