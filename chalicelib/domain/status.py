"""Setting a client's status: the day it was set and the day to follow up. Source: rules 6."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.studio import Status


@dataclass(frozen=True, kw_only=True)
class StatusSet:
    """A status as it stands on a client; `due_on` is None where the status has no duration."""

    status_id: str
    set_on: date
    due_on: date | None


def set_status(status: Status, *, current_id: str | None, today: date) -> StatusSet | None:
    """What setting `status` today makes of a client, or None when it has that status already.

    Setting the same status again moves no date.
    """
    if status.status_id == current_id:
        return None
    due_on = None if status.duration_days is None else today + timedelta(days=status.duration_days)
    return StatusSet(status_id=status.status_id, set_on=today, due_on=due_on)
