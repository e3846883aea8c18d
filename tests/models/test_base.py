"""Values go to the table and come back as they were, and nothing doubtful gets that far."""

from datetime import date
from typing import Any

import pytest

from chalicelib.domain.money import Cents, NotMoney
from chalicelib.models.base import (
    CentsAttribute,
    DayAttribute,
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    client,
    from_dynamodb,
    table_name,
    to_dynamodb,
)
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.notice import Notice
from tests.engine import Engine


@pytest.mark.parametrize(
    ("plain", "stored"),
    [
        (None, {"NULL": True}),
        (True, {"BOOL": True}),
        (False, {"BOOL": False}),
        (0, {"N": "0"}),
        (-1, {"N": "-1"}),
        (Cents(2933), {"N": "2933"}),
        ("", {"S": ""}),
        ("Ṣọlá", {"S": "Ṣọlá"}),
        ([], {"L": []}),
        ([1, ["a"]], {"L": [{"N": "1"}, {"L": [{"S": "a"}]}]}),
        ({"a": {"b": None}}, {"M": {"a": {"M": {"b": {"NULL": True}}}}}),
    ],
)
def test_a_plain_value_comes_back_as_it_was(plain: Any, stored: dict[str, Any]) -> None:
    assert to_dynamodb(plain) == stored
    assert from_dynamodb(stored) == plain
    assert type(from_dynamodb(to_dynamodb(plain))) is type(int(plain) if isinstance(plain, Cents) else plain)


def test_a_tuple_comes_back_as_a_list() -> None:
    assert from_dynamodb(to_dynamodb(("a", "b"))) == ["a", "b"]


@pytest.mark.parametrize("doubtful", [1.5, b"bytes", date(2026, 11, 22), {"a": 0.1}, [object()], {1, 2}])
def test_what_is_not_plain_is_refused(doubtful: Any) -> None:
    with pytest.raises(TypeError):
        to_dynamodb(doubtful)


@pytest.mark.parametrize("value", [1.0, True, "1", None, 10**11])
def test_only_cents_reach_a_cents_attribute(value: Any) -> None:
    with pytest.raises(NotMoney):
        CentsAttribute().serialize(value)


def test_cents_come_back_as_cents() -> None:
    found = CentsAttribute().deserialize(CentsAttribute().serialize(2933))
    assert (found, type(found)) == (2933, Cents)


@pytest.mark.parametrize("value", [1.0, True, "1", None, Cents(1)])
def test_only_whole_numbers_that_are_not_money_reach_a_whole_attribute(value: Any) -> None:
    with pytest.raises(TypeError):
        WholeAttribute().serialize(value)


@pytest.mark.parametrize("value", [date(2026, 2, 28), "2026-02-28"])
def test_a_day_is_stored_as_it_is_read(value: Any) -> None:
    assert DayAttribute().serialize(value) == "2026-02-28"
    assert DayAttribute().deserialize("2026-02-28") == date(2026, 2, 28)


@pytest.mark.parametrize("value", ["2026-02-29", "22.11.2026", ""])
def test_no_day_is_no_day(value: str) -> None:
    with pytest.raises(ValueError, match=r"day|isoformat|month"):
        DayAttribute().serialize(value)


def test_maps_and_lists_hold_plain_values() -> None:
    values = {"a": [1, {"b": "c"}], "d": None}
    assert PlainMapAttribute().deserialize(PlainMapAttribute().serialize(values)) == values
    assert PlainListAttribute().deserialize(PlainListAttribute().serialize([values])) == [values]


def test_every_model_uses_the_one_client(tables: Engine) -> None:
    models: list[type[Table]] = [Claim, Client, Invoice, Notice]
    assert {id(model._get_connection().connection.client) for model in models} == {id(client())}


def test_time_outs_are_far_below_the_gateways(tables: Engine) -> None:
    config = client().meta.config
    tries = config.retries["total_max_attempts"]
    assert (config.connect_timeout + config.read_timeout) * tries <= 12


def test_a_noun_has_its_tables_name() -> None:
    assert table_name("clients") == "tests-clients"
    with pytest.raises(KeyError):
        table_name("client")
