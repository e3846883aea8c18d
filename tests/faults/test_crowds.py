"""Many at once, as they come: real threads, no plan, on the engine whose lock is DynamoDB's promise."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.domain.intake import Intake
from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.take_intake import Arrival, take_intake
from chalicelib.models import studio
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import form, loyalty, mail
from tests.faults.ground import Ground
from tests.faults.invariants import broken

CROWD = 32


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of the crowd got."""
    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(act, range(CROWD)))


def arrival(nonce: str) -> Arrival:
    return Arrival(
        nonce=nonce,
        issued_at=NOW,
        intake=Intake(first_name="Fred", last_name="Lake", email=form.EMAIL),
        values={},
        token=scenes.TOKEN,
        channel=None,
        campaign={},
        now=NOW,
    )


def test_of_32_sendings_of_one_form_one_friend_comes(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    form.referrer(ground)
    loaded = studio.load()
    assert all(at_once(lambda _: take_intake(arrival("n1"), loaded)))
    assert [*broken(ground), *form.friend_is_there(ground)] == []


def test_of_32_forms_with_one_address_one_friend_comes(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    form.referrer(ground)
    loaded = studio.load()
    assert all(at_once(lambda number: take_intake(arrival(f"n{number}"), loaded)))
    assert broken(ground) == []
    assert len(ground.rows("clients")) == 2
    assert len(ground.rows("referrals")) == 1


def test_32_nights_at_once_reward_a_sale_once(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    loyalty.a_loyal_client(ground)
    at_once(lambda number: loyalty.reward(ground, f"run-{number}"))
    assert [*broken(ground), *loyalty.rewarded(ground)] == []


def test_32_senders_send_a_letter_once(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    mail.second_letter_waits(ground)
    at_once(lambda _: mail.send_other(ground))
    assert broken(ground) == []
    assert len(ground.letters) == 2


def test_32_numberings_give_each_client_one_number(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    names = [f"client{number}" for number in range(8)]
    clients = [scenes.client(name, NOW).client_id for name in names]
    at_once(lambda number: assign_numbers(clients[number % 3 :], now=NOW))
    assert broken(ground) == []
    assert None not in [row.get("client_number") for row in ground.rows("clients")]
