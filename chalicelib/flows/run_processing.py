"""A run by hand is worked on: its list is made, its clients are paid, its report and letters are written.

One function at a time holds it, by a lease that each page renews. Two at once would do no harm: every client
is settled in one transaction, once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.mailing import LEASE, PAGE_MAX
from chalicelib.domain.processing import WORKED_ON, Outcome, Skip, State, counted, is_over
from chalicelib.domain.studio import Studio
from chalicelib.flows.load_eligible import load_page, terms_of
from chalicelib.flows.mark_letters_printed import mark_page
from chalicelib.flows.processing_report import write_files
from chalicelib.flows.settle_eligible import clients_of, settle_eligible, without_reward
from chalicelib.flows.turn import FAILURES_MAX, UNAVAILABLE, Turn, work_in_pages
from chalicelib.models.eligible import TO, Eligible, rows_behind
from chalicelib.models.leased import LostLease
from chalicelib.models.processing import Processing
from chalicelib.services.files import Files

TRIES = 2  # Of our own program at one client, before it is said to have failed.
CENTS = "cents"
"""What a run has paid, among its figures."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Means(Turn):
    """What a run is worked on with."""

    files: Files


@dataclass
class _Run:
    """One function's turn."""

    row: Processing
    studio: Studio
    means: Means
    failures: int = 0


def run_processing(processing_id: str, studio: Studio, means: Means) -> Processing | None:
    """Work on the run until it is prepared, stopped or finished, or until time is up.

    Nothing where there is nothing to do now, or somebody else is at it. The run as it then stands.
    """
    row = Processing.find(processing_id)
    now = means.clock()
    if row is None or row.state not in WORKED_ON or not row.take(now=now, until=now + LEASE):
        return row
    run = _Run(row, studio, means)
    try:
        work_in_pages(row, processing_id, lambda: _page(run), means)
    except LostLease:
        log.warning("processing lost", extra={"processing_id": processing_id})
    return row


def _page(run: _Run) -> bool:
    """Another page of whatever is to be done; False when the run ends or rests here."""
    steps: dict[str, Callable[[_Run], bool]] = {
        State.GATHERING: _load,
        State.PROCESSING: _pay,
        State.STOPPING: _pay,
        State.WRITING: _write,
        State.MARKING: _mark,
    }
    return steps[run.row.state](run)


def _load(run: _Run) -> bool:
    load_page(run.row, run.studio, run.means.clock())
    return bool(run.row.state == State.GATHERING)


def _pay(run: _Run) -> bool:
    """Another page of clients. A stop is read before each; so is a last day that is over by now."""
    row, now = run.row, run.means.clock()
    standing = Processing.find(row.processing_id)
    if standing is None or standing.held_by != row.held_by:
        raise LostLease(row.processing_id)
    today = local_date(now, run.studio.preferences.local_zone())
    if standing.state == State.STOPPING or is_over(row.loyalty_rule, today):
        _rest(row)
        return False
    rows, more = rows_behind(row.processing_id, TO, row.cursor, PAGE_MAX)
    settled = _settled(run, rows, now)
    figures = counted(row.figures, (told for each in settled for told in _figures(row, each)))
    ended = run.means.clock()
    if more:
        until = ended + LEASE
        values = {"cursor": rows[-1].part, "figures": figures, "lease_until": until, "next_at": until}
        row.change(values)
        return True
    # The files are written in one go: by a function that has all of its time before it.
    done = {"state": State.WRITING.value, "figures": figures, "cursor": "", "finished_at": ended}
    row.change({**done, "lease_until": ended, "next_at": ended})
    run.means.go_on(row.processing_id)
    return False


def _settled(run: _Run, rows: list[Eligible], now: datetime) -> list[Eligible]:
    """The clients of a page, settled. One record that our program fails on never blocks the others."""
    clients, terms = clients_of(rows, run.row), terms_of(run.row, run.studio, now)
    settled = []
    for row in rows:
        for attempt in range(TRIES):
            try:
                settled.append(settle_eligible(row, clients, run.row, terms))
                break
            except UNAVAILABLE:
                raise
            except Exception:
                told = {"processing_id": row.processing_id, "client_id": row.client_id}
                log.exception("reward failed", extra=told)
                if attempt < TRIES - 1:
                    continue
                run.failures += 1
                if run.failures > FAILURES_MAX:
                    raise
                settled.append(without_reward(row, Outcome.FAILED, Skip.FAILED))
    return settled


def _figures(run: Processing, row: Eligible) -> list[tuple[str, int]]:
    """What of the run's figures counts the client."""
    if not row.is_ticked(run):
        return [(Outcome.SKIPPED.value, 1), (Skip.UNTICKED.value, 1)]
    told = [(row.outcome, 1)]
    if row.outcome == Outcome.REWARDED:
        told.append((CENTS, row.paid_cents or 0))
    elif row.reason is not None and row.reason != row.outcome:
        told.append((row.reason, 1))
    return told


def _rest(row: Processing) -> None:
    """Stand still until somebody lets it go on."""
    none_more = {"lease_until": None, "next_at": None, "unfinished_bucket": None}
    row.change({**none_more, "state": State.STOPPED.value}, while_in={State.PROCESSING, State.STOPPING})


def _write(run: _Run) -> bool:
    """Report and letters, whole; then the run is finished."""
    row = run.row

    def renew() -> None:
        until = run.means.clock() + LEASE
        row.change({"lease_until": until, "next_at": until})

    letters = write_files(row, run.studio.preferences, run.means.files, renew)
    now = run.means.clock()
    _end(row, {"written_at": now, "letters": letters, "finished_at": row.finished_at or now})
    log.info("processing done", extra={"processing_id": row.processing_id, "figures": row.figures})
    return False


def _mark(run: _Run) -> bool:
    """Another page of letters that somebody printed."""
    row, now = run.row, run.means.clock()
    after = mark_page(row, now)
    if after:
        until = run.means.clock() + LEASE
        row.change({"cursor": after, "lease_until": until, "next_at": until})
        return True
    _end(row, {"cursor": "", "printed_at": now})
    return False


def _end(row: Processing, values: dict[str, Any]) -> None:
    none_more = {"lease_until": None, "next_at": None, "unfinished_bucket": None}
    row.change({**values, **none_more, "state": State.FINISHED.value})
