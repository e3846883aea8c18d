"""Forms as visitors send them."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import tokens
from chalicelib.domain.studio import Studio
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.flows.submit_intake import Answer, Submission, submit_intake
from chalicelib.models import studio as table
from chalicelib.settings import settings

SARA = {"first_name": "sara", "last_name": "Lee", "email": "sara@example.com"}


def ticket(nonce: str, issued_at: datetime) -> str:
    """The signed form."""
    return tokens.sign(Purpose.FORM, Ticket(nonce, issued_at), settings.form_keys)


def send(
    now: datetime,
    nonce: str = "n1",
    *,
    token: str | None = None,
    source_ip: str = "192.0.2.7",
    age: timedelta = timedelta(minutes=1),
    channel: str | None = None,
    by: Studio | None = None,
    **values: Any,
) -> Answer:
    """Fill in a form that was opened a minute ago, and send it; `by` is the studio as it is known."""
    submission = Submission(
        values={**SARA, "ticket": ticket(nonce, now - age), **values},
        source_ip=source_ip,
        token=token,
        channel=channel,
    )
    return submit_intake(submission, studio=by or table.load(), now=now)
