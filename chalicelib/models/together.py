"""Rows of several tables in one call, strongly consistent."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.models import transaction
from chalicelib.models.base import Table, client, to_dynamodb

TRIES = 6


class Unread(RuntimeError):
    """The tables gave back only a part, time after time: they are overloaded."""


def read_together(wanted: Mapping[type[Table], Sequence[Mapping[str, str]]]) -> list[Table]:
    """The rows that exist of `wanted`, at most 100 keys: one call, unless the tables are too busy for it.

    A key is given by its attributes' names. Raises Unread.
    """
    models = {model.Meta.table_name: model for model in wanted}
    asked: dict[str, Any] = {
        model.Meta.table_name: {
            "Keys": [{name: to_dynamodb(value) for name, value in key.items()} for key in keys],
            "ConsistentRead": True,
        }
        for model, keys in wanted.items()
    }
    rows: list[Table] = []
    for attempt in range(TRIES):
        answer = client().batch_get_item(RequestItems=asked)
        for name, items in answer["Responses"].items():
            rows += [models[name].from_raw_data(item) for item in items]
        asked = answer.get("UnprocessedKeys") or {}
        if not asked:
            return rows
        transaction.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - jitter guards no secret
    raise Unread("a BatchGetItem stays unanswered in part")
