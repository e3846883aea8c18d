"""The ways to pass a referral link on, each with the words that go along: what a friend reads.

The words say nothing of the referrer: whoever has the link may open the page. Source: rules 2.
"""

from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.domain import addresses
from chalicelib.domain.addresses import Channel

FACEBOOK = "https://www.facebook.com/sharer/sharer.php"
WHATSAPP = "https://wa.me/"
_GROUPS = (4, 8)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One button: its address opens what the visitor shares by, with the link and the words in it."""

    channel: Channel
    label: str
    address: str
    leaves: bool  # Another website, and no app of the visitor's own.


def words(studio_name: str, promise: str) -> str:
    """What a friend reads before the link. `promise` is what the program gives the friend, if anything."""
    return " ".join(
        filter(None, (f"I can recommend {studio_name} for photos. This link says that I sent you.", promise))
    )


def ways(base: str, token: str, *, studio_name: str, promise: str) -> tuple[Way, ...]:
    """The ways in the order of the page; every link names its channel."""
    said = words(studio_name, promise)

    def link(channel: Channel) -> str:
        return addresses.referral(base, token, channel)

    subject = f"{studio_name}, for your photos"
    body = "\r\n\r\n".join((said, link(Channel.EMAIL)))
    return (
        Way(
            channel=Channel.WHATSAPP,
            label="WhatsApp",
            address=f"{WHATSAPP}?text={_quoted(f'{said} {link(Channel.WHATSAPP)}')}",
            leaves=True,
        ),
        # `?&` is what phones of both kinds understand.
        Way(
            channel=Channel.TEXT,
            label="Text message",
            address=f"sms:?&body={_quoted(f'{said} {link(Channel.TEXT)}')}",
            leaves=False,
        ),
        Way(
            channel=Channel.EMAIL,
            label="Email",
            address=f"mailto:?subject={_quoted(subject)}&body={_quoted(body)}",
            leaves=False,
        ),
        # Of all its parameters `u` alone does anything: the rest comes from the page's own preview.
        Way(
            channel=Channel.FACEBOOK,
            label="Facebook",
            address=f"{FACEBOOK}?u={_quoted(link(Channel.FACEBOOK))}",
            leaves=True,
        ),
    )


def spelled(token: str) -> str:
    """The token as a code to read aloud and to type: in capitals and groups."""
    first, second = _GROUPS
    return "-".join((token[:first], token[first:second], token[second:])).upper()


def _quoted(text: str) -> str:
    return quote(text, safe="")
