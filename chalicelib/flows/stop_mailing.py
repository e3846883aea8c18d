"""A mailing is stopped and goes on again, by somebody at a desk; a list that is not wanted is let go."""

from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.mailing import RESUMABLE, STOPPABLE, UNCONFIRMED, State
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.mailing import BUCKET, Mailing
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
RESTS: dict[str, Any] = {"pause": None, "next_at": None, "unfinished_bucket": None}


def stop_mailing(mailing_id: str, *, actor: Actor, now: datetime) -> bool:
    """Stop the mailing; False where there is nothing to stop.

    A function that is at it sees that before its next page, of 25 recipients at most. A list that was not
    confirmed is dropped.
    """
    for _ in range(TRIES):
        mailing = Mailing.find(mailing_id)
        if mailing is None:
            return False
        state = State(mailing.state)
        if state in (State.STOPPING, State.STOPPED, State.DROPPED):
            return True
        if state in UNCONFIRMED:
            values = {**RESTS, "state": State.DROPPED.value}
        elif state is State.SENDING and mailing.is_held(now):
            values = {"state": State.STOPPING.value}
        elif state in STOPPABLE:
            values = {**RESTS, "state": State.STOPPED.value}
        else:
            return False
        if _moved(mailing, "stop", values, actor, now):
            return True
    raise Unknown("the mailing moved at every try")


def resume_mailing(mailing_id: str, *, runner: Runner, actor: Actor, now: datetime) -> bool:
    """Let a mailing that was stopped or rests go on behind whom it came to; False where it cannot."""
    mailing = Mailing.find(mailing_id)
    if mailing is None:
        return False
    if mailing.state in RESUMABLE:
        going = {
            "state": State.SENDING.value,
            "pause": None,
            "unfinished_bucket": BUCKET,
            "next_at": now,
        }
        if not _moved(mailing, "resume", going, actor, now):
            return False
    elif mailing.state not in (State.SENDING, State.GATHERING):
        return False
    runner.start(mailing_id)
    return True


def _moved(mailing: Mailing, what: str, values: dict[str, Any], actor: Actor, now: datetime) -> bool:
    states = {"state": mailing.state}, {"state": values["state"]}
    before, after = states
    audit = audit_put(f"mailing#{mailing.mailing_id}", what, before=before, after=after, actor=actor, now=now)
    return transact([mailing.move_write(values, as_held=True), audit]).stands
