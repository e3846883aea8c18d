"""Somebody ticks and unticks who of a list gets a reward; how many and how much follow in the same writes.

A tick stands on the client's row, or is everyone's; see models/eligible.py. Each change is one transaction
with the run, held to its state and its count of choices, so that numbers are right whoever ticks at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.processing import State
from chalicelib.models.eligible import TO, rows_of
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Unknown, Update, Write, transact

TRIES = 8


def choose_shown(processing_id: str, shown: Sequence[str], ticked: Collection[str]) -> Processing | None:
    """Tick those of the `shown` clients who are among `ticked`, untick the others; the run as it then stands.

    None where its list is not to be changed any more. Who is not on the list is not heeded. Three calls.
    """
    for _ in range(TRIES):
        run = _prepared(processing_id)
        if run is None:
            return None
        rows = rows_of(processing_id, [TO + each for each in shown])
        moved = [row for row in rows if row.is_ticked(run) != (row.client_id in ticked)]
        if not moved:
            return run
        signs = [1 if row.client_id in ticked else -1 for row in moved]
        values = {
            "ticked": run.ticked + sum(signs),
            "ticked_cents": run.ticked_cents
            + sum(sign * row.reward_cents for sign, row in zip(signs, moved, strict=True)),
        }
        if _chosen(run, values, [row.tick_write(run, row.client_id in ticked) for row in moved]):
            return run
    raise Unknown("the list was changed on every try")


def choose_everyone(processing_id: str, ticked: bool) -> Processing | None:
    """Tick or untick everyone on the list, with two calls at any number; the run as it then stands.

    None where its list is not to be changed any more.
    """
    for _ in range(TRIES):
        run = _prepared(processing_id)
        if run is None:
            return None
        number, cents = (run.eligible, int(run.found.get("cents", 0))) if ticked else (0, 0)
        values = {"everyone": ticked, "turn": run.turn + 1, "ticked": number, "ticked_cents": cents}
        if _chosen(run, values, ()):
            return run
    raise Unknown("the list was changed on every try")


def _prepared(processing_id: str) -> Processing | None:
    run = Processing.find(processing_id)
    return run if run is not None and run.state == State.PREPARED else None


def _chosen(run: Processing, values: Mapping[str, Any], ticks: Sequence[Update]) -> bool:
    values = {**values, "choice": run.choice + 1}
    move = run.move_write(values)
    own = replace(move, condition=move.condition & (Processing.choice == run.choice))
    writes: list[Write] = [own, *ticks]
    stands = transact(writes).stands
    if stands:
        run.changed(values)
    return stands
