import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tokens import FormAge, Purpose, Ticket, client_of, form_age, personal, read, sign

KEYS = (b"first", b"second")
TICKET = Ticket("nonce-one", datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
TOKEN = sign(Purpose.FORM, TICKET, KEYS)


def test_a_token_says_what_was_signed():
    assert read(Purpose.FORM, TOKEN, KEYS) == TICKET


def test_a_token_of_the_other_live_key_is_good_and_of_a_dead_key_is_not():
    assert read(Purpose.FORM, TOKEN, (b"new", b"first")) == TICKET
    assert read(Purpose.FORM, TOKEN, (b"new", b"second")) is None
    assert read(Purpose.FORM, TOKEN, ()) is None


@pytest.mark.parametrize("purpose", [Purpose.BOOKING_OFFER, Purpose.HAND_OVER])
def test_a_token_is_good_for_one_purpose(purpose):
    assert read(purpose, TOKEN, KEYS) is None
    assert read(Purpose.FORM, sign(purpose, TICKET, KEYS), KEYS) is None


@pytest.mark.parametrize("at", range(len(TOKEN)))
def test_a_token_with_any_letter_changed_is_refused(at):
    other = "A" if TOKEN[at] != "A" else "B"
    assert read(Purpose.FORM, TOKEN[:at] + other + TOKEN[at + 1 :], KEYS) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        TOKEN[:-1],
        TOKEN + "=",
        TOKEN + "==",
        TOKEN + "A",
        TOKEN + ".x",
        " " + TOKEN,
        TOKEN + "\n",
        TOKEN.split(".")[0] + ".",
        "." + TOKEN.split(".")[1],
        TOKEN.replace(".", ""),
        base64.b64encode(b'{"alg":"none"}').decode() + ".",
        "A" * 100_000,
        "\u00e9.\u00e9",
    ],
)
def test_what_we_did_not_write_is_no_token(token):
    assert read(Purpose.FORM, token, KEYS) is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading_of_a_token(text):
    assert read(Purpose.FORM, text, KEYS) is None


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (timedelta(seconds=-5), FormAge.TOO_YOUNG),
        (timedelta(seconds=2.9), FormAge.TOO_YOUNG),
        (timedelta(seconds=3), FormAge.GOOD),
        (timedelta(hours=2), FormAge.GOOD),
        (timedelta(hours=2, seconds=1), FormAge.TOO_OLD),
        (timedelta(days=400), FormAge.TOO_OLD),
    ],
)
def test_a_form_may_be_sent_from_three_seconds_to_two_hours(age, found):
    assert form_age(TICKET, TICKET.issued_at + age) is found


@pytest.mark.parametrize("purpose", [Purpose.OWN_PAGE, Purpose.UNSUBSCRIBE])
def test_a_clients_own_link_names_the_client_at_any_age_and_opens_nothing_else(purpose):
    signed = personal(purpose, "a-client", TICKET.issued_at, KEYS)
    assert client_of(purpose, signed, KEYS) == "a-client"
    others = [each for each in Purpose if each is not purpose]
    assert [client_of(other, signed, KEYS) for other in others] == [None] * len(others)


def test_a_token_of_the_form_is_no_clients_own_link():
    assert client_of(Purpose.OWN_PAGE, TOKEN, KEYS) is None
