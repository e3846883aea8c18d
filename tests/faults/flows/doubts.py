"""A person decides on a doubtful intake."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from pynamodb.expressions.update import Action

from chalicelib.flows.settle_doubt import Decision, Refusal, settle_doubt
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.referral import HELD, Referral
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

BORN_ON = date(1990, 5, 1)
KNOWN, INTAKE, REFERRER = scenes.DORA, scenes.ERNA, scenes.RITA


def a_doubtful_intake(ground: Ground) -> None:
    """Dora is a client. Erna, whom Rita sent, has the same name and birthday, and did all that is asked."""
    scenes.studio()
    earlier = ground.now - timedelta(days=400)
    scenes.client("dora", ground.now, birthday_on=BORN_ON, created_at=earlier)
    scenes.client("rita", ground.now)
    scenes.client("erna", ground.now, birthday_on=BORN_ON, doubtful_of=KNOWN, referred_by=REFERRER)
    scenes.enroll(REFERRER, ground.now)
    scenes.referral(INTAKE, REFERRER, ground.now)
    held: list[Action] = [
        Referral.state.set("held"),
        Referral.reason.set("doubtful_duplicate"),
        Referral.waiting.set(HELD),
    ]
    Referral(INTAKE).update(held)
    scenes.invoice(INTAKE, "E-1", 20_000, ground.now)
    scenes.session(INTAKE, "S-1", "booked", ground.now)


def _decide(decision: Decision, ground: Ground) -> None:
    """The button carries the version that was looked at; pressed again, it was decided already."""
    version = Client.get(INTAKE, consistent_read=True).version
    why = settle_doubt(
        INTAKE, version, decision, "Seen both.", studio=studio.load(), actor=joins.OPERATOR, now=ground.now
    )
    assert why in (None, Refusal.DECIDED, Refusal.CHANGED), why


def _decided(state: str, ground: Ground) -> Iterator[str]:
    client = joins.row(ground, "clients", client_id=INTAKE)
    referral = joins.row(ground, "referrals", friend_id=INTAKE)
    return missing(
        no_doubt_is_left=client.get("doubtful_of") is None,
        noted_once=client.get("notes", "").count("Seen both.") == 1,
        referral_is_released=referral["state"] == state and referral.get("waiting") != HELD,
        audited_once=len(ground.rows("audit")) == 1,
    )


FLOWS = (
    Flow(
        name="keep_doubt_apart",
        prepare=a_doubtful_intake,
        act=partial(_decide, Decision.KEEP_APART),
        goal=partial(_decided, "pending"),
        calls=4,
    ),
    Flow(
        name="reject_doubt",
        prepare=a_doubtful_intake,
        act=partial(_decide, Decision.REJECT),
        goal=partial(_decided, "void"),
        calls=4,
    ),
)
