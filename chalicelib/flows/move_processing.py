"""A run by hand is moved on by somebody at a desk: stopped, let go on, written anew, its letters printed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.processing import UNCONFIRMED, Outcome, Refusal, State, is_over
from chalicelib.domain.studio import Studio
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.processing import BUCKET, Processing
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
RESTS: dict[str, Any] = {"next_at": None, "unfinished_bucket": None}


def stop_processing(processing_id: str, *, actor: Actor, now: datetime) -> bool:
    """Stop the run; False where there is nothing to stop.

    A function that is at it sees that before its next page, of 25 clients at most. A list that nobody
    confirmed is dropped.
    """
    for _ in range(TRIES):
        run = Processing.find(processing_id)
        if run is None:
            return False
        if run.state in (State.STOPPING, State.STOPPED, State.DROPPED):
            return True
        if run.state in UNCONFIRMED:
            values = {**RESTS, "state": State.DROPPED.value, "cursor": ""}
        elif run.state != State.PROCESSING:
            return False
        elif run.is_held(now):
            values = {"state": State.STOPPING.value}
        else:
            values = {**RESTS, "state": State.STOPPED.value}
        if _moved(run, "stop", values, actor, now):
            return True
    raise Unknown("the run moved at every try")


def resume_processing(
    processing_id: str, *, studio: Studio, runner: Runner, actor: Actor, now: datetime
) -> Refusal | None:
    """Let a run that was stopped, or stands still, go on behind whom it came to; why not, if it may not.

    One that has ended and where something of ours failed goes over all its clients again: whoever is
    settled stays as is.
    """
    run = Processing.find(processing_id)
    if run is None:
        return Refusal.GONE
    if is_over(run.loyalty_rule, local_date(now, studio.preferences.local_zone())):
        return Refusal.EXPIRY_PAST
    going: dict[str, Any] = {
        "state": State.PROCESSING.value,
        "unfinished_bucket": BUCKET,
        "next_at": now,
    }
    if run.state == State.FINISHED and run.figures.get(Outcome.FAILED):
        going |= {"cursor": "", "figures": {}, "finished_at": None}
    elif run.state != State.STOPPED:
        return _pushed(run, {State.GATHERING, State.PROCESSING, State.WRITING, State.MARKING}, runner)
    if not _moved(run, "resume", going, actor, now):
        return Refusal.NOT_PREPARED
    runner.start(processing_id)
    return None


def write_processing(processing_id: str, *, runner: Runner, actor: Actor, now: datetime) -> Refusal | None:
    """Have report and letters of a run written, after which it is finished, whoever was not come to.

    The bucket keeps them for two days; the audit keeps who took them out.
    """
    run = Processing.find(processing_id)
    if run is None:
        return Refusal.GONE
    if run.state not in (State.FINISHED, State.STOPPED):
        return _pushed(run, {State.WRITING}, runner)
    going = {"state": State.WRITING.value, "unfinished_bucket": BUCKET, "next_at": now}
    if not _moved(run, "export", going, actor, now):
        return Refusal.NOT_PREPARED
    runner.start(processing_id)
    return None


def letters_were_printed(
    processing_id: str, *, runner: Runner, actor: Actor, now: datetime
) -> Refusal | None:
    """Have all letters of a finished run marked as printed; why not, if that cannot be said of it."""
    run = Processing.find(processing_id)
    if run is None:
        return Refusal.GONE
    if run.state == State.MARKING:
        return _pushed(run, {State.MARKING}, runner)
    if run.state != State.FINISHED or not run.letters:
        return Refusal.NOT_PREPARED
    going = {
        "state": State.MARKING.value,
        "cursor": "",
        "printed_by": {"role": actor.role.value, "request_id": actor.request_id},
        "unfinished_bucket": BUCKET,
        "next_at": now,
    }
    if not _moved(run, "printed", going, actor, now):
        return Refusal.NOT_PREPARED
    runner.start(processing_id)
    return None


def _pushed(run: Processing, states: Collection[State], runner: Runner) -> Refusal | None:
    """Set the function going again for a run that has something to do anyway."""
    if run.state not in states:
        return Refusal.NOT_PREPARED
    runner.start(run.processing_id)
    return None


def _moved(run: Processing, what: str, values: dict[str, Any], actor: Actor, now: datetime) -> bool:
    about, before, after = f"processing#{run.processing_id}", {"state": run.state}, {"state": values["state"]}
    audit = audit_put(about, what, before=before, after=after, actor=actor, now=now)
    return transact([run.move_write(values, as_held=True), audit]).stands
