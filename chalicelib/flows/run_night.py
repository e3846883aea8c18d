"""The night: loyalty, expiry, referrals and reconciliation, woken by the clock or by hand."""

import logging
from datetime import timedelta

from chalicelib.domain import night
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import made_from
from chalicelib.domain.night_request import NotUnderstood, Request
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import Studio
from chalicelib.flows.drive_run import Tools, drive, driven, go_on, lease
from chalicelib.flows.run_night_page import run_page
from chalicelib.models import studio as studio_table
from chalicelib.models.covered import Covered
from chalicelib.models.run import CLOCK, HAND, Run, begin
from chalicelib.models.run_page import Page

POLL_SECONDS = 1.0
STALLED_AFTER = timedelta(seconds=30)

log = logging.getLogger(__name__)


def run_tonight(tools: Tools) -> list[Run]:
    """The hourly clock: goes on with what is unfinished, and begins the night once a local date."""
    now, covered = tools.clock(), Covered.read()
    studio = studio_table.load()
    today = local_date(now, studio.preferences.local_zone())
    runs = [go_on(run_id, tools) for run_id in sorted(covered.unfinished or ())]
    if covered.last_night_on is None or covered.last_night_on < today:
        run_id = f"night-{today.isoformat()}"
        begun = _begin(run_id, Request(), studio, Covered.read(), tools, by=CLOCK)
        if begun is not None:
            runs.append(drive(begun, studio, tools))
    return [run for run in runs if run is not None]


def run_by_hand(request: Request, cause: str, tools: Tools) -> Run:
    """A run of its own, at once; `cause` tells it from others of the same second.

    A named one has its name for id; asked for again under that name, it is gone on with.
    `as_of` is the studio's date of the run: which rewards are over and when new ones end. Instants stay
    the clock's. With `wait` it comes back when the run is finished, or when the time is up.
    Raises NotUnderstood for a rule or run that makes no sense.
    """
    now, studio = tools.clock(), studio_table.load()
    zone = studio.preferences.local_zone()
    run: Run | None
    if request.run is not None:
        run = go_on(request.run, tools)
        if run is None:
            raise NotUnderstood("there is no such run")
    else:
        as_of = request.as_of or local_date(now, zone)
        at = now.astimezone(zone).strftime("%H%M%S")
        run_id = request.name or f"night-{as_of.isoformat()}-{at}-{made_from('run', cause)[:4]}"
        run = _begin(run_id, request, studio, Covered.read(), tools, by=HAND)
        run = drive(run, studio, tools) if run is not None else driven(run_id, studio, tools)
    assert run is not None
    return _waited(run, tools) if request.wait else run


def work_on(run_id: str, part: str, tools: Tools) -> None:
    """Do one page that was handed out, and drive the run on when it was the last one."""
    run, page = Run.find(run_id), Page.find(run_id, part)
    if run is None or page is None:
        log.error("no such page", extra={"run_id": run_id, "page": part})
        return
    run_page(run, page, studio=studio_table.load(), files=tools.files, now=tools.clock())
    go_on(run_id, tools)


def _waited(run: Run, tools: Tools) -> Run:
    """The run when it is finished or the time is up.

    Where no worker gets a page done for a while, since they die or the queue has given up, whoever
    waits does one itself.
    """
    seen, since = (run.step, run.pages_done), tools.clock()
    while not run.is_finished and not tools.is_late:
        tools.sleep(POLL_SECONDS)
        run = go_on(run.run_id, tools) or run
        now, progress = tools.clock(), (run.step, run.pages_done)
        if progress != seen:
            seen, since = progress, now
        elif run.handed_out and now - since >= STALLED_AFTER:
            waiting = [page for page in Page.of_step(run.run_id, Step(run.step)) if not page.is_done]
            if waiting:
                work_on(run.run_id, waiting[0].part, tools)
            since = tools.clock()
    return run


def _begin(
    run_id: str, request: Request, studio: Studio, covered: Covered, tools: Tools, *, by: str
) -> Run | None:
    now = tools.clock()
    plan = night.plan_of(
        request,
        studio,
        today=local_date(now, studio.preferences.local_zone()),
        covered_from=night.unseen_from(covered.started_at) if covered.started_at else None,
        covered_fingerprint=covered.fingerprint,
        reconciled_from=night.unseen_from(covered.reconciled_at) if covered.reconciled_at else None,
    )
    return begin(run_id, plan, by=by, now=now, lease_until=lease(tools))
