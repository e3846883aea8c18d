"""A mailing is worked on: its list is made, or its recipients are gone over at the rate that SES allows.

One function at a time holds it, by a lease that each page renews. Two at once would do no harm: every
recipient is settled in one transaction, once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.mailing import (
    LEASE,
    LOOK_AGAIN,
    Outcome,
    Pause,
    Quota,
    State,
    added,
    page_size,
    per_second,
)
from chalicelib.domain.studio import Studio
from chalicelib.flows.gather_recipients import gather_page
from chalicelib.flows.settle_recipient import ProgramGone, records_of, settle_recipient, skip_failed
from chalicelib.flows.turn import FAILURES_MAX, UNAVAILABLE, Turn, work_in_pages
from chalicelib.models.breaker import marketing_stopped
from chalicelib.models.leased import LostLease
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Recipient, Side, recipients

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Means(Turn):
    """What a mailing is run with."""

    pause: Callable[[float], None]
    quota: Callable[[], Quota]


@dataclass
class _Run:
    """One function's turn. `room` is how many letters may still be queued in it, None without a limit."""

    mailing: Mailing
    studio: Studio
    means: Means
    rate: float = 1.0
    room: int | None = None
    failures: int = 0


def run_mailing(mailing_id: str, studio: Studio, means: Means) -> Mailing | None:
    """Work on the mailing until it is prepared, sent, stopped or paused, or until time is up.

    Nothing where there is nothing to do now, or somebody else is at it. The mailing as it then stands.
    """
    mailing = Mailing.find(mailing_id)
    now = means.clock()
    if mailing is None or not _has_work(mailing, now):
        return mailing
    if not mailing.take(now=now, until=now + LEASE):
        return mailing
    run = _Run(mailing, studio, means)
    try:
        _work(run)
    except LostLease:
        log.warning("mailing lost", extra={"mailing_id": mailing_id})
    return mailing


def _has_work(mailing: Mailing, now: datetime) -> bool:
    state = State(mailing.state)
    if state is State.PLANNED:
        return mailing.begins_at is not None and mailing.begins_at <= now
    if state is State.PAUSED:
        return mailing.pause == Pause.QUOTA and mailing.next_at is not None and mailing.next_at <= now
    return state in (State.GATHERING, State.SENDING, State.STOPPING)


def _work(run: _Run) -> None:
    mailing = run.mailing
    page = _gather if mailing.state == State.GATHERING else _send
    if mailing.state in (State.PLANNED, State.PAUSED):
        mailing.change({"state": State.SENDING.value, "pause": None}, while_in={State(mailing.state)})
    if page is _send:
        _look_at_quota(run)
    work_in_pages(mailing, mailing.mailing_id, lambda: page(run), run.means)


def _gather(run: _Run) -> bool:
    """Another page of the list; False when it is complete."""
    gather_page(run.mailing, run.studio, run.means.clock())
    return run.mailing.state == State.GATHERING


def _look_at_quota(run: _Run) -> None:
    form = run.mailing.outgoing.form
    quota = run.means.quota() if form is LetterForm.EMAIL else Quota(per_second=1.0, per_day=None)
    run.rate, run.room = per_second(form, quota), quota.room


def _send(run: _Run) -> bool:
    """Another page of recipients; False when the mailing ends or rests here."""
    mailing, now = run.mailing, run.means.clock()
    standing = Mailing.find(mailing.mailing_id)
    if standing is None or standing.held_by != mailing.held_by:
        raise LostLease(mailing.mailing_id)
    if standing.state == State.STOPPING:
        _rest(mailing, State.STOPPED)
        return False
    why = _pause(run, now)
    if why is not None:
        _rest(mailing, State.PAUSED, why, now + LOOK_AGAIN if why is Pause.QUOTA else None)
        return False
    size = page_size(run.rate) if run.room is None else min(page_size(run.rate), run.room)
    page = recipients(mailing.mailing_id, Side.TO, mailing.cursor, size)
    records = records_of(page.rows)
    try:
        settled = [_settled(run, row, records.get(row.client_id, row.client_id), now) for row in page.rows]
    except ProgramGone:
        _rest(mailing, State.PAUSED, Pause.PROGRAM)  # Whom this page came to is counted when it goes on.
        return False
    figures = added(mailing.figures, (name for row in settled for name in row.counted))
    if not page.after:
        _end(mailing, figures, run.means.clock())
        return False
    until = run.means.clock() + LEASE
    mailing.change({"cursor": page.after, "figures": figures, "lease_until": until, "next_at": until})
    _keep_pace(run, [row for row in settled if row.outcome == Outcome.QUEUED], now)
    return True


def _pause(run: _Run, now: datetime) -> Pause | None:
    """Why nothing more may go, if so."""
    if marketing_stopped(now):
        return Pause.BREAKER
    if run.mailing.program_id is not None:
        program = run.studio.programs.get(run.mailing.program_id)
        if program is None or program.inactive:
            return Pause.PROGRAM
    return Pause.QUOTA if run.room == 0 else None


def _settled(run: _Run, row: Recipient, client_id: str, now: datetime) -> Recipient:
    """The recipient, settled. One record that our program fails on never blocks the others."""
    try:
        return settle_recipient(run.mailing, row, client_id, run.studio, now)
    except (*UNAVAILABLE, ProgramGone):
        raise
    except Exception:
        log.exception("recipient failed", extra={"mailing_id": row.mailing_id, "client_id": row.client_id})
        run.failures += 1
        if run.failures > FAILURES_MAX:
            raise
        return skip_failed(row)


def _keep_pace(run: _Run, queued: list[Recipient], begun_at: datetime) -> None:
    """Take the room that these took, and wait until so many may have gone."""
    if run.room is not None:
        run.room = max(0, run.room - len(queued))
    if run.mailing.outgoing.form is not LetterForm.PRINT:
        free_at = begun_at + timedelta(seconds=len(queued) / run.rate)
        run.means.pause(max(0.0, (free_at - run.means.clock()).total_seconds()))


def _rest(mailing: Mailing, state: State, why: Pause | None = None, until: datetime | None = None) -> None:
    """Stop working on it; with `until` a function looks at it again then, otherwise a person does.

    Somebody's stop that came in between is not overruled: it is seen at the next turn.
    """
    values: dict[str, Any] = {"state": state.value, "pause": why, "lease_until": None, "next_at": until}
    if until is None:
        values["unfinished_bucket"] = None
    mailing.change(values, while_in={State.STOPPING if state is State.STOPPED else State.SENDING})


def _end(mailing: Mailing, figures: dict[str, int], now: datetime) -> None:
    ended = {"state": State.FINISHED.value, "figures": figures, "finished_at": now, "cursor": ""}
    none_more = {"next_at": None, "unfinished_bucket": None, "lease_until": None, "pause": None}
    mailing.change({**ended, **none_more})
    log.info("mailing done", extra={"mailing_id": mailing.mailing_id, "figures": figures})
