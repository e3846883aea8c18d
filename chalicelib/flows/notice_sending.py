"""A notice, written out, and ready to be handed to its provider by one call."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.message import mime
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.domain.sender import sender_of
from chalicelib.domain.studio import Preferences
from chalicelib.domain.text_message import size
from chalicelib.flows.write_notice import email_of, text_message_of
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.services.files import Files
from chalicelib.services.mailer import Mailer
from chalicelib.services.texter import Texter

Sending = Callable[[], str]
"""Hands the written notice to its provider; the provider's message id."""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """A notice, the client whom it is for, and the address or number that it goes to."""

    notice: Notice
    client: Client
    to: str
    preferences: Preferences


class Services(Protocol):
    """What sending needs of the outside."""

    @property
    def mailer(self) -> Mailer:
        """Hands a message to the mail provider."""

    @property
    def texter(self) -> Texter:
        """Hands a text to its provider."""

    @property
    def files(self) -> Files:
        """Holds the files that go along."""


def sending_of(ready: Addressed, services: Services) -> Sending | Reason:
    """The notice as an email or a text, to be handed over; or why it cannot be written or may not go yet."""
    if ready.notice.form == LetterForm.TEXT:
        return _text(ready, services.texter)
    return _email(ready, services.mailer)


def _email(ready: Addressed, mailer: Mailer) -> Sending | Reason:
    notice, sender = ready.notice, sender_of(ready.preferences)
    if sender is None:
        return Reason.SENDER_NOT_READY
    message = email_of(notice, ready.client, ready.to, ready.preferences, sender)
    lawful = message.unsubscribe_url and ready.preferences.postal_address.strip()
    if notice.purpose == Purpose.MARKETING and not lawful:
        return Reason.STUDIO_NOT_READY
    raw = mime(message)
    return partial(mailer.send, raw=raw, sender=sender.mailbox, to=ready.to, notice_id=notice.notice_id)


def _text(ready: Addressed, texter: Texter) -> Sending | Reason:
    notice = ready.notice
    body = text_message_of(notice, ready.client, ready.preferences)
    if size(body).is_too_long:
        return Reason.TOO_LONG
    purpose = Purpose(notice.purpose)
    return partial(texter.send, number=ready.to, body=body, notice_id=notice.notice_id, purpose=purpose)
