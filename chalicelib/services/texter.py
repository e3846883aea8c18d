"""Hands one text message to its provider, once: Amazon SNS, or AWS End User Messaging where it is set up.

Both are behind one port. The fake keeps what it was given.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from chalicelib.domain.mail_event import TAG
from chalicelib.domain.notice import Purpose
from chalicelib.services.handing_over import NoAnswer, NotSent, asked_once, handed_over
from chalicelib.services.text_refusal import judged
from chalicelib.settings import settings


class Texter(Protocol):
    """What sends texts."""

    def send(self, *, number: str, body: str, notice_id: str, purpose: Purpose) -> str:
        """The provider's message id, once it has taken the text. Raises NotSent or NoAnswer."""


@dataclass(frozen=True)
class SnsTexter:
    """SNS, which publishes to a number. `sender_id` is shown as the sender where the country allows it."""

    client: Any
    sender_id: str = ""

    def send(self, *, number: str, body: str, notice_id: str, purpose: Purpose) -> str:  # noqa: ARG002 - SNS keeps no tags of texts
        kind = "Promotional" if purpose is Purpose.MARKETING else "Transactional"
        attributes = {"AWS.SNS.SMS.SMSType": kind, "AWS.SNS.SMS.SenderID": self.sender_id}
        request = {
            "PhoneNumber": number,
            "Message": body,
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
                if value
            },
        }
        return handed_over(self.client.publish, request, judged)


@dataclass(frozen=True)
class EndUserMessagingTexter:
    """AWS End User Messaging, from `origination`: the studio's number, sender id or pool.

    What becomes of a text is told with its notice's id through `configuration_set`.
    """

    client: Any
    origination: str
    configuration_set: str = ""

    def send(self, *, number: str, body: str, notice_id: str, purpose: Purpose) -> str:
        request: dict[str, Any] = {
            "DestinationPhoneNumber": number,
            "OriginationIdentity": self.origination,
            "MessageBody": body,
            "MessageType": "PROMOTIONAL" if purpose is Purpose.MARKETING else "TRANSACTIONAL",
            "Context": {TAG: notice_id},
        }
        if self.configuration_set:
            request["ConfigurationSetName"] = self.configuration_set
        return handed_over(self.client.send_text_message, request, judged)


@cache
def sms(service: str) -> Any:
    """The one client of this container for the provider. No retries: they send a text again."""
    return asked_once(service)


class DeployedTexter:
    """The texter as it is deployed; nothing of a provider is loaded before the first text."""

    def send(self, *, number: str, body: str, notice_id: str, purpose: Purpose) -> str:
        return _provider().send(number=number, body=body, notice_id=notice_id, purpose=purpose)


def texter() -> Texter:
    """The texter as it is deployed."""
    return DeployedTexter()


def _provider() -> Texter:
    if settings.text_origination:
        return EndUserMessagingTexter(
            sms("pinpoint-sms-voice-v2"), settings.text_origination, settings.text_configuration_set
        )
    return SnsTexter(sms("sns"), settings.text_sender_id)


@dataclass(frozen=True, kw_only=True)
class Texted:
    """One text that the fake was handed."""

    number: str
    body: str
    notice_id: str
    purpose: Purpose


@dataclass
class FakeTexter:
    """Keeps every text; answers the next of `faults`, if there is one, instead of taking it.

    `lost` counts texts that are taken although the sender hears nothing.
    """

    texted: list[Texted] = field(default_factory=list)
    faults: list[NotSent | NoAnswer] = field(default_factory=list)
    lost: int = 0

    def send(self, *, number: str, body: str, notice_id: str, purpose: Purpose) -> str:
        if self.faults:
            raise self.faults.pop(0)
        self.texted.append(Texted(number=number, body=body, notice_id=notice_id, purpose=purpose))
        if self.lost:
            self.lost -= 1
            raise NoAnswer("taken, and the answer lost")
        return f"fake-text-{len(self.texted)}"
