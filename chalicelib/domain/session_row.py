"""A photo session's row: booked, completed or cancelled. Source: rules 8."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.cells import Cells
from chalicelib.domain.referral import SessionState
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.studio import Studio

TOKEN_MAX = 500
STATES = {
    "booked": SessionState.BOOKED,
    "completed": SessionState.COMPLETED,
    "complete": SessionState.COMPLETED,
    "cancelled": SessionState.CANCELLED,
    "canceled": SessionState.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """What a row says; None leaves the session as it is.

    The client is named by its reference, or by the token that the booking page was handed.
    """

    session_ref: str
    client_ref: str | None
    booking_token: str | None
    session_type: str | None
    state: SessionState | None
    starts_at: datetime | None
    ends_at: datetime | None
    resource: str | None
    location_id: str | None
    created_on: date | None
    updated_at: str | None


def read_session(row: Row, studio: Studio) -> SessionRow:
    """What the row says. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    client_ref, token = cells.ref("client_ref"), cells.text("booking_token", TOKEN_MAX)
    if client_ref is None and token is None:
        raise Bad("client_ref", "is missing")
    starts_at, ends_at = cells.instant("starts_at"), cells.instant("ends_at")
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        raise Bad("ends_at", "is before starts_at")
    return SessionRow(
        session_ref=cells.needed_ref("session_ref"),
        client_ref=client_ref,
        booking_token=token,
        session_type=cells.text("session_type"),
        state=_state(cells),
        starts_at=starts_at,
        ends_at=ends_at,
        resource=cells.text("resource"),
        location_id=cells.location_id(studio),
        created_on=cells.day("created_on"),
        updated_at=cells.updated_at(),
    )


def need_for_new(row: SessionRow) -> None:
    """Raises Bad when the row does not say enough of a session that is not known yet."""
    if row.starts_at is None:
        raise Bad("starts_at", "is missing")
    if row.state is None:
        raise Bad("status", "is missing")


def _state(cells: Cells) -> SessionState | None:
    text = cells.text("status")
    if text is None:
        return None
    state = STATES.get(text.casefold())
    if state is None:
        raise Bad("status", "is not booked, completed or cancelled")
    return state
