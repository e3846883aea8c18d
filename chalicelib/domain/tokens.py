"""Signed tokens: what a page carries for us, which nobody else can make or change.

Two keys live at a time: the first signs, all verify. A token is good for one purpose only.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FORM_AGE_MIN = timedelta(seconds=3)
FORM_AGE_MAX = timedelta(hours=2)
BOOKING_OFFER_MAX = timedelta(hours=2)
# A booking comes back in the booking system's next export, which may be weekly or by hand.
HAND_OVER_MAX = timedelta(days=30)
TOKEN_MAX = 300
_MAC_BYTES = 16


class Purpose(StrEnum):
    """What a token is for; one for another purpose is no token."""

    FORM = "form"
    BOOKING_OFFER = "booking_offer"  # From the thank-you page to /book.
    HAND_OVER = "hand_over"  # From /book to the studio's booking system and back.
    PREVIEW = "preview"  # From the console to the form as a draft would make it.
    LETTER_PREVIEW = "letter_preview"  # From the console to a letter as somebody would get it.
    OWN_PAGE = "own_page"  # From every letter to the client's own page.
    UNSUBSCRIBE = "unsubscribe"  # From every letter of marketing.


@dataclass(frozen=True)
class Ticket:
    """One form that was handed out: its nonce names the submit, and makes the new client's id."""

    nonce: str
    issued_at: datetime


class FormAge(StrEnum):
    """Whether a form may be taken in."""

    GOOD = "good"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"


def sign(purpose: Purpose, ticket: Ticket, keys: Sequence[bytes]) -> str:
    """The ticket as text for this purpose, under the first key."""
    assert keys, f"this function was given no keys for {purpose} tokens"
    claims = {"i": int(ticket.issued_at.timestamp()), "n": ticket.nonce}
    payload = json.dumps(claims, sort_keys=True, separators=(",", ":")).encode()
    return f"{_text(payload)}.{_text(_mac(keys[0], purpose, payload))}"


def read(purpose: Purpose, token: str, keys: Sequence[bytes]) -> Ticket | None:
    """The ticket of a token that was signed for this purpose under any live key; None for everything else."""
    payload_text, dot, mac_text = token.partition(".")
    payload, mac = _bytes(payload_text), _bytes(mac_text)
    if not dot or len(token) > TOKEN_MAX or payload is None or mac is None:
        return None
    if not any(hmac.compare_digest(mac, _mac(key, purpose, payload)) for key in keys):
        return None
    # Signed by us, so the shape is ours.
    claims: Mapping[str, str | int] = json.loads(payload)
    return Ticket(nonce=str(claims["n"]), issued_at=datetime.fromtimestamp(int(claims["i"]), UTC))


def personal(purpose: Purpose, client_id: str, now: datetime, keys: Sequence[bytes]) -> str:
    """What a letter's link to a client's own page, or to unsubscribing, carries; no age ends it.

    It lives as long as the key that signed it, which the next one outlives.
    """
    return sign(purpose, Ticket(client_id, now), keys)


def client_of(purpose: Purpose, token: str, keys: Sequence[bytes]) -> str | None:
    """The id of the client whom such a link was made for; None for what we did not sign for this."""
    ticket = read(purpose, token, keys)
    return ticket.nonce if ticket is not None else None


def form_age(ticket: Ticket, now: datetime) -> FormAge:
    """Whether the form was open at least three seconds and at most two hours."""
    age = now - ticket.issued_at
    if age < FORM_AGE_MIN:
        return FormAge.TOO_YOUNG
    return FormAge.GOOD if age <= FORM_AGE_MAX else FormAge.TOO_OLD


def _mac(key: bytes, purpose: Purpose, payload: bytes) -> bytes:
    message = f"{len(purpose)}:{purpose.value}{len(payload)}:".encode() + payload
    return hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    # One token has one spelling: spare bits and padding are no part of it.
    return raw if _text(raw) == text else None
