"""The directory's consumer: records of the clients' stream, as DynamoDB sends them."""

from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.flows.index_client import index_clients
from chalicelib.handlers import directory
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from tests.engine import Engine
from tests.flows import crowd


def save(client_id: str, now: datetime, **values: Any) -> Client:
    client = Client(client_id, client_ref=client_id, created_at=now, created_on=date(2026, 11, 21), **values)
    client.save()
    return client


def test_what_the_stream_tells_is_found(tables: Engine, now: datetime) -> None:
    studio.save_preferences(studio.load().preferences)
    jane = save("jane", now, first_name="Jane", phones=[{"label": "Home", "number": "(555) 123-4567"}])
    save("tom", now, first_name="Tom")
    jane.update([Client.first_name.set("Sara")])

    answer = directory.index({"Records": tables.changes("clients")}, None)

    assert answer == {"batchItemFailures": []}
    assert standing("all").places == ["sara#jane", "tom#tom"]
    assert standing("name#j").places == []
    assert standing("phone#+15551234567").client_ids == ["jane"]
    before = tables.images()
    assert directory.index({"Records": tables.changes("clients")[::-1]}, None) == answer
    assert tables.images() == before


def test_one_client_that_fails_comes_again_alone(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client_id in ("ann", "bob", "cat"):
        save(client_id, now, first_name=client_id)

    def broken(client_ids: list[str], **options: Any) -> set[str]:
        if "bob" in client_ids:
            raise RuntimeError("a record edited by hand")
        return index_clients(client_ids, **options)

    monkeypatch.setattr("chalicelib.handlers.directory.index_clients", broken)
    records = tables.changes("clients")
    (of_bob,) = [each for each in records if each["dynamodb"]["Keys"]["client_id"]["S"] == "bob"]

    answer = directory.index({"Records": records}, None)

    number = of_bob["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}]}
    assert standing("all").client_ids == ["ann", "cat"]


class Short:
    """A function that has no time left after each page."""

    def get_remaining_time_in_millis(self) -> int:
        return 0


def test_by_hand_every_client_is_indexed_as_time_allows(tables: Engine, now: datetime) -> None:
    crowd.gather(tables, 250)
    rows = {(row["heading"], row["place"]) for row in tables.rows("directory")}
    tables.empty()
    crowd.people(tables, 250)
    answers = [directory.index({"rebuild": True}, Short())]
    while answers[-1]["after"]:
        answers.append(directory.index({"rebuild": True, "after": answers[-1]["after"]}, Short()))
    assert [answer["clients"] for answer in answers] == [100, 100, 50]
    stand = {(row["heading"], row["place"]) for row in tables.rows("directory") if row["place"] != "stands"}
    assert stand == rows
