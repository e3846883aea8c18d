"""A queued notice is sent, at most once: gather, claim, hand over, mark. Also looks after lost answers.

SES knows no idempotency. So a notice is claimed by one write before it is handed over, and a claim that
ends without an answer is never followed by a second sending: the provider's events tell, or nobody does.
"""

from datetime import datetime
from typing import Protocol

from chalicelib.domain.contact import tidy_email
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind, clean_line
from chalicelib.domain.message import Message, Sender, mime
from chalicelib.domain.notice import (
    ANSWER_WAIT,
    Purpose,
    Reason,
    State,
    is_given_up,
    next_try_at,
)
from chalicelib.domain.recipient import refusal
from chalicelib.domain.studio import Preferences
from chalicelib.flows.find_recipient import find_client, recipient_of
from chalicelib.flows.letter_facts import facts_for
from chalicelib.models import studio as studio_table
from chalicelib.models.block import not_blocked
from chalicelib.models.client import Client
from chalicelib.models.letter import text_of
from chalicelib.models.notice import Notice
from chalicelib.services.letters import written
from chalicelib.services.mailer import Mailer, NoAnswer, NotSent


class Services(Protocol):
    """What sending needs of the outside."""

    @property
    def mailer(self) -> Mailer:
        """Hands a message to the mail provider."""


def send_notice(notice_id: str, *, services: Services, now: datetime) -> Notice | None:
    """Send the notice if it is due; the notice as it then stands, None where there is none.

    Safe to repeat and to run twice at once. Whatever is not the notice's own fault leaves it queued
    with a later `next_at`. Raises when the tables or the studio's record fail, and for a letter
    that cannot be written: it stays queued.
    """
    notice = Notice.find(notice_id)
    if notice is None or notice.state == State.SENDING:
        return notice and _looked_after(notice, now)
    # A first try does not wait: the clock of whoever queued it may be ahead of ours.
    if notice.state != State.QUEUED or (notice.attempts and notice.next_at and notice.next_at > now):
        return notice
    preferences = studio_table.bundle.studio(now).preferences
    form, purpose = LetterForm(notice.form), Purpose(notice.purpose)
    client = find_client(notice.client_id)
    recipient = recipient_of(client, form, preferences.country)
    refused = refusal(form, purpose, recipient)
    if refused or client is None or recipient is None or recipient.address is None:
        notice.move(State.SUPPRESSED, refused or Reason.NO_ADDRESS)
        return notice
    sender = _sender(preferences)
    if sender is None:
        return _postponed(notice, Reason.SENDER_NOT_READY, now)
    message = _message(notice, client, recipient.address, preferences, sender)
    raw = mime(message)
    # From the claim on the notice is ours alone; nothing may stand between it and the sending.
    claimed = notice.claim(not_blocked(recipient.address, now, purpose), now)
    if claimed is State.SENDING:
        return _handed_over(notice, message, raw, services.mailer, now)
    if claimed is State.SUPPRESSED:
        notice.move(State.SUPPRESSED, Reason.BLOCKED)
    return notice


def source_of(notice: Notice, now: datetime) -> bytes | None:
    """The notice's message as it is sent, from the records as they stand; None without an address.

    For whoever wants to see it: nothing is sent or written.
    """
    preferences = studio_table.bundle.studio(now).preferences
    client, sender = find_client(notice.client_id), _sender(preferences)
    to = recipient_of(client, LetterForm.EMAIL, preferences.country)
    if client is None or to is None or to.address is None or sender is None:
        return None
    return mime(_message(notice, client, to.address, preferences, sender))


def _handed_over(notice: Notice, message: Message, raw: bytes, mailer: Mailer, now: datetime) -> Notice:
    try:
        message_id = mailer.send(
            raw=raw, sender=message.sender.mailbox, to=message.to, notice_id=notice.notice_id
        )
    except NoAnswer:
        _wait_for_events(notice, now)
    except NotSent as refused:
        if refused.later:
            return _postponed(notice, refused.reason, now)
        notice.move(State.DEAD, refused.reason)
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


def _postponed(notice: Notice, reason: Reason, now: datetime) -> Notice:
    if is_given_up(notice.queued_at, now):
        notice.move(State.DEAD, reason)
    else:
        notice.move(State.QUEUED, reason, Notice.next_at.set(next_try_at(notice.attempts, now)))
    return notice


def _sender(preferences: Preferences) -> Sender | None:
    address = tidy_email(preferences.sender_email)
    if address is None:
        return None
    name = clean_line(preferences.sender_name or preferences.studio_name)
    return Sender(name=name, address=address, reply_to=tidy_email(preferences.reply_to) or "")


def _message(notice: Notice, client: Client, to: str, preferences: Preferences, sender: Sender) -> Message:
    kind = Kind(notice.kind)
    facts = facts_for(client, kind, notice.values, preferences, notice.queued_at)
    own = text_of(notice.letter) if notice.letter else None
    letter = written(kind, facts, preferences.colors, own)
    return Message(
        reference=notice.notice_id,
        sender=sender,
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        written_at=notice.queued_at,
    )
