"""A person printed a form letter: it is sent."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.notice import State
from chalicelib.models.audit import audit_put
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Write, transact

WHAT = "letter printed"


def mark_printed(notice_id: str, *, actor: Actor, now: datetime) -> bool:
    """Take a letter from those to print; False when it is none of them (any more)."""
    return bool(notice_id) and transact(printed_writes(notice_id, actor=actor, now=now)).stands


def printed_writes(notice_id: str, *, actor: Actor, now: datetime) -> list[Write]:
    """The writes that take a letter from those to print, refused when it is none of them."""
    audit = audit_put(
        f"notice#{notice_id}",
        WHAT,
        before={"state": State.TO_PRINT.value},
        after={"state": State.SENT.value},
        actor=actor,
        now=now,
    )
    return [Notice(notice_id).printed_write(now), audit]
