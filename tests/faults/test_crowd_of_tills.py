"""64 tills and one reward: exactly as many redeem as its value allows, and never a cent over."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.redemption import Refusal
from chalicelib.flows.redeem_rewards import Redeemed, redeem_rewards
from chalicelib.models import studio
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import till
from tests.faults.ground import Ground
from tests.faults.invariants import broken

CROWD = 64
INVOICES = 8


def redeemed(ground: Ground, cents: int) -> list[Redeemed]:
    """What each of 64 tills got, which all use so much of one reward at once, on eight invoices."""
    loaded = studio.load()

    def at_a_till(number: int) -> Redeemed:
        return redeem_rewards(
            scenes.ANNA,
            f"I-{number % INVOICES}",
            [(till.FIRST, Cents(cents))],
            key=f"till-{number}",
            actor=till.MANAGER,
            now=ground.now,
            studio=loaded,
        )

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(at_a_till, range(CROWD)))


def one_round(tables: Engine, cents: int) -> None:
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", ground.now)
    till.give("k1", till.FACE, ground)
    for number in range(INVOICES):
        till.bill(f"I-{number}", ground)
    answers = redeemed(ground, cents)
    done = [each for each in answers if each.refused is None]
    assert len(done) == till.FACE // cents, cents
    assert {each.refused for each in answers} - {None} <= {Refusal.MORE_THAN_LEFT}
    assert till.left(till.FIRST, ground) == till.FACE % cents
    assert sum(till.entries("redeem", ground)) == till.FACE // cents * cents
    assert sum(row["redeemed_cents"] for row in ground.rows("invoices")) == till.FACE // cents * cents
    assert broken(ground) == []


@pytest.mark.parametrize("cents", [2_500, 1_251, 700])
def test_of_64_tills_as_many_redeem_as_the_value_allows(tables: Engine, cents: int) -> None:
    one_round(tables, cents)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(50))
def test_of_64_tills_as_many_redeem_as_the_value_allows_whatever_the_amount(
    tables: Engine, seed: int
) -> None:
    one_round(tables, Random(seed).randint(105, 2_500))


def test_of_64_clicks_on_one_button_one_redeems(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    till.an_invoice(ground)
    with ThreadPoolExecutor(CROWD) as crowd:
        list(crowd.map(lambda _: till.redeem(ground), range(CROWD)))
    assert till.entries("redeem", ground) == [500, 2_000]
    assert broken(ground) == []
