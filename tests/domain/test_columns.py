import pytest

from chalicelib.domain.columns import ALIASES, COLUMNS, read_header
from chalicelib.domain.row import Kind


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (Kind.CLIENTS, "client_ref,first_name,last_name,email,mobile,status,lead_source,referred_by"),
        (Kind.INVOICES, "invoice_ref,client_ref,invoiced_on,total,tax,paid,paid_on"),
        (Kind.INVOICES, "invoice_ref,client_ref,paid_by_rewards,refunded,voided_on,location_ref"),
        (Kind.SESSIONS, "session_ref,client_ref,session_type,starts_at,status,ends_at,resource,location_ref"),
        (Kind.SESSIONS, "session_ref,booking_token,starts_at,status"),
        (Kind.REWARDS, "code,client_ref,remaining,expires_on"),
        (Kind.ENROLLMENTS, "client_ref,program,enrolled_on"),
    ],
)
def test_the_headers_are_taken_as_they_are_named(kind, line):
    names = [*line.split(","), "created_on", "updated_at"]
    header = read_header(kind, names)
    assert (list(header.columns), header.unknown, header.fault) == (names, (), "")


@pytest.mark.parametrize(
    ("kind", "names", "columns", "unknown", "fault"),
    [
        (
            Kind.REWARDS,
            ["Code", " Client ", "REMAINING", "expires"],
            "code client_ref remaining expires_on",
            [],
            "",
        ),
        (
            Kind.CLIENTS,
            ["Client Ref", "ZIP", "Shoe size", ""],
            "client_ref postal_code - -",
            ["Shoe size"],
            "",
        ),
        (Kind.CLIENTS, ["first_name"], "first_name", [], "the column client_ref is missing"),
        (
            Kind.SESSIONS,
            ["session_ref"],
            "session_ref",
            [],
            "the column client_ref or booking_token is missing",
        ),
        (Kind.CLIENTS, ["client_ref", "zip", "postcode"], "client_ref postal_code postal_code", [], "twice"),
    ],
)
def test_other_spellings_count_and_faults_are_named(kind, names, columns, unknown, fault):
    header = read_header(kind, names)
    assert [each or "-" for each in header.columns] == columns.split()
    assert list(header.unknown) == unknown
    assert fault in header.fault
    assert bool(fault) == bool(header.fault)


@pytest.mark.parametrize("kind", list(Kind))
def test_aliases_lead_to_columns_and_hide_none(kind):
    assert set(ALIASES[kind].values()) <= set(COLUMNS[kind])
    assert not set(ALIASES[kind]) & set(COLUMNS[kind])
