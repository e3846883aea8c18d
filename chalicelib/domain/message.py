"""A letter as the bytes that travel: MIME with text and HTML, the same bytes for the same letter."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from urllib.parse import quote

from chalicelib.domain.contact import tidy_email

# The default of 78 folds long header values into encoded words, which makes addresses in them useless.
POLICY = SMTP.clone(max_line_length=998)
# RFC 2045 ends quoted-printable lines at 76 characters; Python ends them where it folds headers.
PART_POLICY = SMTP.clone(max_line_length=76)


class InvalidHeader(ValueError):
    """A header's value could end its line and begin another header. The message names the header."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who a letter is from. An empty `reply_to` lets answers go to `address`."""

    name: str
    address: str
    reply_to: str = ""

    @property
    def mailbox(self) -> str:
        """Name and address as one ASCII header value, the name quoted or encoded where it must be."""
        return formataddr((_checked("From", self.name), _address("From", self.address)))


@dataclass(frozen=True)
class Attachment:
    """A CSV file that goes along, under its name."""

    name: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """One letter, addressed and written out. `reference` is the notice it stands for.

    `unsubscribe_url` is where one click ends marketing (RFC 8058); only marketing has one.
    """

    reference: str
    sender: Sender
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime
    unsubscribe_url: str = ""
    attachment: Attachment | None = None


def mime(message: Message) -> bytes:
    """The message as RFC 5322 bytes.

    Date, Message-ID and the boundary are made from the notice, so that a second rendering is the same
    message. Raises InvalidHeader for control characters and encoded words (`=?`) in anything that
    becomes a header, and for an address that is none: before Python 3.13 an encoded word can carry a
    line break (CVE-2024-6923).
    """
    sender = _address("From", message.sender.address)
    headers = {
        "From": str(Address(display_name=_checked("From", message.sender.name), addr_spec=sender)),
        "To": _address("To", message.to),
        "Reply-To": _address("Reply-To", message.sender.reply_to) if message.sender.reply_to else "",
        "Subject": _checked("Subject", message.subject),
        "Message-ID": f"<{message.reference}@{sender.rpartition('@')[2]}>",
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-generated",  # Keeps out-of-office answers away from the studio.
        **_unsubscribing(message),
    }
    email = EmailMessage(policy=POLICY)
    email["Date"] = message.written_at
    for name, value in headers.items():
        if value:
            email[name] = value
    if message.attachment is None:
        _say(email, message)
    else:
        email.make_mixed(boundary=f"=_{message.reference}_whole")
        letter = EmailMessage(policy=PART_POLICY)
        _say(letter, message)
        email.attach(letter)
        email.attach(_file(message.attachment))
    return _proved(email.as_bytes(), {"date", *(name.lower() for name, value in headers.items() if value)})


def _unsubscribing(message: Message) -> dict[str, str]:
    """The one-click headers, the address first, and by mail where somebody reads what comes."""
    if not message.unsubscribe_url:
        return {}
    ways = [message.unsubscribe_url]
    if message.sender.reply_to:
        to = quote(_address("Reply-To", message.sender.reply_to), safe="@")
        ways.append(f"mailto:{to}?subject=unsubscribe")
    for way in ways:
        if not way.isascii() or not way.isprintable() or "=?" in way or set(way) & set(' <>,"'):
            raise InvalidHeader("List-Unsubscribe holds what is no address")
    return {
        "List-Unsubscribe": ", ".join(f"<{way}>" for way in ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _say(email: EmailMessage, message: Message) -> None:
    """Both bodies of the letter, of which a mail program shows one."""
    email.make_alternative(boundary=f"=_{message.reference}")
    email.attach(_part(message.text, "plain"))
    email.attach(_part(message.html, "html"))


def _file(attachment: Attachment) -> EmailMessage:
    part = EmailMessage(policy=PART_POLICY)
    name = _checked("Content-Disposition", attachment.name)
    part.set_content(
        attachment.body,
        maintype="text",
        subtype="csv",
        cte="base64",
        disposition="attachment",
        filename=name,
        params={"charset": "utf-8"},
    )
    del part["MIME-Version"]
    return part


def _part(text: str, subtype: str) -> EmailMessage:
    part = EmailMessage(policy=PART_POLICY)
    part.set_content(text, subtype=subtype, cte="quoted-printable")
    del part["MIME-Version"]
    return part


def _address(name: str, text: str) -> str:
    tidy = tidy_email(text)
    if tidy is None or "=?" in tidy:
        raise InvalidHeader(f"{name} is no address")
    return tidy


def _checked(name: str, value: str) -> str:
    if not value.isprintable() or "=?" in value:
        raise InvalidHeader(f"{name} holds a control character or an encoded word")
    return value


def _proved(raw: bytes, names: set[str]) -> bytes:
    """`raw`, when its headers are those that were set and no other, whatever became of their values."""
    head = raw.partition(b"\r\n\r\n")[0]
    lines = [line for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
    found = [line.partition(b":")[0].decode("ascii", "replace").lower() for line in lines]
    if sorted(found) != sorted({*names, "content-type"}):
        raise InvalidHeader("the written message has another set of headers than was asked for")
    return raw
