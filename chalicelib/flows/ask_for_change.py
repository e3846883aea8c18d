"""A client asks, on their own page, for a change of what the studio knows of them: a task for the staff."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Arrival
from chalicelib.domain.change_request import Refusal, change_task, refusal
from chalicelib.domain.client_typed import plain_values
from chalicelib.domain.dates import local_date
from chalicelib.domain.studio import Studio
from chalicelib.flows.client_write import record_write
from chalicelib.flows.find_recipient import find_client
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
WHAT = "change asked for"
SOURCE = "own page"


class Asked(StrEnum):
    """What became of it."""

    ASKED = "asked"
    TOO_MANY = "too_many"
    GONE = "gone"


def ask_for_change(client_id: str, words: str, *, studio: Studio, now: datetime) -> Asked:
    """Put the words on the client's tasks, due today; the same words again change nothing.

    Follows a record that was joined to another. A read and one transaction a try.
    """
    for _ in range(TRIES):
        client = find_client(client_id)
        if client is None:
            return Asked.GONE
        why = refusal(words, client.tasks)
        if why is not None:
            return Asked.ASKED if why is Refusal.ALREADY_ASKED else Asked.TOO_MANY
        today = local_date(now, studio.preferences.local_zone())
        changed = {"tasks": [*client.tasks, change_task(words, today)]}
        audit = audit_put(
            f"client#{client.client_id}",
            WHAT,
            before=plain_values({"tasks": client.tasks}),
            after=plain_values(changed),
            actor=Arrival(request_id=SOURCE, by="client"),
            now=now,
        )
        record = record_write(client, dict(client.attribute_values) | changed, changed, now)
        if transact([record, audit]).stands:
            return Asked.ASKED
    raise Unknown("other writes to the same client won every time")
