"""A wrong deploy fails at its start, in words."""

from typing import Any

import pytest

from chalicelib.settings import NOUNS, MissingSetting, load
from tests.template import environment


def test_the_templates_variables_are_enough() -> None:
    settings = load(environment())
    assert set(settings.tables) == set(NOUNS)
    assert len(settings.form_keys) == len(settings.link_keys) == len(settings.contact_keys) == 2


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TABLE_LEDGER": None}, "TABLE_LEDGER"),
        ({"TABLE_LEDGER": "  "}, "TABLE_LEDGER"),
        ({"BUCKET": None}, "BUCKET"),
        ({"FAN_OUT_CLIENTS": "0"}, "FAN_OUT_CLIENTS"),
        ({"FAN_OUT_CLIENTS": "many"}, "FAN_OUT_CLIENTS"),
    ],
)
def test_what_is_missing_or_wrong_is_named(change: dict[str, Any], named: str) -> None:
    given = {name: value for name, value in {**environment(), **change}.items() if value is not None}
    with pytest.raises(MissingSetting, match=named):
        load(given)


def test_a_function_without_a_purposes_keys_has_none_of_them() -> None:
    given = {name: value for name, value in environment().items() if name != "FORM_KEYS"}
    assert load(given).form_keys == ()


def test_keys_are_never_shown() -> None:
    assert "form-key" not in repr(load(environment()))
