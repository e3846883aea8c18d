"""Our dataclasses as plain values and back, so that one table can hold any of them."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """`value` as text, whole numbers, booleans, lists and maps; dates as `2026-11-22`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """The dataclass `kind` of what `to_plain` gave. A field that is absent keeps its default.

    Fields that `kind` does not have are left out, so that an older function reads a newer record.
    """
    hints = get_type_hints(kind)
    names = {each.name for each in dataclasses.fields(cast("Any", kind))}
    return kind(**{name: _value(hints[name], plain[name]) for name in names & plain.keys()})


def _value(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = [each for each in get_args(kind) if each is not type(None)]
        return _value(inner, plain)
    if origin is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in plain)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _value(get_args(kind)[1], item) for key, item in plain.items()}
    if dataclasses.is_dataclass(kind):
        return from_plain(cast("Any", kind), plain)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    if isinstance(kind, type) and (issubclass(kind, Enum) or (issubclass(kind, int) and kind is not bool)):
        return kind(plain)
    return plain
