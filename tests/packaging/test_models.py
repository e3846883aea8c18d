"""The models and the template speak of the same tables."""

import importlib
import pkgutil
from typing import Any

import pytest

from chalicelib import models, settings
from chalicelib.models.base import Table
from tests import template

for module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"chalicelib.models.{module.name}")
# One table may hold rows of several shapes, each a model of its own.
MODELS = Table.__subclasses__()


def noun_of(model: type[Table]) -> str:
    """The noun of the model's table."""
    nouns = {name: noun for noun, name in settings.settings.tables.items()}
    return nouns[model.Meta.table_name]


def declared(model: type[Table]) -> dict[str, Any]:
    """The table as CloudFormation would be told of it, from the model."""
    schema: Any = model._get_schema()
    schema["key_schema"].sort(key=lambda key: key["KeyType"])
    indexes = {
        index["index_name"]: (_keys(index["key_schema"]), _projection(index["projection"]))
        for index in schema["global_secondary_indexes"]
    }
    return {"keys": _keys(schema["key_schema"]), "indexes": indexes}


def deployed(noun: str) -> dict[str, Any]:
    told = template.tables()[noun]
    indexes = {
        index["IndexName"]: (_keys(index["KeySchema"]), _projection(index["Projection"]))
        for index in told.get("GlobalSecondaryIndexes", [])
    }
    return {"keys": _keys(told["KeySchema"]), "indexes": indexes}


def _keys(schema: list[dict[str, str]]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in schema}


def _projection(projection: dict[str, Any]) -> tuple[str, set[str]]:
    return projection["ProjectionType"], set(projection.get("NonKeyAttributes", []))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_is_its_table(model: type[Table]) -> None:
    told, stands = declared(model), deployed(noun_of(model))
    assert told["keys"] == stands["keys"]
    # A row that no index shows needs to know of none.
    assert told["indexes"].items() <= stands["indexes"].items()


def test_every_index_of_the_template_is_read_by_a_model() -> None:
    known: dict[str, set[str]] = {noun: set() for noun in settings.NOUNS}
    for model in MODELS:
        known[noun_of(model)] |= declared(model)["indexes"].keys()
    assert known == {noun: set(deployed(noun)["indexes"]) for noun in settings.NOUNS}


def test_the_template_names_every_table_to_the_functions() -> None:
    assert template.tables().keys() == set(settings.NOUNS)
