"""One record that comes in singly, as JSON, made the row that a file would have.

The same fields in words of a schema: templates/schema/record.schema.json.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.columns import COLUMNS, EVERYWHERE, NEEDED
from chalicelib.domain.family_columns import FAMILY_COLUMNS
from chalicelib.domain.row import Bad, Kind, Row

KINDS = {
    "client": Kind.CLIENTS,
    "invoice": Kind.INVOICES,
    "session": Kind.SESSIONS,
    "reward": Kind.REWARDS,
    "enrollment": Kind.ENROLLMENTS,
}
LISTS = {"email", "groups", "marketing_plans", "more_phones"}
YES_NO = {
    *("saturday_only", "allow_marketing", "allow_email_marketing", "allow_sms"),
    *(name for name in FAMILY_COLUMNS if name.endswith("_secondary_contact")),
}
WHOLE = {"client_number"}


def read_record(record: Any) -> tuple[Kind, Row]:
    """The kind and the row of a record. Null and absent fields leave what is stored. Raises Bad.

    Amounts are text, such as "29.33": a number of JSON may have been a float on its way.
    """
    if not isinstance(record, Mapping):
        raise Bad("", "is not a JSON object")
    kind = KINDS.get(str(record.get("kind")))
    if kind is None:
        raise Bad("kind", f"is not one of {', '.join(KINDS)}")
    known = {*COLUMNS[kind], *EVERYWHERE}
    cells: dict[str, str] = {}
    for name, value in record.items():
        if name == "kind" or value is None:
            continue
        if name not in known:
            raise Bad(str(name)[:100], "is not a known field")
        if text := _text(name, value):
            cells[name] = text
    for either in NEEDED[kind]:
        if not set(either) & cells.keys():
            raise Bad(either[0], "is missing")
    return kind, Row(cells)


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and name in YES_NO:
        return "yes" if value else "no"
    if isinstance(value, int) and not isinstance(value, bool) and name in WHOLE:
        return str(value)
    if name in LISTS and isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    raise Bad(name, "is not text" if name not in YES_NO else "is neither true nor false")
