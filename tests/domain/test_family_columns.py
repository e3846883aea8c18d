"""The family and further phones of a client's row: read as they are written."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.cells import Cells
from chalicelib.domain.client_export import HEADER, export_row
from chalicelib.domain.client_row import changes, read_client
from chalicelib.domain.family_columns import family_cells, is_same_family, read_family
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.spreadsheet import unguarded
from chalicelib.domain.studio import ListItem, Preferences, Studio

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
STUDIO = Studio(
    preferences=Preferences(),
    items={
        ("family_relationship", "child"): ListItem(
            kind="family_relationship", item_id="child", description="Child"
        )
    },
)
BEA = {
    "family_1_first_name": "Bea",
    "family_1_last_name": "Lake",
    "family_1_relationship": "child",
    "family_1_birthday_on": "2015-02-28",
    "family_1_phone": "(201) 555-0123",
    "family_1_email": "bea@people.example",
    "family_1_secondary_contact": "yes",
}


def read(cells: dict[str, str]) -> list[dict[str, object]] | None:
    return read_family(Cells(cells, ZoneInfo("UTC")), STUDIO)


def test_a_member_is_read_with_everything_that_staff_could_type() -> None:
    assert read(BEA) == [
        {
            "first_name": "Bea",
            "last_name": "Lake",
            "relationship_id": "child",
            "birthday_on": "2015-02-28",
            "phones": [{"label": "Mobile", "number": "+12015550123", "sms": False}],
            "email": "bea@people.example",
            "secondary_contact": True,
        }
    ]


def test_a_row_without_a_family_says_nothing_of_it() -> None:
    assert read({"first_name": "Ann"}) is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"family_2_email": "bea@people.example"}, "family_2_first_name"),
        (BEA | {"family_1_email": "bea"}, "family_1_email"),
        (BEA | {"family_1_relationship": "Cousin"}, "family_1_relationship"),
        (BEA | {"family_1_birthday_on": "28.2.2015"}, "family_1_birthday_on"),
        (
            BEA | {"family_2_first_name": "Cy", "family_2_secondary_contact": "yes"},
            "family_2_secondary_contact",
        ),
    ],
)
def test_a_member_that_makes_no_sense_is_refused_at_its_column(cells: dict[str, str], column: str) -> None:
    with pytest.raises(Bad) as refused:
        read(cells)
    assert refused.value.column == column


def test_what_is_exported_is_read_as_the_same_family() -> None:
    family = read(BEA | {"family_3_last_name": "Hill"})
    assert family is not None
    again = read({name: text for name, text in family_cells(family, STUDIO) if text})
    assert again == family
    assert is_same_family(family, [{**each, "key": "x"} for each in family])


def test_a_client_exported_and_brought_in_again_changes_nothing() -> None:
    client = {
        "client_id": "c1",
        "client_ref": "C-1",
        "first_name": "Ann",
        "phones": [
            {"label": "Mobile", "number": "+12015550123", "sms": True},
            {"label": "Studio", "number": "+12015550199", "sms": False},
        ],
        "family": read(BEA),
        "groups": [],
        "allow_marketing": False,
        "allow_email_marketing": False,
        "saturday_only": False,
    }
    cells = dict(zip(HEADER, map(unguarded, export_row(client, None, STUDIO)), strict=True))
    row = read_client(Row({name: text for name, text in cells.items() if text}), STUDIO)
    assert changes(row, client, STUDIO, NOW) == {}


@pytest.mark.parametrize("text", ["+12015550100", "Fax:", ": +12015550100"])
def test_a_number_without_its_label_is_refused(text: str) -> None:
    with pytest.raises(Bad, match="more_phones"):
        read_client(Row({"client_ref": "C-1", "more_phones": text}), STUDIO)
