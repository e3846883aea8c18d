"""Clients, invoices and sessions as the studio's own system tells them."""

from collections.abc import Iterator

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Outcome, Row
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.record_session import record_sessions
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

JANE, FRED = client_id_of_ref("C-1"), client_id_of_ref("C-2")
CLIENTS = (
    {"client_ref": "C-1", "first_name": "Jane", "email": "jane@people.example", "client_number": "7"},
    {"client_ref": "C-2", "first_name": "Fred", "email": "fred@people.example", "referred_by": "C-1"},
    {"client_ref": "C-3", "first_name": "Carl", "referred_by": "C-9"},
)
_PAID = {"invoiced_on": "2026-11-01", "tax": "0", "paid_on": "2026-11-01"}
INVOICES = (
    {"invoice_ref": "I-1", "client_ref": "C-1", "total": "80.00", "paid": "80.00", **_PAID},
    {"invoice_ref": "I-2", "client_ref": "C-1", "total": "50.00", "paid": "20.00", **_PAID},
    {"invoice_ref": "I-3", "client_ref": "C-2", "total": "30.00", "paid": "30.00", **_PAID},
    {"invoice_ref": "I-4", "client_ref": "C-9", "total": "30.00", "paid": "30.00", **_PAID},
)
SESSIONS = (
    {"session_ref": "S-1", "client_ref": "C-1", "starts_at": "2026-12-01T10:00", "status": "booked"},
    {"session_ref": "S-2", "client_ref": "C-2", "starts_at": "2026-12-02T10:00", "status": "completed"},
)
_WANTED = {Outcome.STORED, Outcome.UNCHANGED, Outcome.WAITING}


def _rows(told: tuple[dict[str, str], ...]) -> list[Row]:
    return [Row(cells, line) for line, cells in enumerate(told, 2)]


def _nobody(ground: Ground) -> None:
    scenes.studio()


def _people(ground: Ground) -> None:
    scenes.studio()
    record_clients(_rows(CLIENTS[:2]), studio.load(), now=ground.now)


def tell_clients(ground: Ground) -> None:
    """The clients' file."""
    judged = record_clients(_rows(CLIENTS), studio.load(), now=ground.now)
    assert {each.outcome for each in judged} <= _WANTED, judged


def tell_invoices(ground: Ground) -> None:
    """The invoices' file."""
    judged = record_invoices(_rows(INVOICES), studio.load(), now=ground.now)
    assert {each.outcome for each in judged} <= _WANTED, judged


def tell_sessions(ground: Ground) -> None:
    """The sessions' file."""
    judged = record_sessions(
        _rows(SESSIONS), studio.load(), client_of_token=lambda token: None, source="import", now=ground.now
    )
    assert {each.outcome for each in judged} <= _WANTED, judged


def tell(ground: Ground, *told: dict[str, str]) -> None:
    """Invoices and sessions, one by one."""
    for cells in told:
        row, loaded = [Row(cells, 2)], studio.load()
        if "invoice_ref" in cells:
            (judged,) = record_invoices(row, loaded, now=ground.now)
        else:
            (judged,) = record_sessions(
                row, loaded, client_of_token=lambda token: None, source="record", now=ground.now
            )
        assert judged.outcome in _WANTED, judged


def _clients_stand(ground: Ground) -> Iterator[str]:
    referrals = [(row["friend_id"], row["referrer_id"]) for row in ground.rows("referrals")]
    return missing(
        three_clients=len(ground.rows("clients")) == 3,
        two_contacts=len(ground.rows("contacts")) == 2,
        one_referral=referrals == [(FRED, JANE)],
        one_waits=[row["client_ref"] for row in ground.rows("waiting") if row.get("kind")] == ["C-9"],
    )


def _invoices_stand(ground: Ground) -> Iterator[str]:
    qualified = {row["client_id"]: row["qualified_cents"] for row in ground.rows("accounts")}
    return missing(
        three_invoices=len(ground.rows("invoices")) == 3,
        what_is_paid_counts=qualified == {JANE: 8_000, FRED: 3_000},
        all_are_due=all("due_bucket" in row for row in ground.rows("accounts")),
        one_waits=[row["client_ref"] for row in ground.rows("waiting") if row.get("kind")] == ["C-9"],
    )


def _sessions_stand(ground: Ground) -> Iterator[str]:
    states = sorted((row["session_ref"], row["state"]) for row in ground.rows("sessions"))
    return missing(both_sessions=states == [("S-1", "booked"), ("S-2", "completed")])


FLOWS = (
    Flow(name="record_clients", prepare=_nobody, act=tell_clients, goal=_clients_stand, calls=11),
    Flow(name="record_invoices", prepare=_people, act=tell_invoices, goal=_invoices_stand, calls=8),
    Flow(name="record_sessions", prepare=_people, act=tell_sessions, goal=_sessions_stand, calls=5),
)
