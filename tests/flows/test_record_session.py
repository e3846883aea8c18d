from datetime import UTC, datetime

import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Row
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_session import record_sessions
from chalicelib.models.session import Session
from tests.flows.studios import STUDIO, jane, session

JANE = client_id_of_ref("C-1")
TOKENS = {"good": JANE}


@pytest.fixture(autouse=True)
def _clients(tables, now):
    record_clients([jane(), jane(client_ref="C-2")], STUDIO, now=now)


def told(now, *rows: Row) -> list[tuple[str, str]]:
    """Outcome and column of each row."""
    judged = record_sessions(rows, STUDIO, client_of_token=TOKENS.get, source="import", now=now)
    return [(each.outcome.value, each.column) for each in judged]


def stored() -> Session:
    return Session.get(JANE, "S-1", consistent_read=True)


def test_a_session_is_stored_in_the_studios_time_and_a_repeat_changes_nothing(tables, now):
    rows = session(ends_at="2026-12-01 11:30", resource="Room 1", location_ref="main street")
    assert told(now, rows) == [("stored", "")]
    assert told(now, rows) == [("unchanged", "")]
    row = stored()
    assert (row.state, row.source, row.resource, row.location_id) == ("booked", "import", "Room 1", "main")
    assert row.starts_at == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert (row.sequence, row.version) == (0, 1)


def test_the_sequence_counts_what_a_visitor_must_be_told(tables, now):
    told(now, session())
    told(now, session(session_type="Portrait"))
    assert stored().sequence == 0
    told(now, session(starts_at="2026-12-02T10:00"))
    told(now, session(status="canceled", starts_at=""))
    assert (stored().sequence, stored().state, stored().version) == (2, "cancelled", 4)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"session_ref": ""}, "session_ref"),
        ({"client_ref": ""}, "client_ref"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "noon"}, "starts_at"),
        ({"status": ""}, "status"),
        ({"status": "maybe"}, "status"),
        ({"ends_at": "2026-12-01T09:59"}, "ends_at"),
        ({"client_ref": "", "booking_token": "forged"}, "booking_token"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_stored(tables, now, cells, column):
    assert told(now, session(**cells), session(session_ref="S-2")) == [("refused", column), ("stored", "")]


def test_the_token_of_the_booking_page_stands_for_the_client(tables, now):
    assert told(now, session(client_ref="", booking_token="good")) == [("stored", "")]
    assert stored().state == "booked"


def test_a_session_is_one_clients_and_an_older_row_loses(tables, now):
    rows = (
        session(updated_at="2026-11-02"),
        session(client_ref="C-2"),
        session(status="cancelled", updated_at="2026-11-01"),
    )
    assert told(now, *rows) == [("stored", ""), ("refused", "client_ref"), ("older", "updated_at")]


def test_a_session_ahead_of_its_client_waits(tables, now):
    assert told(now, session(client_ref="C-9")) == [("waiting", "client_ref")]
    assert tables.rows("sessions") == []
