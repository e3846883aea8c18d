"""What clients say about mail and texts, what becomes of marketing, and what operators do about it."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.block import Cause, blocked
from chalicelib.domain.breaker import Count
from chalicelib.domain.notice import Reason, Sign, State
from chalicelib.domain.text_event import TextAnswer, TextEvent, Word
from chalicelib.flows.change_consent import change_consent
from chalicelib.flows.mark_printed import mark_printed
from chalicelib.flows.record_text_event import record_text_answer, record_text_event
from chalicelib.flows.release_block import release_block
from chalicelib.flows.resend_notice import resend_notice
from chalicelib.flows.reset_breaker import reset_breaker
from chalicelib.flows.send_notice import send_notice
from chalicelib.models import studio
from chalicelib.models.block import BlockRow, remember
from chalicelib.models.breaker import Breaker, MailDay, counter_of
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.flows.mail import LETTER, letter_waits, letter_went, tell
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
ADDRESS, NUMBER = "rita@people.example", "+12015550123"
PHONES = [{"label": "Mobile", "number": NUMBER, "sms": True}]


def a_client_who_allows_all(ground: Ground) -> None:
    """Marketing by mail and text may go to Rita."""
    scenes.studio()
    scenes.client(
        "rita",
        ground.now,
        phones=PHONES,
        allow_marketing=True,
        allow_email_marketing=True,
    )


def unsubscribe(ground: Ground) -> None:
    """She stops marketing."""
    change_consent(
        scenes.RITA, email=False, text=None, source="unsubscribe link", wording="Stop.", now=ground.start
    )


def _unsubscribed(ground: Ground) -> Iterator[str]:
    client = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        the_tick_is_gone=client["allow_email_marketing"] is False,
        said_once=[each["given"] for each in client["consents"]] == [False],
        marketing_is_stopped=[row["reason"] for row in ground.rows("blocks")] == ["unsubscribed"],
        audited_once=len(ground.rows("audit")) == 1,
    )


def unsubscribed_with_another_address(ground: Ground) -> None:
    """Rita unsubscribed, and has had another address since."""
    a_client_who_allows_all(ground)
    unsubscribe(ground)
    Client(scenes.RITA).update([Client.emails.set(["rita@elsewhere.example"]), Client.version.add(1)])


def _unsubscribed_there_too(ground: Ground) -> Iterator[str]:
    client = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        said_once=[each["given"] for each in client["consents"]] == [False],
        both_are_stopped=[row["reason"] for row in ground.rows("blocks")] == ["unsubscribed"] * 2,
        audited_once=len(ground.rows("audit")) == 1,
    )


def answer_stop(ground: Ground) -> None:
    """She answers a text with STOP."""
    record_text_answer(TextAnswer(message_id="m", number=NUMBER, word=Word.STOP, at=ground.start))


def _texts_stopped(ground: Ground) -> Iterator[str]:
    client = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        the_tick_is_gone=client["phones"] == [{**PHONES[0], "sms": False}],
        said_once=[each["given"] for each in client["consents"]] == [False],
        the_number_is_blocked=[row["reason"] for row in ground.rows("blocks")] == ["opted_out"],
        audited_once=len(ground.rows("audit")) == 1,
    )


def number_is_none(ground: Ground) -> None:
    """The provider tells that a text's number is none."""
    record_text_event(
        TextEvent(
            notice_id=LETTER,
            message_id="m",
            sign=Sign.BOUNCED,
            number=NUMBER,
            sent_at=ground.start,
            at=ground.start,
        )
    )


def _number_blocked(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    return missing(
        notice_says_so=(notice["state"], notice["reason"]) == ("sent", "bounced"),
        the_number_is_blocked=[row["reason"] for row in ground.rows("blocks")] == ["bounced"],
    )


def marketing_is_near_its_mark(ground: Ground) -> None:
    """A letter of marketing went; of a thousand others somebody complained about one."""
    letter_went(ground)
    Notice(LETTER).update([Notice.purpose.set("marketing")])
    MailDay(counter_of(ground.now.date()), sent=1_000, complained=1).save()


def complain(ground: Ground) -> None:
    """Its reader complains, and that is told."""
    tell(ground, Sign.COMPLAINED)


def _stopped(ground: Ground) -> Iterator[str]:
    day = next((row for row in ground.rows("counters") if row["counter"].startswith("mail#")), {})
    return missing(
        counted_once=(day.get("sent"), day.get("complained")) == (1_001, 2),
        marketing_is_stopped=Breaker.read().stopped_at is not None,
        address_is_blocked=[row["reason"] for row in ground.rows("blocks")] == ["complained"],
    )


def marketing_stopped(ground: Ground) -> None:
    """Too many letters bounced."""
    scenes.studio()
    MailDay(counter_of(ground.now.date()), sent=1_000, bounced=25).save()
    assert Breaker.read().stop([Count.BOUNCED], ground.now)


def reset(ground: Ground) -> None:
    """A manager lets it go on."""
    reset_breaker("The list is cleaned.", actor=MANAGER, now=ground.start)


def _goes_on(ground: Ground) -> Iterator[str]:
    return missing(
        marketing_goes=Breaker.read().stopped_at is None,
        audited_once=[row["about"] for row in ground.rows("audit")] == ["breaker"],
    )


def an_address_is_blocked(ground: Ground) -> None:
    """Mail to Rita came back."""
    a_client_who_allows_all(ground)
    remember(ADDRESS, blocked(Cause.BOUNCED, "m", ground.now - timedelta(days=1)))


def release(ground: Ground) -> None:
    """A manager releases the address."""
    release_block(f"email:{ADDRESS}", "She called.", version=1, actor=MANAGER, now=ground.start)


def _released(ground: Ground) -> Iterator[str]:
    return missing(
        it_is_free=BlockRow.of(ADDRESS).reason is None,
        audited_once=[row["about"] for row in ground.rows("audit")] == [f"client#{scenes.RITA}"],
    )


def a_letter_is_unknown(ground: Ground) -> None:
    """Nobody knows whether a letter went."""
    letter_waits(ground)
    notice = Notice.find(LETTER)
    assert notice is not None
    assert notice.move(State.UNKNOWN, Reason.NO_ANSWER)


def send_again(ground: Ground) -> None:
    """An operator was told that it did not arrive."""
    resend_notice(LETTER, version=2, sure=True, studio=studio.load(), actor=MANAGER, now=ground.start)


def _queued_again(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    return missing(
        it_waits=(notice["state"], notice["attempts"]) == ("queued", 0),
        the_clock_finds_it=list(Notice.due(ground.now)) == [LETTER],
        audited_once=len(ground.rows("audit")) == 1,
    )


def a_letter_is_to_print(ground: Ground) -> None:
    """A form letter waits for somebody to print it."""
    letter_waits(ground)
    Notice(LETTER).update([Notice.form.set("print")])
    notice = Notice.find(LETTER)
    assert notice is not None
    assert notice.move(State.TO_PRINT)


def print_it(ground: Ground) -> None:
    """Somebody printed it."""
    mark_printed(LETTER, actor=MANAGER, now=ground.start)


def _printed(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    return missing(
        it_is_sent=notice["state"] == "sent" and "for_a_person" not in notice,
        audited_once=len(ground.rows("audit")) == 1,
    )


def _text_was_sent(ground: Ground) -> None:
    letter_waits(ground)
    Notice(LETTER).update([Notice.form.set("text")])
    Client(scenes.RITA).update([Client.phones.set(PHONES)])
    services = SimpleNamespace(mailer=ground.mailer, texter=ground.texter)
    send_notice(LETTER, services=services, now=ground.now + timedelta(hours=13))  # In the morning.


FLOWS = (
    Flow(
        name="change_consent", prepare=a_client_who_allows_all, act=unsubscribe, goal=_unsubscribed, calls=3
    ),
    Flow(
        name="change_consent_at_another_address",
        prepare=unsubscribed_with_another_address,
        act=unsubscribe,
        goal=_unsubscribed_there_too,
        calls=3,
    ),
    Flow(
        name="record_text_answer",
        prepare=a_client_who_allows_all,
        act=answer_stop,
        goal=_texts_stopped,
        calls=6,
        thrifty=True,
    ),
    Flow(name="record_text_event", prepare=_text_was_sent, act=number_is_none, goal=_number_blocked, calls=4),
    Flow(
        name="record_mail_event_that_stops_marketing",
        prepare=marketing_is_near_its_mark,
        act=complain,
        goal=_stopped,
        calls=8,
        thrifty=True,
    ),
    Flow(name="reset_breaker", prepare=marketing_stopped, act=reset, goal=_goes_on, calls=3),
    Flow(name="release_block", prepare=an_address_is_blocked, act=release, goal=_released, calls=4),
    Flow(name="resend_notice", prepare=a_letter_is_unknown, act=send_again, goal=_queued_again, calls=6),
    Flow(name="mark_printed", prepare=a_letter_is_to_print, act=print_it, goal=_printed, calls=1),
)
