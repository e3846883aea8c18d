"""Somebody printed a run's letters: their notices are told so, a page at a time."""

from datetime import datetime

from chalicelib.domain.actor import Actor, Role
from chalicelib.flows.mark_printed import printed_writes
from chalicelib.models.eligible import TO, rows_behind
from chalicelib.models.packed import transact_groups
from chalicelib.models.processing import Processing

PAGE = 45


def mark_page(run: Processing, now: datetime) -> str:
    """Mark the next letters, each unless it was ended before; the row behind which it goes on, if it does.

    A letter that the sender has not handed to a person yet is left, and waits in the outbox.
    """
    rows, more = rows_behind(run.processing_id, TO, run.cursor, PAGE)
    asked = dict(run.printed_by or {})
    actor = Actor(role=Role(asked["role"]), request_id=str(asked["request_id"]))
    transact_groups(
        [printed_writes(row.notice_id, actor=actor, now=now) for row in rows if row.notice_id is not None]
    )
    return rows[-1].part if more else ""
