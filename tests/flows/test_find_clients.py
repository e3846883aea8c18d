"""Finding costs the same however many clients there are: two calls and fifty items."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import pytest

from chalicelib.domain.client_search import Sought, sought
from chalicelib.domain.directory import AFTER_ALL, email_heading
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.flows.find_clients import SHOWN, Found, find_clients, list_clients
from chalicelib.models import base
from tests.engine import Engine
from tests.flows import crowd

FEW, MANY = 5_000, 100_000
CALLS_MAX, ITEMS_MAX = 2, 50
ZUZANNA = client_id_of_ref("crowd-1")


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Calls and items of DynamoDB, as its answers show them."""
    seen: Counter[str] = Counter()

    def count(parsed: dict[str, Any], **_: Any) -> None:
        seen["calls"] += 1
        seen["items"] += len(parsed.get("Items", ())) + ("Item" in parsed)
        seen["items"] += sum(len(rows) for rows in parsed.get("Responses", {}).values())

    client = base.client()
    client.meta.events.register("after-call.dynamodb", count)
    try:
        yield seen
    finally:
        client.meta.events.unregister("after-call.dynamodb", count)


def find(typed: str, **cursor: str) -> Found:
    wanted = sought(typed, "US")
    assert isinstance(wanted, Sought)
    with counted() as seen:
        found = find_clients(wanted, **cursor)
    assert seen["calls"] <= CALLS_MAX
    assert seen["items"] <= ITEMS_MAX
    return found


def ids(found: Found) -> list[str]:
    return [each.client.client_id for each in found.clients]


@pytest.mark.parametrize("size", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_anyone_is_found_by_two_calls_and_fifty_items_at_any_number_of_clients(
    tables: Engine, size: int
) -> None:
    crowd.gather(tables, size)
    three = sorted(client_id_of_ref(f"crowd-{number}") for number in (1, 2, 3))
    for typed, expected in [
        ("zuzanna", three),
        ("Quist, Zuz", three),
        (f"person{size}@crowd.example", [client_id_of_ref(f"crowd-{size}")]),
        ("(201) 000-0001", [ZUZANNA]),
        (str(size), [client_id_of_ref(f"crowd-{size}")]),
        ("lr 7k3q x9md", [ZUZANNA]),
        ("nobody at all", []),
        ("nobody@crowd.example", []),
        (str(size + 1), []),
        ("LR-2222-2222", []),
    ]:
        assert ids(find(typed)) == expected, typed
    assert len(find("ma").clients) > 0
    with counted() as seen:
        page = list_clients("status#prospect")
        later = list_clients("status#prospect", after=page.after)
        due = list_clients("status_due", until=f"2026-11-22{AFTER_ALL}")
    assert seen["calls"] == 3 * CALLS_MAX
    assert seen["items"] <= 3 * ITEMS_MAX
    assert len({*ids(page), *ids(later)}) == 2 * SHOWN
    assert {each.client.status_id for each in page.clients} == {"prospect"}
    assert due.clients[0].place.startswith("2026-01-01#")


def test_pages_go_to_the_end_and_back_over_the_same_places(tables: Engine) -> None:
    crowd.gather(tables, 4 * 60)
    there: list[list[str]] = []
    found = list_clients("status#lead")
    while True:
        there.append([each.place for each in found.clients])
        if not found.after:
            break
        found = list_clients("status#lead", after=found.after)
    assert [len(page) for page in there] == [24, 24, 12]
    assert list(chain(*there)) == sorted(chain(*there))
    back = []
    while found.before:
        found = list_clients("status#lead", before=found.before)
        back.append([each.place for each in found.clients])
    assert back == there[-2::-1]


def test_a_cursor_stays_good_when_its_client_has_gone(tables: Engine) -> None:
    crowd.gather(tables, 4 * 30)
    page = list_clients("status#lead")
    expected = ids(list_clients("status#lead", after=page.after))
    _remove("status#lead", page.after)
    assert ids(list_clients("status#lead", after=page.after)) == expected


def test_who_is_two_ways_on_a_page_stands_there_once(tables: Engine) -> None:
    crowd.gather(tables, 1)
    engine_rows = [row["place"] for row in tables.rows("directory") if row["heading"] in ("name#z", "name#q")]
    assert len(engine_rows) == 2
    tables.load("directory", [_row("name#q", "quist zwo#x"), _row("name#q", "quist zuzanna maria#x")])
    assert ids(find("quist")) == [ZUZANNA]


@pytest.mark.parametrize(
    "change", [{"merged_into": "other"}, {"erased_at": "2026-11-22T00:00:00.000000+0000"}]
)
def test_who_was_joined_or_erased_this_second_is_on_no_list(tables: Engine, change: dict[str, str]) -> None:
    crowd.gather(tables, 1)
    (row,) = tables.rows("clients")
    tables.load("clients", [crowd._row({**row, **change})])
    assert ids(list_clients("all")) == []
    assert ids(find("person1@crowd.example")) == []


def test_only_what_a_list_shows_is_fetched(tables: Engine) -> None:
    crowd.gather(tables, 1)
    (row,) = tables.rows("clients")
    tables.load("clients", [crowd._row({**row, "notes": "x" * 1000})])
    (found,) = list_clients(email_heading("person1@crowd.example")).clients
    assert found.client.notes is None
    assert "notes" not in json.dumps(sorted(found.client.attribute_values))


def _row(heading: str, place: str) -> dict[str, Any]:
    return {"heading": {"S": heading}, "place": {"S": place}, "client_id": {"S": ZUZANNA}}


def _remove(heading: str, place: str) -> None:
    key = {"heading": {"S": heading}, "place": {"S": place}}
    base.client().delete_item(TableName="tests-directory", Key=key)
