"""Every flow that is swept. A new flow is one entry here: how it begins, what it does, what it is for."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from chalicelib.domain.letters import Kind
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.notice import Sign
from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.flows.send_notice import send_notice
from chalicelib.models import studio
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from tests.faults import scenes
from tests.faults.faults import Mode
from tests.faults.ground import Ground
from tests.faults.sweep import Flow


def _missing(**claims: bool) -> Iterator[str]:
    """The claims that do not hold, by name."""
    return (name.replace("_", " ") + ": no" for name, holds in claims.items() if not holds)


def _friend_qualifies(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now, number=1)
    scenes.client("fred", ground.now, number=2)
    scenes.enroll("rita", ground.now)
    scenes.referral("fred", "rita", ground.now)
    scenes.invoice("fred", "INV-1", 20_000, ground.now)
    scenes.session("fred", "S-1", "booked", ground.now)


def _evaluate(ground: Ground) -> None:
    evaluate_referral("fred", studio=studio.load(), now=ground.now)


def _rewarded(ground: Ground) -> Iterator[str]:
    referral = ground.row("referrals", friend_id="fred") or {}
    rewards = {(row["client_id"], row["remaining_cents"]) for row in ground.rows("rewards")}
    statuses = {row["client_id"]: row["status_id"] for row in ground.rows("clients")}
    return _missing(
        referral_is_rewarded=referral["state"] == "rewarded" and referral["attempt"] == 1,
        one_reward_and_one_gift=rewards == {("rita", 2_500), ("fred", 1_000)},
        two_entries=len(ground.rows("ledger")) == 2,
        two_letters_wait=sorted(row["kind"] for row in ground.rows("notices")) == ["gift", "reward"],
        statuses_are_set=statuses == {"rita": "ambassador", "fred": "welcomed"},
    )


def _friend_cancels(ground: Ground) -> None:
    _friend_qualifies(ground)
    _evaluate(ground)
    scenes.session("fred", "S-1", "cancelled", ground.now)


def _taken_back(ground: Ground) -> Iterator[str]:
    referral = ground.row("referrals", friend_id="fred") or {}
    return _missing(
        referral_is_pending=referral["state"] == "pending" and referral["waiting"] == "waiting",
        nothing_is_left=sum(row["remaining_cents"] for row in ground.rows("rewards")) == 0,
        four_entries=len(ground.rows("ledger")) == 4,
    )


def _clients_without_numbers(ground: Ground) -> None:
    scenes.studio()
    for name in ("anna", "bert", "carl"):
        scenes.client(name, ground.now)
    # By hand, and right where the counter will come to.
    scenes.client("dora", ground.now, number=1002)


def _number(ground: Ground) -> None:
    assign_numbers(["anna", "bert", "carl", "dora"], now=ground.now)


def _numbered(ground: Ground) -> Iterator[str]:
    numbers = [row.get("client_number") for row in ground.rows("clients")]
    claimed = [row for row in ground.rows("claims") if row["claim"].startswith("number:")]
    return _missing(
        everyone_has_a_number=None not in numbers and len(set(numbers)) == 4,
        no_number_is_lost=len(claimed) == 4,
    )


LETTER = notice_id_of(Kind.REWARD, "rita", "staff:1")


def _letter_waits(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)
    values = {"amount": "$25.00", "code": "LR-7K3Q-X9MD"}
    notice = notice_put(kind=Kind.REWARD, client_id="rita", cause="staff:1", values=values, now=ground.now)
    assert transact([notice]).stands


def _send(ground: Ground) -> None:
    send_notice(LETTER, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)


def _send_again(ground: Ground) -> None:
    """The schedule comes back, the day for lost answers passes, and the events of what went out come in."""
    ground.pass_time(timedelta(hours=13))
    for letter in ground.letters:
        _tell(ground, Sign.ACCEPTED, letter.message_id)
    for due in list(Notice.due(ground.now)):
        send_notice(due, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)


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


def _tell(ground: Ground, sign: Sign, message_id: str = "message-1") -> None:
    record_mail_event(
        MailEvent(
            notice_id=LETTER,
            message_id=message_id,
            sign=sign,
            recipients=("rita@people.example",),
            sent_at=ground.now,
            at=ground.now,
        )
    )


def _letter_went(ground: Ground) -> None:
    _letter_waits(ground)
    _send(ground)


def _complain(ground: Ground) -> None:
    _tell(ground, Sign.COMPLAINED)


def _blocked(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    blocks = ground.rows("blocks")
    return _missing(
        notice_says_so=(notice["state"], notice["reason"]) == ("sent", "complained"),
        address_is_blocked=[row["reason"] for row in blocks] == ["complained"],
    )


FLOWS = (
    Flow(
        name="evaluate_referral",
        prepare=_friend_qualifies,
        act=_evaluate,
        goal=_rewarded,
        calls=6,
    ),
    Flow(
        name="evaluate_referral_taking_back",
        prepare=_friend_cancels,
        act=_evaluate,
        goal=_taken_back,
        calls=6,
    ),
    Flow(
        name="assign_numbers",
        prepare=_clients_without_numbers,
        act=_number,
        goal=_numbered,
        calls=5,
    ),
    Flow(
        name="send_notice",
        prepare=_letter_waits,
        act=_send,
        redeliver=_send_again,
        goal=_sent,
        calls=5,
        healed_later=True,
    ),
    Flow(
        name="record_mail_event",
        prepare=_letter_went,
        act=_complain,
        goal=_blocked,
        calls=4,
    ),
)
