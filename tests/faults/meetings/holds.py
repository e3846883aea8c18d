"""Friends who qualify at once where one reward is left for the day, and two people who decide at once."""

from collections.abc import Iterator
from functools import partial

from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.settle_hold import Decision
from chalicelib.models import studio
from chalicelib.models.counter import Counter
from tests.faults import scenes
from tests.faults.flows import holds, referral
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race, Step


def _one_is_left(ground: Ground) -> None:
    referral.friend_qualifies(ground)
    scenes.client("gina", ground.now)
    scenes.client("anna", ground.now)
    scenes.referral(scenes.GINA, scenes.ANNA, ground.now)
    scenes.invoice(scenes.GINA, "INV-2", 20_000, ground.now)
    scenes.session(scenes.GINA, "S-2", "booked", ground.now)
    Counter(holds.TODAY, value=199).save()


def _evaluate(friend_id: str) -> Step:
    return lambda ground: evaluate_referral(friend_id, studio=studio.load(), now=ground.now)


def _one_is_paid_and_one_held(ground: Ground) -> Iterator[str]:
    found = sorted((row["state"], row["reason"]) for row in ground.rows("referrals"))
    count = ground.row("counters", counter=holds.TODAY) or {}
    return missing(
        one_of_each=found == [("held", "daily_cap"), ("rewarded", "requirements_met")],
        the_cap_holds=count["value"] == 200,
    )


def _one_decision(ground: Ground) -> Iterator[str]:
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    audit = [each["after"]["referral"] for each in ground.rows("audit")]
    return missing(one_stands_and_is_audited=audit == [row["state"]] and row["state"] in ("pending", "void"))


RACES = (
    Race(
        name="two friends for the last reward of the day",
        prepare=_one_is_left,
        first=_evaluate(scenes.FRED),
        second=_evaluate(scenes.GINA),
        goal=_one_is_paid_and_one_held,
        every=3,
    ),
    Race(
        name="one releases and one refuses",
        prepare=holds.held,
        first=partial(holds.decide, Decision.RELEASE),
        second=partial(holds.decide, Decision.REFUSE),
        goal=_one_decision,
    ),
)
