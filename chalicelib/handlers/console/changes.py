"""What operators changed, in rows for a table: when, what, by whom, before and after."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.studio import Studio
from chalicelib.handlers.widgets.blocks import Cell
from chalicelib.models.audit import AuditRecord

VALUE_MAX = 200


def change_rows(records: Iterable[AuditRecord], studio: Studio) -> list[list[Cell]]:
    """Each record as a row of when, what, by, before, after and request."""
    zone = studio.preferences.local_zone()
    rows: list[list[Cell]] = []
    for record in records:
        rows.append(
            [
                f"{record.instant.astimezone(zone):%Y-%m-%d %H:%M}",
                record.what.replace("_", " "),
                record.role,
                in_words(record.before),
                in_words(record.after),
                record.request_id,
            ]
        )
    return rows


def in_words(values: Mapping[str, Any]) -> str:
    """Fields and values as one line, each value cut where it is long."""
    return "; ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "{" + in_words(value) + "}"
    if isinstance(value, list):
        return ", ".join(_value(each) for each in value) or "none"
    text = "none" if value in (None, "") else str(value)
    return text if len(text) <= VALUE_MAX else text[: VALUE_MAX - 1] + "…"
