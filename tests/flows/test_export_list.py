"""A list becomes a file that imports read as the same clients, in parts, whatever breaks in between."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.client_export import HEADER
from chalicelib.domain.client_list import ClientList
from chalicelib.domain.columns import read_header
from chalicelib.domain.csv_rows import BYTE_ORDER_MARK, records
from chalicelib.domain.row import UNCHANGED, Kind, Row
from chalicelib.domain.studio import ListItem, Status
from chalicelib.flows.begin_export import begin_export
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.record_client import record_clients
from chalicelib.models.client import Client
from chalicelib.models.export import Export
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from tests.engine import Engine
from tests.flows import crowd, studios

ACTOR = Actor(role=Role.OPERATOR, request_id="request-1")
ALL = ClientList("all", "", "All clients by name", "all")


@dataclass
class Writer:
    """The function that writes, with its files and its time."""

    files: FakeFiles = field(default_factory=FakeFiles)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    parts_in_time: int = 1000
    part_rows: int = 2000

    def begin(self, now: datetime, wanted: ClientList = ALL, actor: Actor = ACTOR) -> str:
        return begin_export(wanted, actor=actor, functions=self.functions, function_name="writes", now=now)

    def run(self, now: datetime, *, studio: Any = studios.STUDIO) -> int:
        """Everything that was set going, until nothing is; how often the function ran."""
        runs = 0
        while self.functions.started:
            _, payload = self.functions.started.pop(0)
            runs += 1
            self.once(payload["export"], now, studio=studio)
        return runs

    def once(self, export_id: str, now: datetime, *, studio: Any = studios.STUDIO) -> Export | None:
        left = iter(range(self.parts_in_time - 1, -1, -1))
        means = Means(
            files=self.files,
            is_time_up=lambda: not next(left),
            go_on=lambda each: self.functions.start("writes", {"export": each}),
            part_rows=self.part_rows,
        )
        return export_list(export_id, studio, means=means, now=now)

    def rows(self, export_id: str) -> list[dict[str, str]]:
        """The file as a spreadsheet shows it."""
        body = self.files.held[f"exports/{export_id}.csv"]
        assert body.startswith(BYTE_ORDER_MARK)
        return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))

    def imported(self, export_id: str) -> list[Row]:
        """The file as an import reads it."""
        body = self.files.held[f"exports/{export_id}.csv"].removeprefix(BYTE_ORDER_MARK)
        first, *others = records(body, line=1, is_last=True)
        header = read_header(Kind.CLIENTS, first.cells)
        assert not header.fault
        assert not header.unknown
        return [_row(header.columns, each.cells) for each in others]


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return Row({column: cell for column, cell in zip(columns, cells, strict=True) if cell.strip()})


def jane(now: datetime, **values: Any) -> Client:
    told: dict[str, Any] = {
        "client_ref": "C-1",
        "client_number": 1042,
        "first_name": "Jane",
        "last_name": "O’Brien",
        "salutation": "Mrs.",
        "company": "=cmd|' /C calc'!A0",
        "address": "1 Main Street",
        "city": "Zürich",
        "emails": ["jane@x.example", "j2@x.example"],
        "phones": [
            {"label": "Mobile", "number": "+15551234567", "sms": True},
            {"label": "Home", "number": "ask her", "sms": False},
            {"label": "Cottage", "number": "+15557654321", "sms": False},
        ],
        "status_id": "prospect",
        "status_reason_id": "moved",
        "lead_source_id": "web",
        "groups": ["vip"],
        "organization_id": "oak",
        "location_id": "main",
        "referred_by": "ctom",
        "birthday_on": date(1990, 2, 3),
        "custom_text_1": "@home",
        "call_warning": "-never at night",
        "saturday_only": True,
        "allow_marketing": True,
        "notes": 'First\n=second\n\nthird, "quoted"; +4',
        **values,
    }
    client = Client("cjane", created_at=now, created_on=date(2026, 11, 1), **told)
    client.save()
    Client("ctom", client_ref="C-9", first_name="Tom", created_at=now, created_on=date(2026, 1, 1)).save()
    return client


def exported(now: datetime, *client_ids: str, studio: Any = studios.STUDIO) -> tuple[Writer, str]:
    index_clients(client_ids, country="US")
    writer = Writer()
    export_id = writer.begin(now)
    writer.run(now, studio=studio)
    return writer, export_id


def test_a_row_has_every_column_of_a_file_of_clients(tables: Engine, now: datetime) -> None:
    jane(now)
    writer, export_id = exported(now, "cjane")
    (row,) = writer.rows(export_id)
    assert tuple(row) == HEADER
    assert {name: cell for name, cell in row.items() if cell} == {
        "client_ref": "C-1",
        "client_number": "1042",
        "first_name": "Jane",
        "last_name": "O’Brien",
        "salutation": "Mrs.",
        "company": "'=cmd|' /C calc'!A0",
        "address": "1 Main Street",
        "city": "Zürich",
        "email": "jane@x.example; j2@x.example",
        "mobile": "'+15551234567",
        "home_phone": "ask her",
        "allow_sms": "yes",
        "more_phones": "Cottage: +15557654321",
        "status": "Prospect",
        "status_reason": "Moved away",
        "lead_source": "Website",
        "groups": "VIP",
        "organization": "Oak Hill School",
        "location_ref": "Main Street",
        "referred_by": "C-9",
        "birthday_on": "1990-02-03",
        "custom_text_1": "'@home",
        "call_warning": "'-never at night",
        "saturday_only": "yes",
        "allow_marketing": "yes",
        "allow_email_marketing": "no",
        "notes": 'First\n\'=second\n\nthird, "quoted"; +4',
        "created_on": "2026-11-01",
    }


def test_what_was_exported_is_imported_without_a_change(tables: Engine, now: datetime) -> None:
    told = {"client_ref": "C-1", "first_name": "Jane", "last_name": "Doe", "notes": "-a\n+b"}
    told |= {"mobile": "+15551234567", "home_phone": "n/a", "allow_sms": "yes", "email": "j@x.example"}
    told |= {"status": "Prospect", "status_reason": "Moved away", "groups": "VIP", "company": "=1+1"}
    told |= {"organization": "oak hill", "location_ref": "main", "lead_source": "Website"}
    told |= {"updated_at": "2026-11-01T10:00", "created_on": "2026-10-01", "client_number": "7"}
    other = {"client_ref": "C-2", "last_name": "Roe", "referred_by": "C-1"}
    record_clients([studios.row(**told), studios.row(**other)], studios.HISTORY, now=now)
    ids = [each.client_id for each in Client.scan()]
    writer, export_id = exported(now, *ids)
    rows = writer.imported(export_id)
    assert len(rows) == 2
    before = tables.images()
    assert record_clients(rows, studios.HISTORY, now=now) == [UNCHANGED, UNCHANGED]
    assert tables.images() == before


def test_an_item_that_its_description_does_not_find_goes_by_its_id(tables: Engine, now: datetime) -> None:
    items = {
        **studios.STUDIO.items,
        ("group", "vip"): ListItem(kind="group", item_id="vip", description="VIP", inactive=True),
        ("group", "a"): ListItem(kind="group", item_id="a", description="A; B"),
    }
    statuses = {**studios.STUDIO.statuses, "x": Status(status_id="x", description="Prospect")}
    studio = replaced(studios.STUDIO, items=items, statuses=statuses)
    client = jane(now, groups=["vip", "a", "deleted"], status_id="x", status_reason_id=None)
    writer, export_id = exported(now, "cjane", studio=studio)
    (row,) = writer.rows(export_id)
    assert (row["groups"], row["status"]) == ("vip; a", "x")
    (again,) = writer.imported(export_id)
    record_clients([again], studio, now=now)
    assert Client.get(client.client_id).groups == ["vip", "a", "deleted"]


@pytest.mark.parametrize(("parts_in_time", "runs"), [(1000, 1), (1, 5), (2, 3)])
def test_a_long_list_is_written_in_parts_by_as_many_functions_as_it_takes(
    tables: Engine, now: datetime, parts_in_time: int, runs: int
) -> None:
    crowd.gather(tables, 700)
    writer = Writer(parts_in_time=parts_in_time, part_rows=200)
    export_id = writer.begin(now)
    assert writer.run(now) == runs
    found = Export.find(export_id, now)
    assert found is not None
    assert (found.state, found.parts, found.clients) == ("finished", 4, 700)
    numbers = [int(row["client_number"]) for row in writer.rows(export_id)]
    assert sorted(numbers) == list(range(1, 701))
    names = [f"{row['last_name']} {row['first_name']}".lower() for row in writer.rows(export_id)]
    assert names == sorted(names)


def test_only_the_list_that_was_asked_for_is_written(tables: Engine, now: datetime) -> None:
    crowd.gather(tables, 40)
    writer = Writer()
    export_id = writer.begin(now, ClientList("status", "lead", "Status: Lead", "status#lead"))
    due = ClientList("status_due", "", "Overdue", "status_due", until="2026-01-10~")
    other_id = writer.begin(now, due, replaced(ACTOR, request_id="request-2"))
    writer.run(now)
    assert {int(row["client_number"]) % 4 for row in writer.rows(export_id)} == {2}
    assert [int(row["client_number"]) for row in writer.rows(other_id)] == list(range(1, 10))


def test_one_request_begins_one_export_and_leaves_one_trace(tables: Engine, now: datetime) -> None:
    writer = Writer()
    assert writer.begin(now) == writer.begin(now)
    (trace,) = tables.rows("audit")
    assert (trace["what"], trace["role"], trace["after"]["list"]) == (
        "export",
        "operator",
        "All clients by name",
    )
    assert len(tables.rows("drafts")) == 1


def test_two_who_write_at_once_write_one_file(tables: Engine, now: datetime) -> None:
    crowd.gather(tables, 300)
    writer = Writer(part_rows=100, parts_in_time=1)
    export_id = writer.begin(now)
    behind = Export.find(export_id, now)
    assert behind is not None
    writer.once(export_id, now)
    assert not behind.stand_behind("x", clients=100, is_read=False, now=now)
    writer.functions.started *= 2  # Lambda may deliver twice.
    writer.run(now)
    assert len(writer.rows(export_id)) == 300


def test_there_is_nothing_to_write_for_an_export_that_is_gone(tables: Engine, now: datetime) -> None:
    assert Writer().once("nothing", now) is None
