"""The sessions table: photo sessions booked, completed or cancelled."""

from collections.abc import Iterator

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.models.base import DayAttribute, Table, WholeAttribute, table_name


class Session(Table):
    """One photo session. `state` is booked, completed or cancelled; `sequence` counts its changes."""

    class Meta:
        table_name = table_name("sessions")

    client_id = UnicodeAttribute(hash_key=True)
    session_ref = UnicodeAttribute(range_key=True)
    session_type = UnicodeAttribute(null=True)
    source = UnicodeAttribute()  # import, record, portal, staff
    resource = UnicodeAttribute(null=True)
    location_id = UnicodeAttribute(null=True)
    starts_at = UTCDateTimeAttribute()
    ends_at = UTCDateTimeAttribute(null=True)
    state = UnicodeAttribute()
    sequence = WholeAttribute(default=0)
    created_on = DayAttribute(null=True)
    external_updated_at = UnicodeAttribute(null=True)
    updated_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)


def sessions_of(client_id: str) -> Iterator[Session]:
    """All the client's sessions, strongly consistent."""
    return iter(Session.query(client_id, consistent_read=True))
