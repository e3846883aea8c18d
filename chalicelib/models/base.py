"""What all tables share: one botocore client, short time-outs, and attributes that read well."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session
from pynamodb.attributes import Attribute
from pynamodb.connection.table import TableConnection
from pynamodb.constants import LIST, MAP, NUMBER, STRING
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib.domain.money import Cents
from chalicelib.settings import settings


@cache
def client() -> Any:
    """The one DynamoDB client of this container.

    PynamoDB makes a session and a client for each model (pynamodb/PynamoDB#876), some 0.15 s
    of cold start apiece. Time-outs are far below API Gateway's 29 s.
    """
    return get_session().create_client(
        "dynamodb",
        config=Config(
            parameter_validation=False,
            connect_timeout=1,
            read_timeout=3,
            max_pool_connections=50,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )


class Table(Model):
    """A table of ours. Subclasses name their noun in `Meta.table_name = table_name("clients")`."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        connection = super()._get_connection()
        connection.connection._client = client()
        return connection


def table_name(noun: str) -> str:
    """The deployed name of the noun's table."""
    return settings.tables[noun]


class CentsAttribute(Attribute[Cents]):
    """Whole cents; a float or a boolean cannot reach the table."""

    attr_type = NUMBER

    def serialize(self, value: Any) -> str:
        return str(int(Cents(value)))

    def deserialize(self, value: str) -> Cents:
        return Cents(int(value))


class WholeAttribute(Attribute[int]):
    """A whole number that is not money: versions, sequences, counts."""

    attr_type = NUMBER

    def serialize(self, value: Any) -> str:
        if type(value) is not int:
            raise TypeError(f"a whole number is needed, not {type(value).__name__}")
        return str(value)

    def deserialize(self, value: str) -> int:
        return int(value)


class DayAttribute(Attribute[date]):
    """A studio-local date, stored as `2026-11-22`."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else str(value.isoformat())

    def deserialize(self, value: str) -> date:
        return date.fromisoformat(value)


class PlainMapAttribute(Attribute[dict[str, Any]]):
    """A map of plain values. PynamoDB's own MapAttribute copies attribute objects for every value."""

    attr_type = MAP

    def serialize(self, value: Any) -> dict[str, Any]:
        return {key: to_dynamodb(item) for key, item in value.items()}

    def deserialize(self, value: Any) -> dict[str, Any]:
        return {key: from_dynamodb(item) for key, item in value.items()}


class PlainListAttribute(Attribute[list[Any]]):
    """A list of plain values."""

    attr_type = LIST

    def serialize(self, value: Any) -> list[Any]:
        return [to_dynamodb(item) for item in value]

    def deserialize(self, value: Any) -> list[Any]:
        return [from_dynamodb(item) for item in value]


def condition_failed(error: PynamoDBException) -> bool:
    """Whether a write was refused by its condition.

    PynamoDB's own `cause_response_code` raises AttributeError for a time-out, which has no response.
    """
    cause = error.cause
    return (
        isinstance(cause, ClientError)
        and cause.response["Error"]["Code"] == "ConditionalCheckFailedException"
    )


def to_dynamodb(value: object) -> dict[str, Any]:
    """A plain value in DynamoDB's own form. Raises TypeError for floats and anything not plain."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(int(value))}
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, Mapping):
        return {"M": {str(key): to_dynamodb(item) for key, item in value.items()}}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return {"L": [to_dynamodb(item) for item in value]}
    raise TypeError(f"{type(value).__name__} is not stored; make it text, a whole number or a list of those")


def from_dynamodb(value: Mapping[str, Any]) -> Any:
    """The plain value of DynamoDB's own form."""
    ((kind, inner),) = value.items()
    if kind == "NULL":
        return None
    if kind == "N":
        return int(inner)
    if kind == "M":
        return {key: from_dynamodb(item) for key, item in inner.items()}
    if kind == "L":
        return [from_dynamodb(item) for item in inner]
    return inner
