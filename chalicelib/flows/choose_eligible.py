"""Somebody ticks and unticks who of a list gets a reward; how many and how much follow in the same writes.

A tick stands on the client's row, or is everyone's; see models/eligible.py. Each change is one transaction
with the run, held to its state and its count of choices, so that numbers are right whoever ticks at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.processing import Refusal, State
from chalicelib.models.eligible import TO, rows_of
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Update, Write, transact


def choose_shown(
    processing_id: str, shown: Sequence[str], ticked: Collection[str], *, choice: int | None
) -> Processing | Refusal:
    """Tick those of the `shown` clients who are among `ticked`, untick the others; the run as it then stands.

    CHANGED where somebody chose otherwise since the screen of this `choice` was shown, and nothing is. Who
    is not on the list is not heeded. Three calls.
    """
    run = _prepared(processing_id)
    if run is None:
        return Refusal.NOT_PREPARED
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
    return _chosen(run, values, [row.tick_write(run, row.client_id in ticked) for row in moved], choice)


def choose_everyone(processing_id: str, ticked: bool, *, choice: int | None) -> Processing | Refusal:
    """Tick or untick everyone on the list, with two calls at any number; the run as it then stands.

    Refused as `choose_shown` is.
    """
    run = _prepared(processing_id)
    if run is None:
        return Refusal.NOT_PREPARED
    number, cents = (run.eligible, int(run.found.get("cents", 0))) if ticked else (0, 0)
    if run.ticked == number:
        return run
    values = {"everyone": ticked, "turn": run.turn + 1, "ticked": number, "ticked_cents": cents}
    return _chosen(run, values, (), choice)


def _prepared(processing_id: str) -> Processing | None:
    run = Processing.find(processing_id)
    return run if run is not None and run.state == State.PREPARED else None


def _chosen(
    run: Processing, values: Mapping[str, Any], ticks: Sequence[Update], choice: int | None
) -> Processing | Refusal:
    if run.choice != choice:
        return Refusal.CHANGED
    values = {**values, "choice": run.choice + 1}
    move = run.move_write(values)
    own = replace(move, condition=move.condition & (Processing.choice == run.choice))
    writes: list[Write] = [own, *ticks]
    if not transact(writes).stands:
        return Refusal.CHANGED
    run.changed(values)
    return run
