"""The caps of a day: counted in the transaction that issues, and over them a referral is held, never lost."""

from collections import Counter as Counted
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Terms
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.settle_hold import Decision, settle_hold
from chalicelib.models import studio
from chalicelib.models.counter import Counter
from chalicelib.models.referral import Referral
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows.holds import TODAY
from tests.faults.ground import Ground
from tests.faults.invariants import broken

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
TERMS = Terms(program_id="friends", program_name="Friends", reward_cents=Cents(2_500))
CROWD = 64


@pytest.fixture
def ground(tables: Engine) -> Ground:
    return Ground(tables, NOW)


def sent(ground: Ground, number: int, referrer_id: str, terms: Terms = TERMS) -> str:
    """A friend for whom nothing more is asked."""
    row = scenes.client(f"friend{number}", ground.now)
    scenes.referral(row.client_id, referrer_id, ground.now, terms)
    return row.client_id


def evaluate(friend_id: str, ground: Ground) -> str:
    evaluate_referral(friend_id, studio=studio.load(), now=ground.now)
    return str(Referral.get(friend_id, consistent_read=True).state)


def set_up(**most: Any) -> None:
    scenes.studio(replace(scenes.PREFERENCES, **most))


def test_over_the_referrers_cap_the_next_is_held_and_another_referrers_is_not(ground: Ground) -> None:
    set_up(rewards_per_referrer_day_max=2)
    for name in ("rita", "anna"):
        scenes.client(name, ground.now)
    found = [evaluate(sent(ground, number, scenes.RITA), ground) for number in range(3)]
    assert found == ["rewarded", "rewarded", "held"]
    assert evaluate(sent(ground, 3, scenes.ANNA), ground) == "rewarded"
    assert len(ground.rows("ledger")) == 3
    assert Referral.get(sent_id(2)).reason == "daily_cap"


def sent_id(number: int) -> str:
    return client_id_of_ref(f"friend{number}")


def test_over_the_studios_cap_everybodys_next_is_held(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    for name in ("rita", "anna"):
        scenes.client(name, ground.now)
    assert evaluate(sent(ground, 0, scenes.RITA), ground) == "rewarded"
    assert evaluate(sent(ground, 1, scenes.ANNA), ground) == "held"


def test_a_new_day_of_the_studios_begins_anew(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    scenes.client("rita", ground.now)
    assert evaluate(sent(ground, 0, scenes.RITA), ground) == "rewarded"
    ground.pass_time(timedelta(hours=2, minutes=59))  # Before midnight in New York, past it in UTC.
    assert evaluate(sent(ground, 1, scenes.RITA), ground) == "held"
    ground.pass_time(timedelta(minutes=2))
    assert evaluate(sent(ground, 2, scenes.RITA), ground) == "rewarded"


def test_a_gift_of_money_counts_and_one_of_things_does_not(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    scenes.client("rita", ground.now)
    thing = replace(TERMS, reward_cents=None, gift=Gift(kind=GiftKind.ITEM, text="A print"))
    money = replace(TERMS, reward_cents=None, gift=Gift(kind=GiftKind.REWARD, cents=Cents(500)))
    found = [evaluate(sent(ground, number, scenes.RITA, thing), ground) for number in range(2)]
    assert found == ["qualified", "qualified"]
    found = [evaluate(sent(ground, number, scenes.RITA, money), ground) for number in range(2, 4)]
    assert found == ["qualified", "held"]


def test_reward_and_gift_of_one_referral_count_once(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    scenes.client("rita", ground.now)
    both = replace(TERMS, gift=Gift(kind=GiftKind.REWARD, cents=Cents(500)))
    assert evaluate(sent(ground, 0, scenes.RITA, both), ground) == "rewarded"
    assert Counter.get(TODAY).value == 1


def test_released_it_pays_although_the_day_is_full_and_counts(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    scenes.client("rita", ground.now)
    evaluate(sent(ground, 0, scenes.RITA), ground)
    assert evaluate(sent(ground, 1, scenes.RITA), ground) == "held"
    version = Referral.get(sent_id(1)).version
    assert settle_hold(sent_id(1), version, Decision.RELEASE, "Fine.", actor=OPERATOR, now=NOW) is None
    assert evaluate(sent_id(1), ground) == "rewarded"
    assert Counter.get(TODAY).value == 2
    assert broken(ground) == []


def test_who_was_rewarded_already_is_held_by_no_cap(ground: Ground) -> None:
    set_up(rewards_per_studio_day_max=1)
    scenes.client("rita", ground.now)
    both = replace(TERMS, gift=Gift(kind=GiftKind.REWARD, cents=Cents(500)))
    assert evaluate(sent(ground, 0, scenes.RITA, both), ground) == "rewarded"
    Referral(sent_id(0)).update([Referral.gift_state.remove(), Referral.gift_reward_id.remove()])
    assert evaluate(sent_id(0), ground) == "rewarded"
    assert Referral.get(sent_id(0)).gift_state == "available"
    assert Counter.get(TODAY).value == 2


def test_both_caps_hold_under_64_at_once(ground: Ground) -> None:
    set_up(rewards_per_referrer_day_max=7, rewards_per_studio_day_max=12)
    for name in ("rita", "anna"):
        scenes.client(name, ground.now)
    loaded = studio.load()
    friends = [sent(ground, number, (scenes.RITA, scenes.ANNA)[number % 2]) for number in range(CROWD)]
    for friend_id in friends:
        # Looked at already: this is about the caps alone.
        Referral(friend_id).update([Referral.evidence_found.set([])])
    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(lambda each: evaluate_referral(each, studio=loaded, now=NOW), friends))
    found = Counted(row["state"] for row in ground.rows("referrals"))
    assert found == {"rewarded": 12, "held": CROWD - 12}
    paid = Counted(row["client_id"] for row in ground.rows("ledger"))
    assert paid.total() == 12
    assert max(paid.values()) <= 7
    assert broken(ground) == []
