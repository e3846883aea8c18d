"""A queued notice is sent, at most once: gather, claim, hand over, mark. Also looks after lost answers.

The providers know no idempotency. So a notice is claimed by one write before it is handed over, and a
claim that ends without an answer is never followed by a second sending: the provider's events tell, or
nobody does.
"""

from datetime import datetime

from chalicelib.domain import report_mail
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import (
    ANSWER_WAIT,
    Purpose,
    Reason,
    State,
    end_of,
    is_given_up,
    next_try_at,
)
from chalicelib.domain.quiet_hours import quiet_until
from chalicelib.domain.recipient import refusal
from chalicelib.domain.report_mail import ReportMail
from chalicelib.flows.end_notice import end_notice
from chalicelib.flows.find_recipient import find_client, recipient_of
from chalicelib.flows.look_at_reward import brought_up_to_date
from chalicelib.flows.notice_sending import Addressed, Sending, Services, sending_of
from chalicelib.flows.record_text_event import PROVIDER_SAYS, stop_texts
from chalicelib.flows.report_sending import report_sending
from chalicelib.models import studio as studio_table
from chalicelib.models.block import not_blocked
from chalicelib.models.breaker import marketing_stopped
from chalicelib.models.notice import Notice
from chalicelib.services.handing_over import NoAnswer, NotSent


def send_notice(notice_id: str, *, services: Services, now: datetime) -> Notice | None:
    """Send the notice if it is due; the notice as it then stands, None where there is none.

    One on paper becomes a person's turn. Safe to repeat and to run twice at once. Whatever is not the
    notice's own fault leaves it queued with a later `next_at`. Raises when the tables or the studio's
    record fail, and for a letter that cannot be written: it stays queued.
    """
    notice = Notice.find(notice_id)
    if notice is None or notice.state == State.SENDING:
        return notice and _looked_after(notice, now)
    # A first try does not wait: the clock of whoever queued it may be ahead of ours.
    if notice.state != State.QUEUED or (notice.attempts and notice.next_at and notice.next_at > now):
        return notice
    preferences = studio_table.bundle.studio(now).preferences
    if notice.kind == report_mail.KIND:
        studio = ReportMail.of(notice.values).to
        return _gone(notice, studio, report_sending(notice, preferences, services), now)
    form, purpose = LetterForm(notice.form), Purpose(notice.purpose)
    client = find_client(notice.client_id)
    to = recipient_of(client, form, preferences.country)
    refused = refusal(form, purpose, to) or brought_up_to_date(notice, preferences, now)
    if refused is not None or client is None or to is None:
        end_notice(notice, State.SUPPRESSED, refused or Reason.NO_CLIENT, now=now)
    elif form is LetterForm.PRINT:
        notice.move(State.TO_PRINT)
    else:
        assert to.address is not None
        ready = Addressed(notice=notice, client=client, to=to.address, preferences=preferences)
        return _sent(ready, services, now)
    return notice


def _sent(ready: Addressed, services: Services, now: datetime) -> Notice:
    notice, purpose = ready.notice, Purpose(ready.notice.purpose)
    if purpose is Purpose.MARKETING and marketing_stopped(now):
        return _postponed(notice, Reason.MARKETING_STOPPED, now)
    loud_at = _loud_at(ready, now)
    if loud_at is not None:
        return _postponed(notice, Reason.QUIET_HOURS, now, loud_at)
    return _gone(notice, ready.to, sending_of(ready, services), now)


def _gone(notice: Notice, to: str, sending: Sending | Reason, now: datetime) -> Notice:
    """The notice once it was claimed and handed over, or what stood against that."""
    if isinstance(sending, Reason):
        return _not_sent(notice, NotSent(sending, later=sending is not Reason.TOO_LONG), now)
    # From the claim on the notice is ours alone; nothing may stand between it and the sending.
    claimed = notice.claim(not_blocked(to, now, Purpose(notice.purpose)), now)
    if claimed is State.SENDING:
        sent = _handed_over(notice, sending, now)
        if sent.reason == Reason.OPTED_OUT:
            stop_texts(to, evidence=notice.notice_id, wording=PROVIDER_SAYS, now=now)
        return sent
    if claimed is State.SUPPRESSED:
        end_notice(notice, State.SUPPRESSED, Reason.BLOCKED, now=now)
    return notice


def _loud_at(ready: Addressed, now: datetime) -> datetime | None:
    """When a text may go that may not go now; emails lie quietly till they are read."""
    if ready.notice.form != LetterForm.TEXT:
        return None
    set_up = ready.preferences
    return quiet_until(now, set_up.quiet_from, set_up.quiet_until, set_up.local_zone())


def _handed_over(notice: Notice, sending: Sending, now: datetime) -> Notice:
    try:
        message_id = sending()
    except NoAnswer:
        _wait_for_events(notice, now)
    except NotSent as refused:
        return _not_sent(notice, refused, now)
    else:
        # False when an event was quicker than we are: then it is marked already.
        notice.move(State.SENT, "", Notice.message_id.set(message_id), Notice.sent_at.set(now))
    return notice


def _looked_after(notice: Notice, now: datetime) -> Notice:
    """A claim whose end is not known: its events have a day to tell. They mark the notice themselves."""
    if notice.next_at is not None and notice.next_at <= now:
        if notice.reason == Reason.NO_ANSWER:
            notice.move(State.UNKNOWN, Reason.NO_ANSWER)
        else:
            _wait_for_events(notice, now)
    return notice


def _wait_for_events(notice: Notice, now: datetime) -> None:
    notice.move(State.SENDING, Reason.NO_ANSWER, Notice.next_at.set(now + ANSWER_WAIT))


def _not_sent(notice: Notice, refused: NotSent, now: datetime) -> Notice:
    if refused.later:
        return _postponed(notice, refused.reason, now)
    end_notice(notice, end_of(refused.reason), refused.reason, now=now)
    return notice


def _postponed(notice: Notice, reason: Reason, now: datetime, until: datetime | None = None) -> Notice:
    if is_given_up(notice.queued_at, now):
        end_notice(notice, State.DEAD, reason, now=now)
        return notice
    next_at = until or next_try_at(notice.attempts, now, reason)
    if (notice.reason, notice.next_at) != (reason, next_at):
        notice.move(State.QUEUED, reason, Notice.next_at.set(next_at))
    return notice
