"""The directory follows the clients' records, however often and in whatever order it is told to."""

import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.domain.directory import Entry, entries
from chalicelib.flows.index_client import TOGETHER, index_clients
from chalicelib.models.client import Client
from chalicelib.models.directory import count as count_clients
from chalicelib.models.directory import counted_in_words, standing
from tests.engine import Engine

JANE, TOM = "cjane", "ctom"
NAMES = ("Jane", "Janet", "Sara", "Zoë")


def store(client_id: str, now: datetime, **values: Any) -> Client:
    client = Client(client_id, client_ref=client_id, created_at=now, created_on=now.date(), **values)
    client.save()
    return client


def stands(engine: Engine, client_id: str) -> set[Entry]:
    """Where the client stands, by the rows under the headings."""
    return {
        Entry(row["heading"], row["place"])
        for row in engine.rows("directory")
        if row["client_id"] == client_id and row["place"] != "stands"
    }


def should(client_id: str) -> frozenset[Entry]:
    return entries(Client.get(client_id).attribute_values, "US")


def index(*client_ids: str) -> None:
    assert index_clients(client_ids, country="US") == set()


def test_a_client_is_put_under_its_headings_and_moved_when_it_changes(tables: Engine, now: datetime) -> None:
    client = store(JANE, now, first_name="Jane", last_name="Doe", status_id="lead", groups=["vip", "press"])
    index(JANE)
    assert stands(tables, JANE) == should(JANE)
    client.update([Client.last_name.set("Roe"), Client.status_id.remove(), Client.groups.set(["vip"])])
    index(JANE)
    assert stands(tables, JANE) == should(JANE)
    assert standing("group#press").client_ids == []
    assert standing("group#vip").places == ["roe jane#cjane"]


@pytest.mark.parametrize(
    "end",
    [
        lambda client, now: client.update([Client.merged_into.set(TOM)]),
        lambda client, now: client.update([Client.erased_at.set(now)]),
        lambda client, now: client.delete(),
    ],
    ids=["joined", "erased", "removed"],
)
def test_a_client_who_is_no_more_stands_nowhere(
    tables: Engine, now: datetime, end: Callable[[Client, datetime], object]
) -> None:
    client = store(JANE, now, first_name="Jane", status_id="lead", birthday_on=date(1990, 2, 3))
    index(JANE)
    end(client, now)
    index(JANE)
    assert stands(tables, JANE) == set()


def test_what_moves_nothing_costs_two_reads(tables: Engine, now: datetime) -> None:
    client = store(JANE, now, first_name="Jane")
    index(JANE)
    client.update([Client.allow_marketing.set(True)])
    before, requests = tables.images(), tables.requests
    index(JANE)
    assert tables.requests - requests == 2
    assert tables.images() == before


def test_many_new_clients_share_their_transactions(tables: Engine, now: datetime) -> None:
    names = [f"c{number}" for number in range(40)]
    for name in names:
        store(name, now, first_name="Jane", last_name=f"Number {name}", status_id="lead")
    requests = tables.requests
    index(*names)
    assert tables.requests - requests <= 2 + 40 * 8 / 90 + 1
    assert count_clients("status#lead", 1000) == 40


@pytest.mark.parametrize("seed", range(10))
def test_any_number_of_deliveries_in_any_order_ends_the_same(
    tables: Engine, now: datetime, seed: int
) -> None:
    chance = random.Random(seed)
    store(JANE, now, first_name="Jane")
    deliveries = 0
    for _ in range(30):
        if chance.random() < 0.5:
            index(JANE)
            deliveries += 1
        Client(JANE).update(
            [
                Client.first_name.set(chance.choice(NAMES)),
                Client.groups.set(chance.sample(["vip", "press", "school"], chance.randrange(4))),
            ]
        )
    index(JANE)
    assert stands(tables, JANE) == should(JANE)
    assert deliveries > 0


def test_one_who_comes_late_with_an_old_record_puts_nothing_back(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = store(JANE, now, first_name="Jane")
    index(JANE)
    client.update([Client.first_name.set("Sara")])
    read = Client.batch_get
    rounds: list[str] = []

    def late(*args: Any, **options: Any) -> list[Client]:
        """Reads, and is overtaken by another who sees a newer record."""
        found = list(read(*args, **options))
        rounds.append("read")
        if len(rounds) == 1:
            monkeypatch.setattr(Client, "batch_get", read)
            Client(JANE).update([Client.first_name.set("Zoe")])
            index(JANE)
            monkeypatch.setattr(Client, "batch_get", late)
        return found

    monkeypatch.setattr(Client, "batch_get", late)
    index(JANE)
    assert rounds == ["read", "read"]
    assert {entry.place for entry in stands(tables, JANE)} == {"zoe#cjane"}
    assert stands(tables, JANE) == should(JANE)


def test_a_client_with_very_many_places_is_moved_step_by_step(tables: Engine, now: datetime) -> None:
    client = store(JANE, now, first_name="Jane", groups=[f"group{number}" for number in range(3 * TOGETHER)])
    index(JANE)
    assert stands(tables, JANE) == should(JANE)
    client.update([Client.groups.set([f"other{number}" for number in range(2 * TOGETHER)])])
    index(JANE)
    assert stands(tables, JANE) == should(JANE)


def test_a_count_stops_where_it_is_told_to(tables: Engine, now: datetime) -> None:
    for number in range(5):
        store(f"c{number}", now, first_name="Jane", status_id="lead")
    index(*(f"c{number}" for number in range(5)))
    requests = tables.requests
    assert [count_clients("status#lead", limit) for limit in (3, 5, 1000)] == [3, 5, 5]
    assert tables.requests - requests == 3
    assert counted_in_words(1000, 1000) == "1,000 or more"
    assert counted_in_words(5, 1000) == "5"
