"""What files and single records make of the functions that take them, through the doors of app.py."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import app
from chalicelib.domain import record, tokens
from chalicelib.domain.row import Kind
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models import studio
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows import form
from tests.faults.ground import Ground
from tests.privileges.work import Context, Work

Cells = Mapping[str, str]
_INVOICE = {"client_ref": "C-1", "invoiced_on": "2026-11-01", "total": "80.00", "tax": "0"}
_PAID = {**_INVOICE, "paid": "80.00", "paid_on": "2026-11-01"}
_JANE = {"client_ref": "C-1", "first_name": "Jane", "email": "jane@people.example", "client_number": "7"}
TOLD: Sequence[tuple[Kind, Sequence[Cells]]] = (
    # Ahead of their client, then the client, whose coming brings them in.
    (Kind.INVOICES, [{"invoice_ref": "I-1", **_PAID}]),
    (
        Kind.SESSIONS,
        [{"session_ref": "S-1", "client_ref": "C-1", "starts_at": "2026-12-01T10:00", "status": "booked"}],
    ),
    (Kind.REWARDS, [{"code": "OLD-1", "client_ref": "C-1", "remaining": "5.00"}]),
    (Kind.ENROLLMENTS, [{"client_ref": "C-1", "program": "Friends", "enrolled_on": "2026-01-05"}]),
    (
        Kind.CLIENTS,
        [
            {**_JANE, "status": "Active"},
            {"client_ref": "C-2", "first_name": "Fred", "referred_by": "C-1"},
            {"client_ref": "C-3", "first_name": "Carl", "referred_by": "C-9"},
        ],
    ),
    # Each of them told anew, with other contents.
    (Kind.CLIENTS, [{**_JANE, "email": "jane.doe@people.example", "status": "Welcomed"}]),
    (
        Kind.INVOICES,
        [{"invoice_ref": "I-1", **_PAID, "refunded": "10.00"}, {"invoice_ref": "I-2", **_INVOICE}],
    ),
    (Kind.SESSIONS, [{"session_ref": "S-1", "client_ref": "C-1", "status": "cancelled"}]),
    (Kind.REWARDS, [{"code": "OLD-2", "client_ref": "C-1", "remaining": "7.00", "expires_on": "2027-01-01"}]),
    (Kind.ENROLLMENTS, [{"client_ref": "C-1", "program": "Others"}]),
    (Kind.ENROLLMENTS, [{"client_ref": "C-1", "program": "Others", "ended_on": "2026-11-20"}]),
)
_NAMES = {kind: name for name, kind in record.KINDS.items()}


def _a_studio(ground: Ground) -> None:
    """With a second program, and with somebody who came by the form and goes on to booking."""
    form.referrer(ground)
    friends = studio.load().programs["friends"]
    terms = replace(scenes.TERMS, program_id="others", program_name="Others")
    studio.save_item(replace(friends, program_id="others", description="Others", terms=terms))
    form.send(ground)


def _put(ground: Ground, key: str, body: bytes) -> dict[str, Any]:
    """Put a file; the event by which S3 tells of it."""
    ground.files[key] = body
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    told = {"key": key, "eTag": etag, "size": len(body), "sequencer": f"{len(ground.messages):04d}"}
    return {"Records": [{"s3": {"object": told}, "eventTime": "2026-11-22T02:00:00Z"}]}


def _as_csv(rows: Sequence[Cells]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _files_are_put(ground: Ground) -> None:
    for number, (kind, rows) in enumerate(TOLD):
        told = _put(ground, f"imports/{kind}/{number}.csv", _as_csv(rows))
        assert app.import_file(told, Context())["runs"]
        assert app.import_file(told, Context())["runs"]
    assert app.import_file(_put(ground, "imports/reports/clients/1.csv", b""), Context()) == {"runs": []}


def _booked_online(ground: Ground) -> dict[str, str]:
    """The session of somebody who was handed over to booking from the form."""
    token = tokens.sign(Purpose.HAND_OVER, Ticket("n1", ground.now), settings.link_keys)
    return {
        "session_ref": "S-9",
        "starts_at": "2026-12-01T10:00",
        "status": "booked",
        "booking_token": token,
    }


def _some_files(ground: Ground) -> None:
    _a_studio(ground)
    _files_are_put(ground)
    app.import_file(_put(ground, "imports/sessions/online.csv", _as_csv([_booked_online(ground)])), Context())
    app.import_file(_put(ground, "imports/clients/changed.csv", b"client_ref\n"), Context())
    _put(ground, "imports/clients/changed.csv", b"client_ref\nC-7\n")


def _read_all_slices(ground: Ground) -> None:
    messages = iter(ground.messages)
    for number, (_, body) in enumerate(messages):
        event = {"Records": [{"messageId": f"m-{number}", "body": body, "eventSource": "aws:sqs"}]}
        # Time is up after each round of rows, so that every file is read in slices.
        context = Context(iter([0] * 9))
        assert app.import_slice(event, context) == {"batchItemFailures": []}
    reports = [key for key in ground.files if "imports/reports/" in key]
    assert len(reports) >= len(TOLD), reports


def _records(ground: Ground) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [{"kind": _NAMES[kind], **row} for kind, rows in TOLD for row in rows]
    told = [{**each, "client_number": 7} if "client_number" in each else each for each in told]
    return [*told, {"kind": "session", **_booked_online(ground)}, {"kind": "nothing"}]


def _record_each(ground: Ground) -> None:
    outcomes = [app.record(each, Context())["outcome"] for each in _records(ground)]
    assert outcomes.count("refused") == 1, outcomes


def _queue_each(ground: Ground) -> None:
    told = [
        {"messageId": f"m-{number}", "body": json.dumps(each), "eventSource": "aws:sqs"}
        for number, each in enumerate(_records(ground))
    ]
    failed = app.record_queue({"Records": told}, Context())["batchItemFailures"]
    assert [each["itemIdentifier"] for each in failed] == [told[-1]["messageId"]]


WORKS = (
    Work(name="files are put", functions=("import_file",), prepare=_a_studio, act=_files_are_put),
    Work(name="files are read", functions=("import_slice",), prepare=_some_files, act=_read_all_slices),
    Work(name="records one by one", functions=("record",), prepare=_a_studio, act=_record_each),
    Work(name="records by queue", functions=("record_queue",), prepare=_a_studio, act=_queue_each),
)
