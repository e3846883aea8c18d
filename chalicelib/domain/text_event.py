"""What became of a text, and what people answer, read as AWS publishes both to an SNS topic.

Sources: AWS End User Messaging SMS User Guide, "Example event data", "Event types for SMS, MMS, and voice",
"Two-way SMS message payload for Amazon SNS topics" and "Required opt-out list keywords". Texts that go by SNS
alone have no such events: their delivery status stands in CloudWatch's logs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.contact import canonical_mobile
from chalicelib.domain.mail_event import TAG, NotAnEvent, is_notice_id, object_of
from chalicelib.domain.notice import Sign

_SIGNS: Mapping[str, Sign] = {
    "TEXT_QUEUED": Sign.ACCEPTED,
    "TEXT_PENDING": Sign.ACCEPTED,
    "TEXT_SUCCESSFUL": Sign.DELIVERED,
    "TEXT_DELIVERED": Sign.DELIVERED,
    "TEXT_TTL_EXPIRED": Sign.BOUNCED_FOR_NOW,
    "TEXT_UNREACHABLE": Sign.BOUNCED_FOR_NOW,
    "TEXT_CARRIER_UNREACHABLE": Sign.BOUNCED_FOR_NOW,
    "TEXT_UNKNOWN": Sign.BOUNCED_FOR_NOW,
    # The number is none, or its owner's device or carrier takes nothing of ours.
    "TEXT_INVALID": Sign.BOUNCED,
    "TEXT_BLOCKED": Sign.BOUNCED,
    # About the words or the sender, not about who should get them.
    "TEXT_INVALID_MESSAGE": Sign.REFUSED,
    "TEXT_CARRIER_BLOCKED": Sign.REFUSED,
    "TEXT_SPAM": Sign.REFUSED,
    "TEXT_PROTECT_BLOCKED": Sign.REFUSED,
}
# Whatever follows them, they mean it; "stop texting me" does.
_STOP_FIRST = frozenset({"ARRET", "OPT-OUT", "OPTOUT", "REVOKE", "STOP", "STOPALL", "UNSUBSCRIBE"})
# These begin other sentences as well.
_STOP_ALONE = frozenset({"CANCEL", "END", "OPT OUT", "QUIT", "REMOVE", "TD"})
_START_ALONE = frozenset({"START", "UNSTOP"})
_AROUND = " .!?,;:'\"\t\r\n"


class Word(StrEnum):
    """What an answer says about further texts."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True, kw_only=True)
class TextEvent:
    """One event about one text of ours. `number` is E.164."""

    notice_id: str
    message_id: str
    sign: Sign
    number: str
    sent_at: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TextAnswer:
    """A text that somebody sent to the studio's number, in which they ask to stop or to start."""

    message_id: str
    number: str
    word: Word
    at: datetime


def text_event(message: str | Mapping[str, Any], published_at: str) -> TextEvent | TextAnswer:
    """The event or answer in an SNS message that was published at this instant.

    Raises NotAnEvent for anything else: texts without our notice's id in their context, answers that ask
    for neither.
    """
    body = object_of(message)
    if "originationNumber" in body:
        return _answer(body, published_at)
    sign = _SIGNS.get(str(body.get("eventType")))
    if sign is None:
        raise NotAnEvent("an event of a kind that says nothing about a text")
    context = body.get("context")
    notice_id = context.get(TAG) if isinstance(context, Mapping) else None
    if not isinstance(notice_id, str) or not is_notice_id(notice_id):
        raise NotAnEvent("no notice's id")
    return TextEvent(
        notice_id=notice_id,
        message_id=str(body.get("messageId", "")),
        sign=sign,
        number=_number(body.get("destinationPhoneNumber")),
        sent_at=_instant(body.get("messageRequestTimestamp", body.get("eventTimestamp"))),
        at=_instant(body.get("eventTimestamp")),
    )


def word_of(text: str) -> Word | None:
    """What an answer asks for; None for everything else that people write."""
    said = " ".join(text.strip(_AROUND).upper().split())
    first = said.split(" ")[0].strip(_AROUND)
    if first in _STOP_FIRST or said in _STOP_ALONE:
        return Word.STOP
    return Word.START if said in _START_ALONE else None


def _answer(body: Mapping[str, Any], published_at: str) -> TextAnswer:
    word = word_of(str(body.get("messageBody", "")))
    if word is None:
        raise NotAnEvent("an answer that asks for nothing")
    try:
        at = datetime.fromisoformat(published_at).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotAnEvent("no time") from error
    return TextAnswer(
        message_id=str(body.get("inboundMessageId", "")),
        number=_number(body["originationNumber"]),
        word=word,
        at=at,
    )


def _number(text: object) -> str:
    number = canonical_mobile(text, "") if isinstance(text, str) else None
    if number is None:
        raise NotAnEvent("no number")
    return number


def _instant(milliseconds: object) -> datetime:
    if type(milliseconds) is not int:
        raise NotAnEvent("no time")
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotAnEvent("no time") from error
