from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from chalicelib.domain.addresses import Channel
from chalicelib.domain.link import folded
from chalicelib.domain.share import Way, spelled, ways, words

BASE, TOKEN = "https://forms.studio.example", "7hq2km9x4vbrt"
PROMISE = "Book a session, and you get a gift (a print & a frame)."


def made(name: str = "Bright & Söhne Studio") -> dict[Channel, Way]:
    return {each.channel: each for each in ways(BASE, TOKEN, studio_name=name, promise=PROMISE)}


def test_facebook_is_given_the_address_and_nothing_else() -> None:
    parts = urlsplit(made()[Channel.FACEBOOK].address)
    assert parts.netloc == "www.facebook.com"
    assert parse_qs(parts.query) == {"u": [f"{BASE}/r/{TOKEN}?c=fb"]}


def test_each_way_names_its_channel_and_carries_words_and_link() -> None:
    said = words("Bright & Söhne Studio", PROMISE)
    whatsapp = urlsplit(made()[Channel.WHATSAPP].address)
    assert (whatsapp.scheme, whatsapp.netloc) == ("https", "wa.me")
    assert parse_qs(whatsapp.query) == {"text": [f"{said} {BASE}/r/{TOKEN}?c=wa"]}
    assert unquote(made()[Channel.TEXT].address) == f"sms:?&body={said} {BASE}/r/{TOKEN}?c=sms"
    email = urlsplit(made()[Channel.EMAIL].address)
    assert (email.scheme, email.path) == ("mailto", "")
    assert parse_qs(email.query) == {
        "subject": ["Bright & Söhne Studio, for your photos"],
        "body": [f"{said}\r\n\r\n{BASE}/r/{TOKEN}?c=em"],
    }


@pytest.mark.parametrize("channel", list(Channel))
def test_no_address_has_what_a_message_could_break_at(channel: Channel) -> None:
    if channel is Channel.QR:
        return
    address = made('"><script> + \r\nBcc: x')[channel].address
    assert not set(' +"<>\r\n') & set(address)


def test_only_other_websites_open_beside_the_page() -> None:
    leaving = {each.channel for each in made().values() if each.leaves}
    assert leaving == {Channel.WHATSAPP, Channel.FACEBOOK}


def test_the_words_say_nothing_of_the_referrer_and_end_where_there_is_no_promise() -> None:
    assert words("Bright", "") == "I can recommend Bright for photos. This link says that I sent you."


def test_a_code_is_spelled_so_that_typing_it_gives_the_link() -> None:
    assert spelled(TOKEN) == "7HQ2-KM9X-4VBRT"
    assert folded(spelled(TOKEN)) == TOKEN
