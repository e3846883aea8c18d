"""Hands one message to Amazon SES, once. The fake keeps what it was given."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from botocore.exceptions import ClientError

from chalicelib.domain.mail_event import TAG
from chalicelib.domain.notice import Reason
from chalicelib.services.handing_over import FIRST_SERVER_FAULT, NoAnswer, NotSent, asked_once, handed_over
from chalicelib.settings import settings

# What SES answers when it took nothing, and whether the same message may go later.
_LATER = {
    "TooManyRequestsException": Reason.THROTTLED,
    "ThrottlingException": Reason.THROTTLED,
    "Throttling": Reason.THROTTLED,
    "LimitExceededException": Reason.THROTTLED,
    "RequestThrottled": Reason.THROTTLED,
    "SendingPausedException": Reason.SENDING_PAUSED,
    "AccountSendingPausedException": Reason.SENDING_PAUSED,
    "AccountSuspendedException": Reason.SENDING_PAUSED,
}
_NEVER = {
    "MessageRejected": Reason.MESSAGE_REFUSED,
    "BadRequestException": Reason.MESSAGE_REFUSED,
    "InvalidParameterValue": Reason.MESSAGE_REFUSED,
}


class Mailer(Protocol):
    """What sends letters."""

    def send(self, *, raw: bytes, sender: str, to: str, notice_id: str) -> str:
        """The provider's message id, once it has taken the message. Raises NotSent or NoAnswer."""


@dataclass(frozen=True)
class SesMailer:
    """SES v2 with raw messages. Events carry the notice's id as a tag, through `configuration_set`."""

    client: Any
    configuration_set: str

    def send(self, *, raw: bytes, sender: str, to: str, notice_id: str) -> str:
        request: dict[str, Any] = {
            "FromEmailAddress": sender,
            "Destination": {"ToAddresses": [to]},
            "Content": {"Raw": {"Data": raw}},
            "EmailTags": [{"Name": TAG, "Value": notice_id}],
        }
        if self.configuration_set:
            request["ConfigurationSetName"] = self.configuration_set
        return handed_over(self.client.send_email, request, _judged)


def _judged(error: ClientError) -> NotSent | NoAnswer:
    code = error.response["Error"]["Code"]
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= FIRST_SERVER_FAULT:
        return NoAnswer("a server fault may come after the message was taken")
    if code in _LATER:
        return NotSent(_LATER[code], later=True)
    # In these words SES refuses when the sender, or in the sandbox the recipient, is not set up yet.
    if code in _NEVER and "not verified" not in error.response["Error"].get("Message", ""):
        return NotSent(_NEVER[code], later=False)
    return NotSent(Reason.SENDER_NOT_READY, later=True)


@cache
def ses() -> Any:
    """The one SES client of this container. No retries: after a lost answer they send a second letter."""
    return asked_once("sesv2")


def mailer() -> SesMailer:
    """The mailer as it is deployed."""
    return SesMailer(ses(), settings.configuration_set)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One message that the fake was handed."""

    raw: bytes
    sender: str
    to: str
    notice_id: str


@dataclass
class FakeMailer:
    """Keeps every message; answers the next of `faults`, if there is one, instead of taking it.

    `lost` counts messages that are taken although the sender hears nothing.
    """

    posted: list[Posted] = field(default_factory=list)
    faults: list[NotSent | NoAnswer] = field(default_factory=list)
    lost: int = 0

    def send(self, *, raw: bytes, sender: str, to: str, notice_id: str) -> str:
        if self.faults:
            raise self.faults.pop(0)
        self.posted.append(Posted(raw=raw, sender=sender, to=to, notice_id=notice_id))
        if self.lost:
            self.lost -= 1
            raise NoAnswer("taken, and the answer lost")
        return f"fake-{len(self.posted)}"
