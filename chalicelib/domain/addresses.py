"""Every address that a client of the studio is given, spelled from where the public form stands.

`base` is the form's own address (`public_base`); whoever has a page in hand finds it by the request.
"""

from enum import StrEnum
from urllib.parse import urlencode


class Channel(StrEnum):
    """How a referral link was passed on: the `c` of its address, kept for the report."""

    FACEBOOK = "fb"
    WHATSAPP = "wa"
    TEXT = "sms"
    EMAIL = "em"
    QR = "qr"


def public_base(public_url: str, form_url: str) -> str:
    """Where the form stands: under the studio's own name for it, else where it is deployed; "" if unknown."""
    return (public_url.strip() or form_url).rstrip("/")


def referral(base: str, token: str, channel: Channel | None = None) -> str:
    """The form by a referral link: what a referrer passes on."""
    query = f"?{urlencode({'c': channel.value})}" if channel is not None else ""
    return f"{_rooted(base)}/r/{token}{query}"


def share(base: str, token: str) -> str:
    """The page to pass a referral link on from."""
    return f"{_rooted(base)}/r/{token}/share"


def card(base: str, token: str) -> str:
    """The cards with the referral link, to print."""
    return f"{_rooted(base)}/r/{token}/card"


def qr(base: str, token: str) -> str:
    """The referral link as a picture for cameras."""
    return f"{_rooted(base)}/r/{token}/qr.svg"


def own_page(base: str, signed: str) -> str:
    """A client's own page; `signed` is `tokens.personal(Purpose.OWN_PAGE, …)`."""
    return f"{_rooted(base)}/me/{signed}"


def unsubscribe(base: str, signed: str) -> str:
    """Where a client stops marketing; `signed` is `tokens.personal(Purpose.UNSUBSCRIBE, …)`."""
    return f"{_rooted(base)}/unsubscribe/{signed}"


def _rooted(base: str) -> str:
    return base.rstrip("/")
