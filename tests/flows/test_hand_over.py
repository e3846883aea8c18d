from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.tokens import Purpose, Ticket, sign
from chalicelib.flows.hand_over import booking_offer, client_of_booking_token, hand_over
from chalicelib.flows.new_client import client_id_of_form
from chalicelib.models.client import Client
from chalicelib.models.contact import contact_writes
from chalicelib.models.transaction import transact
from chalicelib.settings import settings
from tests.conftest import NOW
from tests.flows.forms import send
from tests.handlers.studios import store, studio_with

LINKED = studio_with(link_to_booking=True, booking_url="https://book.example/new?place=main#top")


def token_of(address: str | None) -> str | None:
    assert address is not None
    return parse_qs(urlsplit(address).query).get("booking_token", [None])[0]


def handed_over(now, nonce: str = "n1") -> str:
    token = token_of(hand_over(booking_offer(Ticket(nonce, now), now), studio=LINKED, now=now))
    assert token is not None
    return token


def test_a_visitor_from_the_form_is_handed_over_with_a_token(now):
    address = hand_over(booking_offer(Ticket("n1", now), now), studio=LINKED, now=now)
    assert address is not None
    assert address.startswith("https://book.example/new?place=main&booking_token=")
    assert address.endswith("#top")


@pytest.mark.parametrize("offer", ["", "nonsense", sign(Purpose.FORM, Ticket("n1", NOW), settings.form_keys)])
def test_everyone_else_is_handed_over_without(now, offer):
    assert hand_over(offer, studio=LINKED, now=now) == "https://book.example/new?place=main#top"


def test_an_old_offer_hands_over_without_a_token(now):
    offer = booking_offer(Ticket("n1", now), now)
    assert token_of(hand_over(offer, studio=LINKED, now=now + timedelta(hours=2)))
    assert token_of(hand_over(offer, studio=LINKED, now=now + timedelta(hours=2, seconds=1))) is None


@pytest.mark.parametrize(
    "preferences",
    [
        {"link_to_booking": False, "booking_url": "https://book.example/"},
        {"link_to_booking": True, "booking_url": ""},
        {"link_to_booking": True, "booking_url": "javascript:alert(1)"},
    ],
)
def test_without_booking_nobody_is_handed_over(now, preferences):
    assert hand_over("", studio=studio_with(**preferences), now=now) is None


def test_the_token_leads_back_to_the_client_that_the_form_made(tables, now):
    store(LINKED)
    send(now)
    assert client_of_booking_token(handed_over(now), now=now) == client_id_of_form("n1")
    assert client_of_booking_token(handed_over(now), now=now + timedelta(days=30)) == client_id_of_form("n1")
    assert client_of_booking_token(handed_over(now), now=now + timedelta(days=30, seconds=1)) is None


def test_the_token_of_somebody_known_leads_to_whom_the_studio_knows(tables, now):
    store(LINKED)
    known = "c" + "k" * 26
    transact(contact_writes(Client(known, emails=["sara@example.com"], phones=[]), "US", exclusive=False))
    send(now)
    assert client_of_booking_token(handed_over(now), now=now) == known


def test_the_token_of_a_trap_or_of_no_form_leads_nowhere(tables, now):
    store(LINKED)
    send(now, website="x")
    assert client_of_booking_token(handed_over(now), now=now) is None
    assert client_of_booking_token(handed_over(now, "never-sent"), now=now) is None
    assert client_of_booking_token("nonsense", now=now) is None
    assert client_of_booking_token(booking_offer(Ticket("n1", now), now), now=now) is None
