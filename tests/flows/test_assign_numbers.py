"""Numbers for new clients, unique whoever races."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.number import FIRST_NUMBER

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)


def clients(count: int) -> list[str]:
    ids = [f"c{index:026d}" for index in range(count)]
    for client_id in ids:
        Client(client_id, client_ref=client_id, created_at=NOW, created_on=date(2026, 3, 20)).save()
    return ids


def numbers() -> list[int]:
    return sorted(client.client_number for client in Client.scan() if client.client_number is not None)


def test_new_clients_are_numbered_in_order_and_a_repeat_gives_nothing(tables: object) -> None:
    ids = clients(50)

    given = assign_numbers(ids, now=NOW)

    assert given == {client_id: FIRST_NUMBER + index for index, client_id in enumerate(ids)}
    assert assign_numbers(ids, now=NOW) == {}
    assert numbers() == list(range(FIRST_NUMBER, FIRST_NUMBER + 50))


def test_a_number_entered_by_hand_is_stepped_over(tables: object) -> None:
    ids = clients(3)
    Claim(f"number:{FIRST_NUMBER + 1}", holder="someone else").save()

    given = assign_numbers(ids, now=NOW)

    assert len(set(given.values())) == 3
    assert FIRST_NUMBER + 1 not in given.values()


def test_of_eight_racing_consumers_each_client_gets_one_number(tables: object) -> None:
    ids = clients(20)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: assign_numbers(ids, now=NOW), range(8)))

    assert len(numbers()) == len(set(numbers())) == 20
    holders = [claim.holder for claim in Claim.scan() if claim.claim.startswith("number:")]
    assert sorted(holders) == ids


def test_a_merged_client_gets_no_number(tables: object) -> None:
    (client_id,) = clients(1)
    Client(client_id).update([Client.merged_into.set("other")])

    assert assign_numbers([client_id], now=NOW) == {}
