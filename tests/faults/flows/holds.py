"""Referrals that are held: by what was noticed, by the caps of a day; and a person who decides on them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pynamodb.expressions.update import Action

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.program import GiftTiming
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.settle_hold import Decision, Refusal, settle_hold
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.counter import Counter
from chalicelib.models.referral import HELD, Referral
from tests.faults import scenes
from tests.faults.flows import referral
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
TODAY = "rewards:2026-11-21"
NOTE = "Seen both."


def looks_odd(ground: Ground) -> None:
    """A friend for whom all that is asked holds, with the referrer's own name before the @."""
    referral.friend_qualifies(ground)
    Client(scenes.FRED).update([Client.emails.set(["ri.ta@elsewhere.example"])])


def a_full_day(ground: Ground) -> None:
    """A friend for whom all that is asked holds, on a day on which the studio gave all that it gives."""
    referral.friend_qualifies(ground)
    Counter(TODAY, value=200).save()


def is_held(reason: str, evidence: list[str], ground: Ground) -> Iterator[str]:
    """Held for this reason, with nothing given."""
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    return missing(
        it_is_held=(row["state"], row["reason"], row["waiting"]) == ("held", reason, HELD),
        for_what_was_noticed=row.get("evidence_found") == evidence,
        nothing_was_given=not [*ground.rows("ledger"), *ground.rows("rewards"), *ground.rows("notices")],
        sales_are_counted=row["sales_cents"] == 20_000,
    )


def held(ground: Ground) -> None:
    """A held referral, whose friend has a gift of money since the intake."""
    scenes.studio()
    for name in ("rita", "fred"):
        scenes.client(name, ground.now)
    terms = replace(scenes.TERMS, gift_timing=GiftTiming.ON_INTAKE)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now, terms)
    referral.evaluate(ground)
    hold: list[Action] = [
        Referral.state.set("held"),
        Referral.reason.set("daily_cap"),
        Referral.waiting.set(HELD),
    ]
    Referral(scenes.FRED).update(hold)


def decide(decision: Decision, ground: Ground) -> None:
    """The button carries the version that was looked at; pressed again, it was decided already."""
    version = Referral.get(scenes.FRED, consistent_read=True).version
    why = settle_hold(scenes.FRED, version, decision, NOTE, actor=OPERATOR, now=ground.now)
    assert why in (None, Refusal.DECIDED, Refusal.CHANGED), why


def _decided(state: str, gift_cents: int, ground: Ground) -> Iterator[str]:
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    audit = [each["after"].get("note") for each in ground.rows("audit")]
    return missing(
        it_is_decided=row["state"] == state and row.get("waiting") != HELD,
        the_gift_stands_or_falls=sum(each["remaining_cents"] for each in ground.rows("rewards"))
        == gift_cents,
        audited_once_with_the_note=audit == [NOTE],
    )


def _evaluate(ground: Ground) -> None:
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)


FLOWS = (
    Flow(
        name="evaluate_referral_that_looks_odd",
        prepare=looks_odd,
        act=_evaluate,
        goal=partial(is_held, "suspicious", ["email_family", "same_surname"]),
        calls=7,
        thrifty=True,
    ),
    Flow(
        name="evaluate_referral_over_the_cap",
        prepare=a_full_day,
        act=_evaluate,
        goal=partial(is_held, "daily_cap", ["email_domain", "same_surname"]),
        calls=9,
        thrifty=True,
    ),
    Flow(
        name="release_hold",
        prepare=held,
        act=partial(decide, Decision.RELEASE),
        goal=partial(_decided, "pending", 1_000),
        calls=3,
    ),
    Flow(
        name="refuse_hold",
        prepare=held,
        act=partial(decide, Decision.REFUSE),
        goal=partial(_decided, "void", 0),
        calls=6,
        thrifty=True,
    ),
)
