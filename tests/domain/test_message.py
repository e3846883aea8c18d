import sys
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import message as module
from chalicelib.domain.message import InvalidHeader, Message, Sender, mime

SENDER = Sender(
    name="Harbor Light, Photography", address="hello@studio.example", reply_to="desk@studio.example"
)
MESSAGE = Message(
    reference="0123456789abcdefghjkmnpqrs",
    sender=SENDER,
    to="jane@people.example",
    subject="Thank you: $25.00 is yours",
    text="Dear Zoë,\n\n" + "a long line " * 40 + "\n",
    html="<!doctype html><p>Dear Zoë,</p>" + "<p>long</p>" * 200 + "\n",
    written_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
)
HOSTILE = [
    "Jane\r\nBcc: all@people.example",
    "Jane\nBcc: all@people.example",
    "Jane\rBcc: all@people.example",
    "=?utf-8?q?=0aBcc:all@people.example?=",
    "=?utf-8?b?CkJjYzogYWxsQHBlb3BsZS5leGFtcGxl?=",
    "Jane\x00",
    "Jane\u2028Bcc: all@people.example",
    "Jane\x85Bcc: all@people.example",
]


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_a_message_has_a_text_and_an_html_part_that_come_out_as_they_went_in() -> None:
    parsed = read(mime(MESSAGE))
    assert parsed.get_content_type() == "multipart/alternative"
    text, html = parsed.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert html.get_content().replace("\r\n", "\n") == MESSAGE.html


def test_a_message_has_these_headers_and_no_others() -> None:
    parsed = read(mime(MESSAGE))
    assert {name: str(value) for name, value in parsed.items() if name != "Content-Type"} == {
        "Date": "Sun, 22 Nov 2026 02:00:00 +0000",
        "From": '"Harbor Light, Photography" <hello@studio.example>',
        "To": "jane@people.example",
        "Reply-To": "desk@studio.example",
        "Subject": "Thank you: $25.00 is yours",
        "Message-ID": "<0123456789abcdefghjkmnpqrs@studio.example>",
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-generated",
    }


def test_an_empty_reply_to_is_left_out() -> None:
    assert "Reply-To" not in read(mime(replace(MESSAGE, sender=replace(SENDER, reply_to=""))))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert mime(MESSAGE) == mime(MESSAGE)


def test_lines_end_and_are_as_short_as_mail_wants_them() -> None:
    raw = mime(MESSAGE)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert raw.isascii()


def test_names_beyond_ascii_arrive_whole() -> None:
    sender = replace(SENDER, name="Château “Lumière”, Photo")
    raw = mime(replace(MESSAGE, sender=sender, subject="Grüße für Zoë 🌻"))
    parsed = read(raw)
    assert parsed["Subject"] == "Grüße für Zoë 🌻"
    assert parsed["From"].addresses[0].display_name == "Château “Lumière”, Photo"
    assert raw.isascii()
    assert sender.mailbox.isascii()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_could_begin_another_header_is_refused(value: str) -> None:
    for message in (
        replace(MESSAGE, subject=value),
        replace(MESSAGE, to=value),
        replace(MESSAGE, to=f"{value}@people.example"),
        replace(MESSAGE, sender=replace(SENDER, name=value)),
        replace(MESSAGE, sender=replace(SENDER, address=value)),
        replace(MESSAGE, sender=replace(SENDER, reply_to=value)),
    ):
        with pytest.raises(InvalidHeader):
            mime(message)


@pytest.mark.parametrize("value", HOSTILE)
def test_even_unchecked_no_value_adds_a_header_on_this_python(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second wall: what was written is looked at, whatever this Python makes of an encoded word."""
    monkeypatch.setattr(module, "_checked", lambda name, text: text)
    try:
        raw = mime(replace(MESSAGE, subject=value))
    except ValueError:
        return
    names = [line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    assert b"bcc" not in names, sys.version


@given(st.text())
def test_no_text_at_all_adds_a_header(value: str) -> None:
    try:
        raw = mime(replace(MESSAGE, subject=value or "x", sender=replace(SENDER, name=value)))
    except InvalidHeader:
        return
    assert len(read(raw).items()) == 9


@pytest.mark.parametrize("to", ["", "jane", "Jane <jane@people.example>", "a@b.example,c@d.example", "jane@"])
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with pytest.raises(InvalidHeader):
        mime(replace(MESSAGE, to=to))


def test_a_long_value_stays_on_one_line_and_is_not_encoded() -> None:
    subject = "Thank you " + "very " * 60 + "much"
    assert f"Subject: {subject}\r\n".encode() in mime(replace(MESSAGE, subject=subject))
    folded = EmailMessage(policy=SMTP)
    folded["Subject"] = subject
    assert f"Subject: {subject}\r\n".encode() not in folded.as_bytes()


UNSUBSCRIBE = "https://forms.studio.example/unsubscribe/" + "eyJp.Q" * 40


def test_marketing_is_ended_by_one_click_or_by_mail_and_the_header_stays_whole() -> None:
    raw = mime(replace(MESSAGE, unsubscribe_url=UNSUBSCRIBE))
    names = [line.partition(b":")[0] for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    assert names.index(b"List-Unsubscribe-Post") == names.index(b"List-Unsubscribe") + 1
    assert (
        f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>, <mailto:desk@studio.example?subject=unsubscribe>\r\n"
    ).encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_nobody_is_sent_to_a_mailbox_that_nobody_reads() -> None:
    raw = mime(replace(MESSAGE, unsubscribe_url=UNSUBSCRIBE, sender=replace(SENDER, reply_to="")))
    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in raw


def test_an_odd_mailbox_is_spelled_as_an_address_of_mail() -> None:
    raw = mime(
        replace(MESSAGE, unsubscribe_url=UNSUBSCRIBE, sender=replace(SENDER, reply_to="a&b@s.example"))
    )
    assert b"<mailto:a%26b@s.example?subject=unsubscribe>" in raw


def test_a_service_letter_has_no_way_to_unsubscribe() -> None:
    assert b"List-Unsubscribe" not in mime(MESSAGE)


@pytest.mark.parametrize(
    "address",
    [*(f"https://s.example/{each}" for each in HOSTILE), "https://s.example/<b>", "https://s.example/ü"],
)
def test_an_address_that_could_be_more_than_one_is_refused(address: str) -> None:
    with pytest.raises(InvalidHeader):
        mime(replace(MESSAGE, unsubscribe_url=address))
