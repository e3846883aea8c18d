"""A person printed a form letter: it is sent."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.notice import State
from chalicelib.models.audit import audit_put
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import transact

WHAT = "letter printed"


def mark_printed(notice_id: str, *, actor: Actor, now: datetime) -> bool:
    """Take a letter from those to print; False when it is none of them (any more)."""
    if not notice_id:
        return False
    audit = audit_put(
        f"notice#{notice_id}",
        WHAT,
        before={"state": State.TO_PRINT.value},
        after={"state": State.SENT.value},
        actor=actor,
        now=now,
    )
    return transact([Notice(notice_id).printed_write(now), audit]).stands
