"""A manager lets marketing go on after it stopped by itself; what was counted until then counts no more."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.models.audit import audit_put
from chalicelib.models.breaker import Breaker, figures_of
from chalicelib.models.transaction import transact

WHAT = "marketing resumed"
ABOUT = "breaker"


class Outcome(StrEnum):
    """What became of a reset."""

    RESET = "reset"
    NOT_STOPPED = "not_stopped"  # Somebody else was quicker.
    NO_NOTE = "no_note"


def reset_breaker(note: str, *, actor: Actor, now: datetime) -> Outcome:
    """Let marketing go on, with a note that says what was done about it. At most three calls.

    Bounces and complaints that are told of later count from zero on, also those of earlier letters.
    """
    breaker = Breaker.read()
    if breaker.stopped_at is None:
        return Outcome.NOT_STOPPED
    if not note:
        return Outcome.NO_NOTE
    before = {"stopped_at": breaker.stopped_at.isoformat(), "why": breaker.why or ""}
    audit = audit_put(ABOUT, WHAT, before=before, after={"note": note}, actor=actor, now=now)
    stands = transact([breaker.reset_write(figures_of(now)), audit]).stands
    return Outcome.RESET if stands else Outcome.NOT_STOPPED
