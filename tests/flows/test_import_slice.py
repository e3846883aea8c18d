import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.studio import Studio
from chalicelib.flows import import_slice as flow
from chalicelib.flows.import_file import start_import
from chalicelib.flows.import_slice import Means, import_slice
from chalicelib.flows.record_rows import Door
from chalicelib.models.account import Account
from chalicelib.models.import_run import ImportRun
from chalicelib.services.files import FakeFiles
from chalicelib.services.queue import FakeQueue
from tests.engine import Engine
from tests.flows.studios import STUDIO

CLIENTS = b"client_ref,first_name,last_name\n"
INVOICES = b"invoice_ref,client_ref,invoiced_on,total,tax,paid,paid_on\n"
DOOR = Door(new_token=lambda: "token", client_of_token=lambda _: None, source="import")


@dataclass
class Bucket:
    """A bucket whose files are imported as they are put, one slice after the other."""

    now: datetime
    studio: Studio = STUDIO
    files: FakeFiles = field(default_factory=FakeFiles)
    queue: FakeQueue = field(default_factory=FakeQueue)
    is_time_up: Callable[[], bool] = lambda: False
    uploads: int = 0

    def put(self, key: str, body: bytes) -> str | None:
        """Put a file, whose import begins."""
        self.uploads += 1
        self.files.held[key] = body
        return start_import(
            key,
            etag=f'"{self.files.etag(key)}"',
            size=len(body),
            sequencer=f"{self.uploads:04d}",
            queue=self.queue,
            now=self.now,
        )

    def slice(self, run_id: str) -> ImportRun | None:
        means = Means(self.files, self.queue, DOOR, self.is_time_up)
        return import_slice(run_id, self.studio, means=means, now=self.now)

    def work(self) -> int:
        """Do what is on the queue until it is empty; how many messages that took."""
        done = 0
        while self.queue.messages:
            self.now += timedelta(seconds=max(self.queue.delays))
            messages = self.queue.take()
            for message in messages:
                self.slice(message["run"])
                done += 1
        return done

    def imported(self, kind: str, body: bytes) -> list[list[str]]:
        """The lines of the report of a file that is put and imported, without its first."""
        self.put(f"imports/{kind}/a.csv", body)
        self.work()
        return self.report(kind)

    def report(self, kind: str, name: str = "a.csv") -> list[list[str]]:
        text = self.files.held[f"imports/reports/{kind}/{name}"].decode()
        first, *rest = csv.reader(text.splitlines())
        assert first == ["line", "column", "reason", "outcome"]
        return rest


@pytest.fixture
def bucket(tables: Engine, now: datetime) -> Bucket:
    return Bucket(now)


def counts(report: list[list[str]]) -> dict[str, int]:
    """What is counted at the end, but for zeros."""
    return {column: int(reason) for line, column, reason, _ in report if line == "count" and reason != "0"}


def listed(report: list[list[str]]) -> list[tuple[str, str, str]]:
    """Line, column and outcome of the rows that are listed."""
    return [(line, column, outcome) for line, column, _, outcome in report if line != "count"]


def test_a_file_is_stored_and_a_repeat_changes_nothing(bucket, tables):
    body = CLIENTS + b"C-1,Jane,Doe\r\nC-2,Ben,\r\n"
    assert counts(bucket.imported("clients", body)) == {"rows": 2, "stored": 2}
    before = tables.rows("clients")
    assert counts(bucket.imported("clients", body)) == {"rows": 2, "unchanged": 2}
    assert tables.rows("clients") == before


def test_bad_rows_are_listed_by_their_line_and_the_others_stored(bucket, tables):
    body = b'\xef\xbb\xbf"client_ref",First Name,notes,shoe\r\nC-1,Jane,"two\r\nlines",9\r\n'
    body += b'C-2,,,\r\n\r\n,,,\r\nC-3,Ann,"open,\r\nC-4,B\xff,,\r\nC-5,Eve,,,more\r\nC-6,Zo\xc3\xab,,'
    report = bucket.imported("clients", body)
    assert listed(report) == [
        ("1", "shoe", "ignored"),
        ("4", "first_name", "refused"),
        ("7", "", "refused"),
        ("8", "first_name", "refused"),
        ("9", "", "refused"),
    ]
    assert counts(report) == {"rows": 6, "stored": 2, "refused": 4}
    stored = {row["client_ref"]: (row["first_name"], row.get("notes")) for row in tables.rows("clients")}
    assert stored == {"C-1": ("Jane", "two\nlines"), "C-6": ("Zoë", None)}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"first_name\nJane\n", "the column client_ref is missing"),
        (b"PK\x03\x04 and so on", "the file is a workbook; save it as CSV (UTF-8)"),
        ("client_ref\nC-1\n".encode("utf-16"), "the file is not UTF-8; save it as CSV (UTF-8)"),
    ],
)
def test_a_file_that_cannot_be_taken_says_so(bucket, tables, body, reason):
    assert bucket.imported("clients", body)[0] == ["1", "", reason, "refused"]
    assert tables.rows("clients") == []


@pytest.mark.parametrize(
    "key",
    [
        "imports/reports/clients/a.csv",
        "imports/clients/",
        "imports/letters/a.csv",
        "reports/a.csv",
        "imports/a.csv",
    ],
)
def test_what_is_no_file_to_import_begins_nothing(bucket, tables, key):
    assert bucket.put(key, CLIENTS) is None
    assert bucket.queue.messages == []


def test_a_report_stands_under_the_files_own_name(bucket):
    bucket.put("imports/clients/2026/May 1.txt", CLIENTS + b"C-1,Jane,Doe\n")
    bucket.work()
    assert counts(bucket.report("clients", "2026/May 1.txt.csv")) == {"rows": 1, "stored": 1}


def test_a_long_file_goes_slice_by_slice_with_the_same_result(bucket, tables, monkeypatch):
    rows = b"".join(b"C-%d,Jane,\n" % each if each % 10 else b"C-%d,,\n" % each for each in range(100))
    monkeypatch.setattr(flow, "ROWS_TOGETHER", 7)
    bucket.is_time_up = lambda: True
    bucket.put("imports/clients/a.csv", CLIENTS + rows)
    assert bucket.work() == 15
    report = bucket.report("clients")
    assert counts(report) == {"rows": 100, "stored": 90, "refused": 10}
    assert [line for line, _, _ in listed(report)] == [str(each) for each in range(2, 102, 10)]
    assert len(tables.rows("clients")) == 90


def test_much_to_tell_ends_a_slice(bucket, monkeypatch):
    monkeypatch.setattr(flow, "ROWS_TOGETHER", 10)
    monkeypatch.setattr(flow, "TOLD_MAX", 20)
    bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,,\n" * 45)
    assert bucket.work() == 3
    assert counts(bucket.report("clients")) == {"rows": 45, "refused": 45}


def test_a_message_that_comes_twice_moves_the_file_once(bucket, tables, monkeypatch):
    monkeypatch.setattr(flow, "ROWS_TOGETHER", 2)
    bucket.is_time_up = lambda: True
    run_id = bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\nC-2,Ben,\nC-3,Cy,\n")
    (message,) = bucket.queue.take()
    assert message == {"run": run_id}
    first = ImportRun.find(run_id)
    bucket.slice(run_id)
    # A reader that began before the first one had ended finds the run moved, and sends for nothing.
    monkeypatch.setattr(ImportRun, "find", lambda _: first)
    monkeypatch.setattr(ImportRun, "lease", lambda *_: True)
    assert bucket.slice(run_id) is None
    monkeypatch.undo()
    assert len(bucket.queue.messages) == 1
    bucket.work()
    assert counts(bucket.report("clients")) == {"rows": 3, "stored": 3}


def test_an_event_told_twice_is_one_import(bucket, tables):
    bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\n")
    bucket.uploads -= 1
    bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\n")
    bucket.work()
    assert counts(bucket.report("clients")) == {"rows": 1, "stored": 1}
    assert len([row for row in tables.rows("runs") if row["part"] == "run"]) == 1


def test_a_slice_that_dies_is_read_again(bucket, tables, monkeypatch):
    run_id = bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\n")

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(ImportRun, "advance", dies)
    with pytest.raises(KeyboardInterrupt):
        bucket.slice(run_id)
    monkeypatch.undo()
    # Whoever comes too early may meet a reader who is still at work, and comes back.
    assert bucket.slice(run_id) is None
    assert bucket.queue.delays == [0, 60]
    bucket.work()
    assert counts(bucket.report("clients")) == {"rows": 1, "unchanged": 1}


def test_a_report_that_was_not_written_is_written_later(bucket, monkeypatch):
    run_id = bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\n")

    def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(flow, "write_report", dies)
    with pytest.raises(KeyboardInterrupt):
        bucket.slice(run_id)
    monkeypatch.undo()
    bucket.slice(run_id)
    assert counts(bucket.report("clients")) == {"rows": 1, "stored": 1}


def test_a_file_that_is_replaced_while_it_is_read_gives_way_to_the_new_one(bucket, tables, monkeypatch):
    monkeypatch.setattr(flow, "ROWS_TOGETHER", 1)
    bucket.is_time_up = lambda: True
    old = bucket.put("imports/clients/a.csv", CLIENTS + b"C-1,Ann,\nC-2,Ben,\n")
    bucket.slice(old)
    bucket.put("imports/clients/a.csv", CLIENTS + b"C-3,Cy,\n")
    bucket.work()
    assert counts(bucket.report("clients")) == {"rows": 1, "stored": 1}
    assert {row["client_ref"] for row in tables.rows("clients")} == {"C-1", "C-3"}


def test_invoices_ahead_of_their_clients_wait_are_listed_and_count_when_these_come(bucket, tables):
    body = INVOICES + b"I-1,C-1,2026-11-01,50,0,50,2026-11-01\nI-2,C-2,2026-11-01,70,0,70,2026-11-01\n"
    report = bucket.imported("invoices", body)
    assert listed(report) == [("2", "client_ref", "waiting"), ("3", "client_ref", "waiting")]
    assert counts(report) == {"rows": 2, "waiting": 2}

    report = bucket.imported("clients", CLIENTS + b" C-1 ,Ann,\nC-3,Cy,\n")
    assert counts(report) == {"rows": 2, "stored": 2, "applied": 1}
    assert Account.read(client_id_of_ref("C-1")).qualified_cents == 5000
    assert {row["client_ref"] for row in tables.rows("waiting")} == {"C-2"}


def test_an_older_row_loses_and_is_listed(bucket):
    head = b"client_ref,last_name,updated_at\n"
    bucket.imported("clients", head + b"C-1,Doe,2026-11-02T00:00Z\n")
    report = bucket.imported("clients", head + b"C-1,Roe,2026-11-01T00:00Z\n")
    assert listed(report) == [("2", "updated_at", "older")]
    assert counts(report) == {"rows": 1, "older": 1}


TRIED = b"""client_ref,first_name,last_name,email,referred_by,client_number
C-1,Ann,Lake,ann@people.example,,
C-2,Bob,Hill,,C-1,
C-3,,,,,
C-4,Dan,Moss,,C-9,
C-1,Anne,Lake,,,
C-5,Eva,Reed,,,12x
"""


def test_a_dry_run_says_what_each_row_would_do_and_stores_nothing(bucket: Bucket, tables: Engine) -> None:
    bucket.put("imports/dry-run/clients/a.csv", TRIED)
    bucket.work()
    lines = {line[0]: line[1:] for line in bucket.report("dry-run/clients") if line[0] != "count"}
    assert lines == {
        "2": ["", "is new, with emails, first name, last name", "stored"],
        "3": ["", "is new, with first name, last name, referred by", "stored"],
        "4": ["first_name", "a new client needs a first or last name", "refused"],
        "5": ["referred_by", "waits for the client C-9", "waiting"],
        "6": ["client_ref", "comes again: changes what a line above brings", "stored"],
        "7": ["client_number", lines["7"][1], "refused"],
    }
    assert not [
        noun for noun in ("clients", "contacts", "claims", "accounts", "waiting") if tables.rows(noun)
    ]


def test_what_a_dry_run_says_of_stored_clients_is_what_the_import_does(
    bucket: Bucket, tables: Engine
) -> None:
    bucket.imported("clients", CLIENTS + b"C-1,Ann,Lake\nC-2,Bob,Hill\n")
    stored = tables.rows("clients")
    body = CLIENTS + b"C-1,Ann,Lake\nC-2,Rob,Hill\n"
    bucket.put("imports/dry-run/clients/b.csv", body)
    bucket.work()
    lines = bucket.report("dry-run/clients", "b.csv")
    assert lines[:2] == [
        ["2", "", "stands already as the line says", "unchanged"],
        ["3", "", "would change first name", "stored"],
    ]
    assert tables.rows("clients") == stored
    figures = [line for line in lines if line[0] == "count"]
    real = bucket.imported("clients", body)
    assert [line for line in real if line[0] == "count"] == figures
    assert {row["first_name"] for row in tables.rows("clients")} == {"Ann", "Rob"}


def test_a_dry_run_waits_for_nobody(bucket: Bucket, tables: Engine) -> None:
    bucket.put("imports/dry-run/clients/a.csv", TRIED)
    bucket.work()
    (ended,) = [row for row in tables.rows("runs") if row["run_id"] == "imports"]
    assert (ended["dry_run"], ended["for_a_person"]) == (True, False)


def test_only_clients_can_be_tried(bucket: Bucket) -> None:
    assert bucket.put("imports/dry-run/invoices/a.csv", INVOICES) is None
