"""From a referral to its reward, and back."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow


def friend_qualifies(ground: Ground) -> None:
    """A friend for whom all that the program asks for holds."""
    scenes.studio()
    scenes.client("rita", ground.now, number=1)
    scenes.client("fred", ground.now, number=2)
    scenes.enroll(scenes.RITA, ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now, replace(scenes.TERMS, reward_letter_id="own"))
    scenes.invoice(scenes.FRED, "INV-1", 20_000, ground.now)
    scenes.session(scenes.FRED, "S-1", "booked", ground.now)


def evaluate(ground: Ground) -> None:
    """What an event about the friend sets in motion."""
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)


def _rewarded(ground: Ground) -> Iterator[str]:
    referral = ground.row("referrals", friend_id=scenes.FRED) or {}
    rewards = {(row["client_id"], row["remaining_cents"]) for row in ground.rows("rewards")}
    statuses = {row["client_id"]: row["status_id"] for row in ground.rows("clients")}
    return missing(
        referral_is_rewarded=referral["state"] == "rewarded" and referral["attempt"] == 1,
        one_reward_and_one_gift=rewards == {(scenes.RITA, 2_500), (scenes.FRED, 1_000)},
        two_entries=len(ground.rows("ledger")) == 2,
        two_letters_wait=sorted(row["kind"] for row in ground.rows("notices")) == ["gift", "reward"],
        statuses_are_set=statuses == {scenes.RITA: "ambassador", scenes.FRED: "welcomed"},
    )


def _friend_cancels(ground: Ground) -> None:
    friend_qualifies(ground)
    evaluate(ground)
    scenes.session(scenes.FRED, "S-1", "cancelled", ground.now)


def _taken_back(ground: Ground) -> Iterator[str]:
    referral = ground.row("referrals", friend_id=scenes.FRED) or {}
    return missing(
        referral_is_pending=referral["state"] == "pending" and referral["waiting"] == "waiting",
        nothing_is_left=sum(row["remaining_cents"] for row in ground.rows("rewards")) == 0,
        four_entries=len(ground.rows("ledger")) == 4,
    )


FLOWS = (
    Flow(
        name="evaluate_referral",
        prepare=friend_qualifies,
        act=evaluate,
        goal=_rewarded,
        calls=8,
    ),
    Flow(
        name="evaluate_referral_taking_back",
        prepare=_friend_cancels,
        act=evaluate,
        goal=_taken_back,
        calls=11,
        thrifty=True,
    ),
)
