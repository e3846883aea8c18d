import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.mail_event import NotAnEvent
from chalicelib.domain.notice import Sign
from chalicelib.domain.text_event import TextAnswer, TextEvent, Word, text_event, word_of
from tests.letters.text_events import NOTICE_ID, NUMBER, answer, told

AT = "2026-11-22T02:05:00.000Z"


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("TEXT_QUEUED", Sign.ACCEPTED),
        ("TEXT_PENDING", Sign.ACCEPTED),
        ("TEXT_SUCCESSFUL", Sign.DELIVERED),
        ("TEXT_DELIVERED", Sign.DELIVERED),
        ("TEXT_TTL_EXPIRED", Sign.BOUNCED_FOR_NOW),
        ("TEXT_UNREACHABLE", Sign.BOUNCED_FOR_NOW),
        ("TEXT_CARRIER_UNREACHABLE", Sign.BOUNCED_FOR_NOW),
        ("TEXT_UNKNOWN", Sign.BOUNCED_FOR_NOW),
        ("TEXT_INVALID", Sign.BOUNCED),
        ("TEXT_BLOCKED", Sign.BOUNCED),
        ("TEXT_INVALID_MESSAGE", Sign.REFUSED),
        ("TEXT_CARRIER_BLOCKED", Sign.REFUSED),
        ("TEXT_SPAM", Sign.REFUSED),
        ("TEXT_PROTECT_BLOCKED", Sign.REFUSED),
    ],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_each_documented_event_is_a_sign(kind: str, sign: Sign, as_text: bool) -> None:
    message: Any = told(kind)
    event = text_event(json.dumps(message) if as_text else message, AT)
    assert event == TextEvent(
        notice_id=NOTICE_ID,
        message_id="862a8790-60c0-4430-9b2b-658bdexample",
        sign=sign,
        number=NUMBER,
        sent_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        at=datetime(2026, 11, 22, 2, 0, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *((text, Word.STOP) for text in ("STOP", "stop", " Stop. ", "Stop texting me!", "STOPALL", "arret")),
        *((text, Word.STOP) for text in ("OPT-OUT", "optout", "opt out", "Unsubscribe", "quit", "END", "TD")),
        *((text, Word.STOP) for text in ("cancel", "Remove", "revoke", "STOP\nplease")),
        *((text, Word.START) for text in ("START", "unstop", "Start!")),
        *((text, None) for text in ("", "yes", "Start at nine?", "End of June suits us", "nonstop")),
        *((text, None) for text in ("cancel my session", "please don't stop", "HELP", "quit smoking")),
    ],
)
def test_what_people_answer(text: str, word: Word | None) -> None:
    assert word_of(text) is word


def test_an_answer_is_of_its_sender_and_of_when_it_was_published() -> None:
    assert text_event(answer("Stop"), AT) == TextAnswer(
        message_id="cae173d2-66b9-564c-8309-21f858e9fb84",
        number=NUMBER,
        word=Word.STOP,
        at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        "[]",
        "{}",
        told("VOICE_COMPLETED"),
        {**told("TEXT_DELIVERED"), "context": {}},
        {**told("TEXT_DELIVERED"), "context": {"notice_id": "../x"}},
        {**told("TEXT_DELIVERED"), "context": "bar"},
        {**told("TEXT_DELIVERED"), "destinationPhoneNumber": "12"},
        {**told("TEXT_DELIVERED"), "eventTimestamp": "yesterday"},
        {**told("TEXT_DELIVERED"), "eventTimestamp": 10**30},
        answer("When is my session?"),
        {**answer("STOP"), "originationNumber": None},
    ],
)
def test_everything_else_is_no_event_and_its_words_are_not_repeated(message: Any) -> None:
    with pytest.raises(NotAnEvent) as refused:
        text_event(message, AT)
    assert NUMBER not in str(refused.value)


def test_an_answer_without_a_time_is_none() -> None:
    with pytest.raises(NotAnEvent):
        text_event(answer("STOP"), "")
