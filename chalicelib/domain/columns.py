"""The columns of each kind of file: their names, what else they may be called, which must be there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.family_columns import FAMILY_COLUMNS
from chalicelib.domain.row import Kind

EVERYWHERE = ("created_on", "updated_at")
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLIENTS: (
        *("client_ref", "first_name", "last_name", "email", "mobile", "status", "lead_source", "referred_by"),
        *("salutation", "company", "address", "city", "region", "postal_code", "country"),
        *("home_phone", "work_phone", "allow_sms", "client_number", "status_reason", "location_ref"),
        *("birthday_on", "anniversary_on", "contract_on", "custom_date_1_on", "custom_date_2_on"),
        *("custom_text_1", "custom_text_2", "custom_text_3", "custom_text_4", "call_warning"),
        *("saturday_only", "allow_marketing", "allow_email_marketing"),
        *("organization", "groups", "marketing_plans", "notes", "more_phones"),
        *FAMILY_COLUMNS,
    ),
    Kind.INVOICES: (
        *("invoice_ref", "client_ref", "invoiced_on", "total", "tax", "paid", "paid_on"),
        *("paid_by_rewards", "refunded", "voided_on", "location_ref"),
    ),
    Kind.SESSIONS: (
        *("session_ref", "client_ref", "session_type", "starts_at", "status"),
        *("ends_at", "resource", "location_ref", "booking_token"),
    ),
    Kind.REWARDS: ("code", "client_ref", "remaining", "expires_on", "location_ref"),
    Kind.ENROLLMENTS: ("client_ref", "program", "enrolled_on", "ended_on"),
}
NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.CLIENTS: (("client_ref",),),
    Kind.INVOICES: (("invoice_ref",), ("client_ref",)),
    Kind.SESSIONS: (("session_ref",), ("client_ref", "booking_token")),
    Kind.REWARDS: (("code",), ("client_ref",), ("remaining",)),
    Kind.ENROLLMENTS: (("client_ref",), ("program",)),
}
ALIASES: Mapping[Kind, Mapping[str, str]] = {
    Kind.CLIENTS: {
        "emails": "email",
        "mobile_phone": "mobile",
        "phone": "mobile",
        "state": "region",
        "province": "region",
        "zip": "postal_code",
        "zip_code": "postal_code",
        "postcode": "postal_code",
        "birthday": "birthday_on",
        "anniversary": "anniversary_on",
        "contract_date": "contract_on",
        "custom_date_1": "custom_date_1_on",
        "custom_date_2": "custom_date_2_on",
        "location": "location_ref",
        "group": "groups",
    },
    Kind.INVOICES: {"client": "client_ref", "location": "location_ref"},
    Kind.SESSIONS: {"client": "client_ref", "location": "location_ref", "type": "session_type"},
    Kind.REWARDS: {"client": "client_ref", "expires": "expires_on", "location": "location_ref"},
    Kind.ENROLLMENTS: {"client": "client_ref", "enrolled": "enrolled_on", "ended": "ended_on"},
}


@dataclass(frozen=True)
class Header:
    """The columns of one file in their order; "" for one that is not known.

    `unknown` are those as they are written. `fault` says why the file cannot be taken at all, if so.
    """

    columns: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    fault: str = ""


def read_header(kind: Kind, names: Sequence[str]) -> Header:
    """What the first line of a file says. Letters count without case, blanks as underscores."""
    known = {*COLUMNS[kind], *EVERYWHERE}
    columns, unknown, twice = [], [], []
    for name in names:
        plain = "_".join(name.strip().casefold().replace("-", " ").split())
        column = plain if plain in known else ALIASES[kind].get(plain, "")
        if column and column in columns:
            twice.append(column)
        if not column and plain:
            unknown.append(name.strip())
        columns.append(column)
    missing = [" or ".join(either) for either in NEEDED[kind] if not set(either) & set(columns)]
    fault = ""
    if missing:
        fault = f"the column {', '.join(missing)} is missing"
    elif twice:
        fault = f"the column {', '.join(twice)} is there twice"
    return Header(tuple(columns), tuple(unknown), fault)
