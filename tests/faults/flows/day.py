"""A whole day at a studio: files, desk, streams, night and mail, each of them to be told again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.invoice_edit import Wanted as Bill
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Sign
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.refund_invoice import refund_invoice
from chalicelib.flows.return_redeemed import return_redeemed
from chalicelib.flows.reward_change import Change
from chalicelib.flows.save_invoice import new_invoice
from chalicelib.flows.take_payment import take_payment
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.flows.void_reward import void_reward
from chalicelib.handlers import events, notices
from chalicelib.models import studio
from tests.faults.flows import form, night, records
from tests.faults.ground import Ground
from tests.faults.scenes import RITA

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
EVALUATED = ("clients", "referrals", "sessions", "invoices", "rewards")
DESK, TILL, WRONG = "D-1", "till", "D-2"
"""An invoice that is paid, one with a key, and one that is made void."""

NEW = "fay@people.example"
"""Whom no file knows: a friend who is a client already is no referral, so that order would matter."""

Act = Callable[[], object]


@dataclass
class Day:
    """The studio's day, in the order of `chance` where nobody else does. `told` can be told again."""

    ground: Ground
    chance: Random
    told: list[Act] = field(default_factory=list)

    def pass_by(self) -> None:
        """From the first visitor to what becomes of the last letter."""
        form.referrer(self.ground)
        self._in_any_order([partial(_visited, self.ground), partial(records.tell_clients, self.ground)])
        self._in_any_order(self._files())
        self._in_any_order(self._friends())
        self._streams()
        self._desk()
        self._streams()
        self.ground.pass_time(timedelta(hours=4))
        self._do(partial(night._night, self.ground))
        self._streams()
        self._mail()

    def again(self) -> None:
        """All of it, in any order, when nobody remembers that it was told."""
        self.ground.engine.forget_tokens()
        self.chance.shuffle(self.told)
        for act in self.told:
            act()

    def _do(self, act: Act) -> None:
        act()
        self.told.append(act)

    def _in_any_order(self, acts: list[Act]) -> None:
        self.chance.shuffle(acts)
        for act in acts:
            self._do(act)

    def _files(self) -> list[Act]:
        """Each row of invoices and sessions by itself."""
        paid = {"total": "250.00", "paid": "250.00", "client_ref": "C-1", "invoice_ref": "I-9"}
        rows = [*records.INVOICES, *records.SESSIONS, {**records.INVOICES[0], **paid}]
        return [partial(records.tell, self.ground, cells) for cells in rows]

    def _friends(self) -> list[Act]:
        """What the studio's system tells of the friend: all that the program asks for."""
        (friend,) = [row["friend_id"] for row in self.ground.rows("referrals") if row["referrer_id"] == RITA]
        paid = {"total": "120.00", "paid": "120.00", "client_ref": friend, "invoice_ref": "F-1"}
        session = {**records.SESSIONS[0], "client_ref": friend, "session_ref": "F-2"}
        rows = ({**records.INVOICES[0], **paid}, session)
        return [partial(records.tell, self.ground, cells) for cells in rows]

    def _streams(self) -> None:
        """What changed comes to its functions, ten records at a time, shuffled; and what that changes."""
        changed = [record for noun in EVALUATED for record in self.ground.engine.changes(noun)]
        self.chance.shuffle(changed)
        for start in range(0, len(changed), 10):
            self._do(partial(_delivered, events.evaluate, changed[start : start + 10]))
        queued = self.ground.engine.changes("notices")
        if queued:
            self._do(partial(_delivered, partial(notices.send, context=None), queued))

    def _desk(self) -> None:
        """Rewards by hand; an invoice paid by money and a reward and refunded in part; one that was wrong."""
        how: dict[str, Any] = {"actor": MANAGER, "now": self.ground.now, "studio": studio.load()}
        for name, days in (("a", 30), ("b", 9)):
            last = self.ground.now.date() + timedelta(days=days)
            wanted = Wanted(client_id=RITA, cents=Cents(2_000), reason="Thanks", expires_on=last)
            self._do(partial(issue_reward, wanted, key=name, owed_seen=Cents(0), **how))
        for ref in (DESK, WRONG):
            bill = Bill(
                invoice_ref=ref,
                invoiced_on=date(2026, 11, 20),
                total_cents=Cents(12_000),
                tax_cents=Cents(0),
                location_id=None,
            )
            self._do(partial(new_invoice, RITA, bill, others=[], **how))
            part = [("manual:a", Cents(500))]
            self._do(partial(redeem_rewards, RITA, ref, part, key=TILL, **how))
        on = {"on": date(2026, 11, 21), **how}
        self._do(partial(take_payment, RITA, DESK, Cents(11_500), key="p", **on))
        self._do(partial(refund_invoice, RITA, DESK, Cents(1_000), key="r", reason="A print", **on))
        second = [("manual:b", Cents(700))]
        self._do(partial(redeem_rewards, RITA, WRONG, second, key="other", **how))
        entry = f"redeem:{WRONG}:other:manual:b"
        self._do(partial(return_redeemed, RITA, WRONG, entry, reason="Not this", **how))
        self._do(partial(void_invoice, RITA, WRONG, reason="Wrong", **how))
        change = partial(Change, client_id=RITA, reason="Asked", actor=MANAGER, now=self.ground.now)
        later = change(reward_id="manual:a", turn_seen=3, key="c1")
        self._do(partial(extend_reward, later, date(2027, 3, 31), studio.load()))
        self._do(partial(void_reward, change(reward_id="manual:b", turn_seen=2, key="c2")))

    def _mail(self) -> None:
        """Every letter is taken, arrives, and one of them is complained of."""
        acts: list[Act] = []
        for letter in self.ground.letters:
            for sign in (Sign.ACCEPTED, Sign.DELIVERED):
                came = MailEvent(
                    notice_id=letter.notice_id,
                    message_id=letter.message_id,
                    sign=sign,
                    recipients=(letter.to,),
                    sent_at=self.ground.now,
                    at=self.ground.now,
                )
                acts.append(partial(record_mail_event, came, now=self.ground.now))
        self._in_any_order(acts)


def _visited(ground: Ground) -> None:
    """The form is sent; after hours the visitor is told that it is too old, and nothing comes of it."""
    with suppress(AssertionError):
        form.send(ground, email=NEW)


def _delivered(function: Callable[[Any], Any], changed: list[dict[str, Any]]) -> None:
    assert function({"Records": changed}) == {"batchItemFailures": []}
