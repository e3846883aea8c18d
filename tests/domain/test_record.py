import json
from pathlib import Path
from typing import Any

import pytest

import chalicelib
from chalicelib.domain.columns import COLUMNS, EVERYWHERE
from chalicelib.domain.record import KINDS, LISTS, WHOLE, YES_NO, read_record
from chalicelib.domain.row import Bad, Kind

SCHEMA = json.loads(
    (Path(chalicelib.__file__).parent / "templates" / "schema" / "record.schema.json").read_text()
)


def test_a_record_is_the_row_that_a_file_would_have():
    kind, row = read_record(
        {
            "kind": "client",
            "client_ref": "C-1",
            "email": ["a@example.com", "b@example.com"],
            "client_number": 7,
            "allow_marketing": True,
            "saturday_only": False,
            "city": None,
            "notes": "",
        }
    )
    assert kind is Kind.CLIENTS
    assert row.cells == {
        "client_ref": "C-1",
        "email": "a@example.com; b@example.com",
        "client_number": "7",
        "allow_marketing": "yes",
        "saturday_only": "no",
    }


@pytest.mark.parametrize(
    ("record", "column"),
    [
        (None, ""),
        ([], ""),
        ({}, "kind"),
        ({"kind": "letter"}, "kind"),
        ({"kind": "client"}, "client_ref"),
        ({"kind": "client", "client_ref": 7}, "client_ref"),
        ({"kind": "client", "client_ref": "C-1", "color": "red"}, "color"),
        ({"kind": "client", "client_ref": "C-1", "client_number": True}, "client_number"),
        ({"kind": "client", "client_ref": "C-1", "groups": ["a", 1]}, "groups"),
        ({"kind": "client", "client_ref": "C-1", "saturday_only": 1}, "saturday_only"),
        ({"kind": "invoice", "invoice_ref": "I-1"}, "client_ref"),
        ({"kind": "invoice", "invoice_ref": "I-1", "client_ref": "C-1", "total": 29.33}, "total"),
        ({"kind": "session", "session_ref": "S-1"}, "client_ref"),
    ],
)
def test_anything_else_is_refused_by_its_field(record, column):
    with pytest.raises(Bad) as refused:
        read_record(record)
    assert refused.value.column == column


@pytest.mark.parametrize("name", list(KINDS))
def test_the_schema_speaks_of_exactly_these_fields(name):
    described = SCHEMA["$defs"][name]
    assert set(described["properties"]) == {"kind", *COLUMNS[KINDS[name]], *EVERYWHERE}
    assert described["additionalProperties"] is False


def test_the_schema_tells_of_lists_numbers_and_yes_or_no():
    fields: dict[str, Any] = SCHEMA["$defs"]["client"]["properties"]
    assert {each for each, how in fields.items() if how == {"$ref": "#/$defs/list"}} == LISTS
    assert {each for each, how in fields.items() if how == {"$ref": "#/$defs/yes_no"}} == YES_NO
    assert {each for each, how in fields.items() if "integer" in how.get("type", ())} == WHOLE
