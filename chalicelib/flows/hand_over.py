"""Booking after the form: to the studio's booking address with a token, and from the token to the client."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from chalicelib.domain import tokens
from chalicelib.domain.host import web_address
from chalicelib.domain.ids import is_client_id
from chalicelib.domain.studio import Studio
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models.claim import Claim, form_claim_key
from chalicelib.settings import settings

PARAMETER = "booking_token"


def booking_address(studio: Studio) -> str | None:
    """Where sessions are booked, or None while booking is not linked or has no address."""
    preferences = studio.preferences
    return web_address(preferences.booking_url) if preferences.link_to_booking else None


def booking_offer(ticket: Ticket, now: datetime) -> str:
    """What the thank-you page sends along to `/book`; made alike for everyone who sent a form."""
    return tokens.sign(Purpose.BOOKING_OFFER, Ticket(ticket.nonce, now), settings.link_keys)


def hand_over(offer: str, *, studio: Studio, now: datetime) -> str | None:
    """The booking address to go to; with a fresh token for whoever comes from a form sent within two hours.

    The token says nothing of the person: it names the form. The booking system gives it back as
    `booking_token` with the session. None while booking is not linked.
    """
    address = booking_address(studio)
    ticket = tokens.read(Purpose.BOOKING_OFFER, offer, settings.link_keys)
    if address is None or ticket is None or now - ticket.issued_at > tokens.BOOKING_OFFER_MAX:
        return address
    token = tokens.sign(Purpose.HAND_OVER, Ticket(ticket.nonce, now), settings.link_keys)
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode({PARAMETER: token}))))
    return urlunsplit(parts._replace(query=query))


def client_of_booking_token(token: str, *, now: datetime) -> str | None:
    """The client who was handed over with `token`: the one the form made, or found to be a client already.

    None for a token that is not ours or older than 30 days, and for a form that nobody honest sent.
    One read.
    """
    ticket = tokens.read(Purpose.HAND_OVER, token, settings.link_keys)
    if ticket is None or now - ticket.issued_at > tokens.HAND_OVER_MAX:
        return None
    try:
        holder = Claim.get(form_claim_key(ticket.nonce), consistent_read=True).holder
    except Claim.DoesNotExist:
        return None
    return holder if is_client_id(holder) else None
