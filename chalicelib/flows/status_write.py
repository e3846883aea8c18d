"""The write that gives a client a new status, for the transaction of its cause."""

from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.dates import local_date
from chalicelib.domain.status import set_status
from chalicelib.domain.studio import Studio
from chalicelib.models.client import Client
from chalicelib.models.transaction import Update


def status_write(client: Client, status_id: str | None, studio: Studio, now: datetime) -> Update | None:
    """The update of the client's row, or None where there is no such status or it stands already.

    Whoever writes it marks the client's account due as well: loyalty asks for the status.
    """
    status = studio.statuses.get(status_id or "")
    if status is None:
        return None
    today = local_date(now, studio.preferences.local_zone())
    new = set_status(status, current_id=client.status_id, today=today)
    if new is None:
        return None
    due = Client.status_due_on
    actions = [
        Client.status_id.set(new.status_id),
        Client.status_set_on.set(new.set_on),
        Client.status_reason_id.remove(),
        due.set(new.due_on) if new.due_on else due.remove(),
        Client.version.set(Client.version + 1),
        Client.updated_at.set(now),
    ]
    # A status that staff set since the client was read is not written over: the cause decides again.
    unmoved: Condition = Client.status_id == client.status_id
    if client.status_id is None:
        unmoved = Client.client_id.exists() & Client.status_id.does_not_exist()
    return Update(Client(client.client_id), actions, unmoved)
