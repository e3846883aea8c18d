"""Driving a run: step after step, in pages that are done here or handed out to workers.

One function at a time drives, and holds the run's lease. Whoever does the last page drives on.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain import night
from chalicelib.domain.loyalty import waiting_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import Studio
from chalicelib.domain.unusual import FLOOR_CENTS, above_usual
from chalicelib.flows.compare_page import of_pages
from chalicelib.flows.list_night_work import START, Cursor, list_work
from chalicelib.flows.run_night_page import run_page
from chalicelib.flows.write_run_report import write_run_report
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.covered import Covered
from chalicelib.models.run import CLOCK, Run, finish
from chalicelib.models.run_page import Page, part_of
from chalicelib.services.files import Files
from chalicelib.services.queue import Queue

SECONDS_NEEDED = 60  # What a page may take; with less left the run goes on in another function.
LEASE_MARGIN = timedelta(seconds=30)
SENT_AGAIN_AFTER = timedelta(minutes=50)
HANDED_OUT = (Step.LOYALTY, Step.RECONCILIATION, Step.REBUILD, Step.LAST_DAYS)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a night works with. `seconds_left` is how long the function may still run."""

    files: Files
    queue: Queue
    clock: Callable[[], datetime]
    seconds_left: Callable[[], float]
    sleep: Callable[[float], None]
    fan_out_clients: int

    @property
    def is_late(self) -> bool:
        """Whether there may be too little time for another page."""
        return self.seconds_left() < SECONDS_NEEDED


def go_on(run_id: str, tools: Tools) -> Run | None:
    """Drive the run on if it stands still; None when there is no such run."""
    run = Run.find(run_id)
    if run is None or not _stands_still(run, tools.clock()):
        return run
    return driven(run_id, studio_table.load(), tools)


def lease(tools: Tools) -> datetime:
    """Nobody else drives while this function can still run."""
    return tools.clock() + timedelta(seconds=tools.seconds_left()) + LEASE_MARGIN


def _stands_still(run: Run, now: datetime) -> bool:
    """Whether there is something to do for a driver, unless one is at it."""
    if run.is_finished or run.lease_until > now:
        return False
    waits_for_workers = run.handed_out and run.sent_at is not None and run.pages_done < run.pages
    return not waits_for_workers or now - run.sent_at >= SENT_AGAIN_AFTER


def driven(run_id: str, studio: Studio, tools: Tools) -> Run | None:
    """The run, driven by us if nobody else drives it."""
    run = Run.find(run_id)
    if run is None or run.is_finished:
        return run
    if not run.take(now=tools.clock(), until=lease(tools)):
        return run
    return drive(run, studio, tools)


def drive(run: Run, studio: Studio, tools: Tools) -> Run:
    """Go on until the run is finished, its pages are with workers, or the time is up; the lease is ours."""
    while not run.is_finished:
        if Step(run.step) is Step.DONE:
            _finish(run, tools)
        elif not _step_done(run, studio, tools):
            run.change(lease_until=tools.clock())
            if tools.is_late:
                tools.queue.send({"run": run.run_id})
                return run
            # The last worker may have come by while the lease was still ours.
            return go_on(run.run_id, tools) or run
    return run


def _finish(run: Run, tools: Tools) -> None:
    failed = {step: run.figures.get(step.value, {}).get("failed", 0) for step in Step}
    # Before it is finished, so that an alarm may come twice and is never lost.
    _alarm(run, sum(failed.values()))
    finish(
        run,
        now=tools.clock(),
        covers=run.covers
        and not failed[Step.LOYALTY]
        and not waiting_of(run.figures.get(Step.LOYALTY.value, {})),
        reconciles=run.does(Step.RECONCILIATION) and not run.dry_run and not failed[Step.RECONCILIATION],
    )
    message = "night done" if run.by == CLOCK else "run done"
    log.info(message, extra={"run_id": run.run_id, "figures": run.figures, "failed": sum(failed.values())})


def _alarm(run: Run, failed: int) -> None:
    """What somebody must look at in the morning."""
    if failed:
        log.error("night failed records", extra={"run_id": run.run_id, "failed": failed})
    issued = run.figures.get(Step.LOYALTY.value, {}).get("reward_cents", 0)
    if run.dry_run or issued <= FLOOR_CENTS:
        return
    usual = above_usual(issued, Covered.read().issued or [])
    if usual is not None:
        facts = {"run_id": run.run_id, "issued_cents": issued, "usual_cents": usual}
        log.error("loyalty above usual", extra=facts)


def _step_done(run: Run, studio: Studio, tools: Tools) -> bool:
    """Bring the run's step to its end; False when the rest of it is for others."""
    step = Step(run.step)
    pages = Page.of_step(run.run_id, step)
    if not run.handed_out:
        known: dict[str, Account] = {}
        if not _list(run, pages, known, studio, tools):
            return False
        many = sum(len(page.keys) for page in pages) > tools.fan_out_clients
        if step in HANDED_OUT and many:
            run.change(handed_out=True, pages=len(pages))
        elif not _do(run, pages, known, studio, tools):
            return False
    if run.handed_out and not all(page.is_done for page in pages):
        _hand_out(run, pages, tools)
        return False
    written = write_run_report(run, step, pages, tools.files)
    _tell(run, step, written.figures)
    run.change(
        figures={**run.figures, step.value: written.figures},
        largest=written.largest or run.largest,
        **of_pages(step, pages),
        step=run.next_step.value,
        handed_out=False,
        sent_at=None,
        pages=0,
        pages_done=0,
    )
    return True


def _list(run: Run, pages: list[Page], known: dict[str, Account], studio: Studio, tools: Tools) -> bool:
    """Add the pages that are still to be listed; False when the time is up."""
    cursor: Cursor = _resumed(pages[-1]) if pages else START
    size = night.page_size(tools.fan_out_clients)
    while cursor is not None:
        if tools.is_late:
            return False
        found, cursor = list_work(run, studio, cursor, size)
        # A page without work holds where to go on, for whoever comes when our time is up.
        if not found and (cursor is None or not tools.is_late):
            continue
        keys = [each.key for each in found]
        page = Page(run.run_id, part_of(Step(run.step), len(pages) + 1), keys=keys)
        page.go_on_at(cursor)
        page.plan()
        pages.append(page)
        if len(known) <= tools.fan_out_clients:
            known |= {each.key: each.account for each in found if each.account is not None}
    return True


def _resumed(page: Page) -> Cursor:
    at = page.goes_on_at
    return None if at is None else (at[0], at[1])


def _do(run: Run, pages: list[Page], known: Mapping[str, Account], studio: Studio, tools: Tools) -> bool:
    """Do the pages here; False when the time is up at the edge of one."""
    for page in pages:
        if page.is_done:
            continue
        if tools.is_late:
            return False
        run_page(run, page, studio=studio, files=tools.files, now=tools.clock(), known=known)
    return True


def _hand_out(run: Run, pages: list[Page], tools: Tools) -> None:
    """Put every page that is not done on the queue; one that is there twice is done once."""
    for page in pages:
        if not page.is_done:
            tools.queue.send({"run": run.run_id, "page": page.part})
    run.change(sent_at=tools.clock())


def _tell(run: Run, step: Step, figures: Mapping[str, int]) -> None:
    if step is Step.RECONCILIATION and figures.get("differences"):
        facts = {
            "run_id": run.run_id,
            "differences": figures["differences"],
            "report": run.reconciliation_key,
        }
        log.error("reconcile differences", extra=facts)
