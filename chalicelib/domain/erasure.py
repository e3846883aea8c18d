"""Erasing a person: what of a record goes, and what stays because the books need it.

Ledger, invoices, sessions, referrals and runs hold ids and codes alone and stay. So do the keyed hashes of
contacts, so that nobody is rewarded twice. Source: rules 6.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from chalicelib.domain.consent import MAY_WE_EMAIL, MAY_WE_TEXT

ERASED = "(erased)"
"""What stands in an audit record where a value was."""

TEXTS = (
    *("first_name", "last_name", "salutation", "company", "address", "city", "region", "postal_code"),
    *("country", "lead_source_text", "who_sent_you", "call_warning", "notes", "answers", "picture_key"),
    *("custom_text_1", "custom_text_2", "custom_text_3", "custom_text_4"),
)
DAYS = (
    *("anniversary_on", "birthday_on", "contract_on", "custom_date_1_on", "custom_date_2_on"),
    *("status_set_on", "status_due_on"),
)
ITEMS = (
    *("status_id", "status_reason_id", "lead_source_id", "organization_id", "location_id"),
    *("doubtful_of", "external_updated_at"),
)
LISTS = ("emails", "phones", "family", "groups", "marketing_plans", "tasks")
TICKS = ("saturday_only", "allow_marketing", "allow_email_marketing")
OURS = frozenset({MAY_WE_EMAIL.wording, MAY_WE_TEXT.wording})
"""The questions of the public form: words of the studio's, which say nothing of the person."""


class Refusal(StrEnum):
    """Why a record is not erased, in order of precedence."""

    UNKNOWN = "unknown"
    JOINED = "joined"  # To another record, which is the one to erase.
    JOINING = "joining"  # A joining to this record was begun and did not end.
    CHANGED = "changed"


def blanked(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the record that change when its person is erased, with their new values.

    What stays: its id and client number, since books and paper name them; when it was made, who sent
    the person, which records it was joined from; which consents were asked for and given when.
    """
    blank: dict[str, Any] = dict.fromkeys((*TEXTS, *DAYS, *ITEMS))
    blank |= {name: [] for name in LISTS}
    blank |= dict.fromkeys(TICKS, False)
    blank["consents"] = [_consent(each) for each in record.get("consents") or []]
    # Whoever names the outside reference still finds the record: its id is made from it.
    blank["client_ref"] = record["client_id"]
    return {name: value for name, value in blank.items() if record.get(name) != value}


def without_values(values: Mapping[str, Any]) -> dict[str, str]:
    """An audit record's values, of which only the fields' names are left."""
    return dict.fromkeys(values, ERASED)


def blank_values(values: Mapping[str, str], names: Iterable[str] | None = None) -> dict[str, str]:
    """A notice's values without what was said, or without those of `names`; the letter can still be shown."""
    gone = set(values if names is None else names)
    return {name: "" if name in gone else value for name, value in values.items()}


def _consent(consent: Mapping[str, Any]) -> dict[str, Any]:
    wording = str(consent.get("wording") or "")
    return {**consent, "wording": wording if wording in OURS else ""}
