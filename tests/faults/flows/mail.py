"""Letters go out, and what becomes of them comes back."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from chalicelib.domain.letters import Kind
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.notice import Sign
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.flows.send_notice import send_notice
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from tests.faults import scenes
from tests.faults.faults import Mode
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

LETTER = notice_id_of(Kind.REWARD, scenes.RITA, "staff:1")
OTHER_LETTER = notice_id_of(Kind.REWARD, scenes.RITA, "staff:2")


def letter_waits(ground: Ground) -> None:
    """A letter to the client is queued."""
    scenes.studio()
    scenes.client("rita", ground.now)
    values = {"amount": "$25.00", "code": "LR-7K3Q-X9MD"}
    notice = notice_put(
        kind=Kind.REWARD, client_id=scenes.RITA, cause="staff:1", values=values, now=ground.now
    )
    assert transact([notice]).stands


def second_letter_waits(ground: Ground) -> None:
    """One letter went to the client, a second one waits."""
    letter_went(ground)
    values = {"amount": "$10.00", "code": "LR-8K4R-Y2ME"}
    notice = notice_put(
        kind=Kind.REWARD, client_id=scenes.RITA, cause="staff:2", values=values, now=ground.now
    )
    assert transact([notice]).stands


def send_other(ground: Ground) -> None:
    """Send the second letter."""
    send_notice(OTHER_LETTER, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)


def _send(ground: Ground) -> None:
    send_notice(LETTER, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)


def _send_again(ground: Ground) -> None:
    """The schedule comes back, and the day for lost answers passes; events are late, but within it."""
    ground.pass_time(timedelta(hours=13))
    for due in list(Notice.due(ground.now)):
        send_notice(due, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)
    for letter in ground.letters if ground.now - ground.start > timedelta(hours=20) else ():
        tell(ground, Sign.ACCEPTED, letter.message_id)


_NEVER_KNOWN = {
    (Mode.CRASH_AFTER, "TransactWriteItems"),
    (Mode.CRASH_BEFORE, "SendEmail"),
    (Mode.TIMEOUT_ONCE, "SendEmail"),
    (Mode.TIMEOUT_ALL, "SendEmail"),
    (Mode.INTERNAL, "SendEmail"),
    (Mode.OUTAGE, "SendEmail"),
}


def _sent(ground: Ground) -> Iterator[str]:
    """Sent, once. Only where nobody can know whether SES was reached may it end as unknown."""
    notice = ground.row("notices", notice_id=LETTER) or {}
    state, letters = notice["state"], len(ground.letters)
    allowed = {("sent", 1)}
    if ground.faults & _NEVER_KNOWN:
        allowed = {("unknown", 0)}
    if (Mode.REJECTED, "SendEmail") in ground.faults:
        allowed = {("dead", 0)}
    if (state, letters) not in allowed:
        yield f"the notice is {state}, {letters} letters went out"
    if "unfinished_bucket" in notice:
        yield "the notice is still to be looked after"


def tell(ground: Ground, sign: Sign, message_id: str = "message-1") -> None:
    """An event of the mail provider about the letter."""
    record_mail_event(
        MailEvent(
            notice_id=LETTER,
            message_id=message_id,
            sign=sign,
            recipients=("rita@people.example",),
            sent_at=ground.now,
            at=ground.now,
        ),
        now=ground.now,
    )


def letter_went(ground: Ground) -> None:
    """A letter to the client was sent."""
    letter_waits(ground)
    _send(ground)


def _complain(ground: Ground) -> None:
    tell(ground, Sign.COMPLAINED)


def _blocked(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    blocks = ground.rows("blocks")
    return missing(
        notice_says_so=(notice["state"], notice["reason"]) == ("sent", "complained"),
        address_is_blocked=[row["reason"] for row in blocks] == ["complained"],
    )


def _second_letter_to_the_blocked(ground: Ground) -> None:
    second_letter_waits(ground)
    _complain(ground)


def _suppressed(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=OTHER_LETTER) or {}
    return missing(
        it_says_why=(notice["state"], notice["reason"]) == ("suppressed", "blocked"),
        no_second_letter_went=len(ground.letters) == 1,
    )


FLOWS = (
    Flow(
        name="send_notice",
        prepare=letter_waits,
        act=_send,
        redeliver=_send_again,
        goal=_sent,
        calls=6,
        healed_later=True,
    ),
    Flow(
        name="record_mail_event",
        prepare=letter_went,
        act=_complain,
        goal=_blocked,
        calls=4,
    ),
    Flow(
        name="send_notice_to_the_blocked",
        prepare=_second_letter_to_the_blocked,
        act=send_other,
        goal=_suppressed,
        calls=4,
    ),
)
