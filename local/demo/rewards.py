"""What the demonstration studio did with rewards: by hand, at the desk, and one that was taken back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.invoice_edit import Wanted as WantedInvoice
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Studio
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.save_invoice import new_invoice
from chalicelib.flows.take_payment import take_payment
from chalicelib.models import studio as stored
from chalicelib.models.referral import Referral

DESK = Actor(role=Role.OPERATOR, request_id="demonstration")
ENDS_AFTER = timedelta(days=20)


class Desk:
    """The front desk on one day."""

    def __init__(self, studio: Studio, now: datetime) -> None:
        self.studio, self.now = studio, now
        self.today: date = local_date(now, studio.preferences.local_zone())

    def issue(self, client_ref: str, key: str, cents: int, reason: str, last_day: date | None = None) -> str:
        """A reward by hand; its id."""
        wanted = Wanted(
            client_id=client_id_of_ref(client_ref), cents=Cents(cents), reason=reason, expires_on=last_day
        )
        done = issue_reward(wanted, key=key, owed_seen=Cents(0), actor=DESK, studio=self.studio, now=self.now)
        if done.row is None:
            raise SystemExit(f"no reward for {client_ref}: {done.refused}")
        return str(done.row.reward_id)

    def invoice(self, client_ref: str, number: str, total: int, *, tax: int = 0, paid: int = 0) -> None:
        """An invoice of which so much is paid."""
        client_id = client_id_of_ref(client_ref)
        wanted = WantedInvoice(
            invoice_ref=number,
            invoiced_on=self.today,
            total_cents=Cents(total),
            tax_cents=Cents(tax),
            location_id="studio",
        )
        written = new_invoice(client_id, wanted, actor=DESK, now=self.now, studio=self.studio, others=())
        if written.refused is not None:
            raise SystemExit(f"invoice {number} was not stored: {written.refused}")
        if paid:
            take_payment(
                client_id,
                number,
                Cents(paid),
                on=self.today,
                key="demonstration",
                actor=DESK,
                now=self.now,
                studio=self.studio,
            )

    def redeem(self, client_ref: str, number: str, reward_id: str, cents: int) -> None:
        """A part of a reward on an invoice."""
        done = redeem_rewards(
            client_id_of_ref(client_ref),
            number,
            [(reward_id, Cents(cents))],
            key="demonstration",
            actor=DESK,
            now=self.now,
            studio=self.studio,
        )
        if done.refused is not None:
            raise SystemExit(f"nothing was redeemed on {number}: {done.refused}")


def begin(told: Mapping[str, str], now: datetime) -> None:
    """Open invoices, rewards by hand, one redeemed in part, and one spent before it is taken back.

    `told` names clients by reference: `regular`, `patient`, `referrer`, and the `bride` whose `friend` has
    booked a session, which the studio's own system cancels afterwards.
    """
    desk = Desk(stored.load(), now)
    thanks = desk.issue(told["regular"], "open-day", 4_000, "Helped at the open day", desk.today + ENDS_AFTER)
    desk.issue(told["patient"], "album", 2_500, "The album came late")
    desk.invoice(told["regular"], "N-1001", 18_000)
    desk.invoice(told["patient"], "N-1002", 10_260, tax=760)
    desk.invoice(told["referrer"], "N-1003", 32_000, paid=10_000)
    desk.redeem(told["regular"], "N-1001", thanks, 1_500)
    friend_id = client_id_of_ref(told["friend"])
    evaluate_referral(friend_id, studio=desk.studio, now=now)
    earned = Referral.get(friend_id).reward_id
    desk.invoice(told["bride"], "N-1004", 12_000)
    desk.redeem(told["bride"], "N-1004", earned, 3_000)
