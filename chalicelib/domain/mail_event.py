"""What the mail provider tells about a message, read from its events as Amazon SES publishes them to SNS.

Source: "Contents of event data that Amazon SES publishes to Amazon SNS", Amazon SES Developer Guide.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from chalicelib.domain.ids import ALPHABET, ID_LENGTH
from chalicelib.domain.notice import Sign

TAG = "notice_id"
_SIGNS = {
    "Send": Sign.ACCEPTED,
    "Delivery": Sign.DELIVERED,
    "DeliveryDelay": Sign.DELAYED,
    "Complaint": Sign.COMPLAINED,
    "Reject": Sign.REFUSED,
    "Rendering Failure": Sign.REFUSED,
}


@dataclass(frozen=True, kw_only=True)
class MailEvent:
    """One event about one message of ours. `at` is when it happened, `sent_at` when the message went."""

    notice_id: str
    message_id: str
    sign: Sign
    recipients: tuple[str, ...]
    sent_at: datetime
    at: datetime


class NotAnEvent(ValueError):
    """No event about a message of ours. The text says what is missing, and never repeats content."""


def mail_event(message: str | Mapping[str, Any]) -> MailEvent:
    """The event in an SNS message: JSON text as AWS sends it, or the object itself.

    Raises NotAnEvent for anything else, also for opens and clicks, which we do not ask for, and for
    messages that do not carry a notice's tag.
    """
    body = object_of(message)
    mail = _inner(body, "mail")
    tags = _inner(mail, "tags").get(TAG)
    notice_id = tags[0] if isinstance(tags, list) and tags else None
    if not isinstance(notice_id, str) or not is_notice_id(notice_id):
        raise NotAnEvent("no notice's tag")
    sign, detail, people = _told(body)
    sent_at = _instant(mail.get("timestamp"))
    named = [_address(person) for person in people]
    return MailEvent(
        notice_id=notice_id,
        message_id=str(mail.get("messageId", "")),
        sign=sign,
        recipients=tuple(sorted({address for address in named or _addresses(mail) if address})),
        sent_at=sent_at,
        at=_instant(detail["timestamp"]) if "timestamp" in detail else sent_at,
    )


def is_notice_id(text: str) -> bool:
    """Whether the text has the form of a notice's id."""
    return len(text) == ID_LENGTH and all(letter in ALPHABET for letter in text)


def _told(body: Mapping[str, Any]) -> tuple[Sign, Mapping[str, Any], list[Any]]:
    """The sign, its details and whom it is about."""
    kind = body.get("eventType", body.get("notificationType"))
    if kind == "Bounce":
        bounce = _inner(body, "bounce")
        # An undetermined bounce may be a full mailbox: it counts as one that may pass.
        permanent = bounce.get("bounceType") == "Permanent"
        sign = Sign.BOUNCED if permanent else Sign.BOUNCED_FOR_NOW
        return sign, bounce, _list(bounce, "bouncedRecipients")
    if kind == "Complaint":
        complaint = _inner(body, "complaint")
        # A mailbox provider's correction of an earlier report: its person did want the letter.
        wanted = complaint.get("complaintFeedbackType") == "not-spam"
        sign = Sign.DELIVERED if wanted else Sign.COMPLAINED
        return sign, complaint, _list(complaint, "complainedRecipients")
    if kind == "Delivery":
        delivery = _inner(body, "delivery")
        return Sign.DELIVERED, delivery, _list(delivery, "recipients")
    if kind not in _SIGNS:
        raise NotAnEvent("an event of a kind that says nothing about a notice")
    return _SIGNS[kind], {}, []


def object_of(message: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON object of an SNS message. Raises NotAnEvent for anything else."""
    if isinstance(message, str):
        try:
            message = json.loads(message)
        except (ValueError, RecursionError) as error:
            raise NotAnEvent("not JSON") from error
    if not isinstance(message, Mapping):
        raise NotAnEvent("not an object")
    return message


def _inner(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = body.get(name)
    if not isinstance(inner, Mapping):
        raise NotAnEvent(f"no {name}")
    return inner


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    return found if isinstance(found, list) else []


def _addresses(mail: Mapping[str, Any]) -> list[str]:
    return [_address(person) for person in _list(mail, "destination")]


def _address(person: object) -> str:
    text = person.get("emailAddress") if isinstance(person, Mapping) else person
    return parseaddr(text)[1] if isinstance(text, str) else ""


def _instant(text: object) -> datetime:
    try:
        instant = datetime.fromisoformat(str(text))
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise NotAnEvent("no time") from error
