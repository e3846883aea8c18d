"""A visitor sends the public form: judge it, and take it in.

Three calls for everyone, client or not, so that neither the answer nor the work tells who is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain import tokens, velocity
from chalicelib.domain.answers import Problem
from chalicelib.domain.asked import HONEYPOT, TICKET, Asked, asked
from chalicelib.domain.dates import local_date
from chalicelib.domain.intake import check
from chalicelib.domain.studio import Studio
from chalicelib.domain.tokens import FormAge, Purpose, Ticket
from chalicelib.flows.take_intake import Arrival, take_intake
from chalicelib.models.counter import count
from chalicelib.settings import settings


class Reply(StrEnum):
    """What the visitor is told."""

    TAKEN = "taken"
    CLOSED = "closed"
    WRONG = "wrong"
    HIDDEN_ANSWERED = "hidden_answered"  # The studio has changed the form while it was open.
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    NOT_OURS = "not_ours"
    USED = "used"
    TOO_MANY = "too_many"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One posted form and how it came."""

    values: Mapping[str, str]
    source_ip: str
    token: str | None = None
    channel: str | None = None
    campaign: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The reply with what its page needs."""

    reply: Reply
    studio: Studio
    ticket: Ticket | None = None
    problems: Mapping[str, Problem] = field(default_factory=dict)
    retry_at: datetime | None = None


def submit_intake(submission: Submission, *, studio: Studio, now: datetime) -> Answer:
    """Take the form in, or say why not. Sent again with the same answers, it gets the same reply.

    A mistake costs no call. Money is not moved here: the streams of clients and referrals do that.
    """
    if not studio.preferences.form_active:
        return Answer(reply=Reply.CLOSED, studio=studio)
    ticket = tokens.read(Purpose.FORM, submission.values.get(TICKET, ""), settings.form_keys)
    if ticket is None:
        return Answer(reply=Reply.NOT_OURS, studio=studio)
    age = tokens.form_age(ticket, now)
    if age is not FormAge.GOOD:
        reply = Reply.TOO_YOUNG if age is FormAge.TOO_YOUNG else Reply.TOO_OLD
        return Answer(reply=reply, studio=studio, ticket=ticket)
    asking = asked(studio, local_date(now, studio.preferences.local_zone()))
    if submission.token is not None:
        asking = asking.by_link()
    is_spam = bool(submission.values.get(HONEYPOT))
    intake, problems = check(submission.values, asking)
    if not is_spam and _answers_hidden(submission, asking):
        return Answer(reply=Reply.HIDDEN_ANSWERED, studio=studio, ticket=ticket)
    if not is_spam and problems:
        return Answer(reply=Reply.WRONG, studio=studio, ticket=ticket, problems=problems)
    arrival = Arrival(
        nonce=ticket.nonce,
        issued_at=ticket.issued_at,
        intake=None if is_spam else intake,
        values=submission.values,
        token=submission.token,
        channel=submission.channel,
        campaign=submission.campaign,
        now=now,
    )
    over = count(_limits(submission, arrival, studio))
    if over is not None:
        return Answer(reply=Reply.TOO_MANY, studio=studio, retry_at=over)
    taken = take_intake(arrival, studio)
    return Answer(reply=Reply.TAKEN if taken else Reply.USED, studio=studio, ticket=ticket)


def _limits(submission: Submission, arrival: Arrival, studio: Studio) -> list[velocity.Limit]:
    preferences = studio.preferences
    return velocity.limits(
        source_ip=submission.source_ip,
        contacts=arrival.contacts(preferences.country),
        link_tokens=arrival.tokens,
        per_day_max=preferences.submissions_per_day_max,
        now=arrival.now,
        zone=preferences.local_zone(),
        key=settings.contact_keys[0],
    )


def _answers_hidden(submission: Submission, asking: Asked) -> bool:
    return any(submission.values.get(name, "").strip() for name in asking.hidden_inputs())
