"""What of a record goes when its person is erased, and what stays."""

from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.consent import MAY_WE_EMAIL
from chalicelib.domain.erasure import ERASED, blank_values, blanked, without_values

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_what_names_the_person_goes_and_what_the_books_need_stays() -> None:
    record: dict[str, Any] = {
        "client_id": "c1",
        "client_ref": "jane@example.com",
        "client_number": 7,
        "first_name": "Jane",
        "birthday_on": date(1990, 5, 1),
        "emails": ["jane@example.com"],
        "family": [{"first_name": "Tom"}],
        "allow_marketing": True,
        "status_id": "client",
        "created_at": NOW,
        "referred_by": "c2",
        "joined": ["c3"],
        "version": 4,
    }
    gone = blanked(record)
    assert gone == {
        "client_ref": "c1",
        "first_name": None,
        "birthday_on": None,
        "emails": [],
        "family": [],
        "allow_marketing": False,
        "status_id": None,
        "consents": [],
        "groups": [],
        "marketing_plans": [],
        "phones": [],
        "tasks": [],
        "saturday_only": False,
        "allow_email_marketing": False,
    }
    assert not {"client_id", "client_number", "created_at", "referred_by", "joined"} & gone.keys()


def test_a_record_that_is_blank_changes_no_more() -> None:
    record: dict[str, Any] = {"client_id": "c1", "first_name": "Jane", "consents": []}
    assert not blanked(record | blanked(record))


def test_of_consents_the_forms_own_question_stays_and_what_staff_wrote_goes() -> None:
    asked = {"kind": "email", "given": True, "wording": MAY_WE_EMAIL.wording, "at": "t", "source": "form"}
    told = {
        "kind": "text",
        "given": True,
        "wording": "Jane said yes on the phone",
        "at": "t",
        "source": "staff",
    }
    gone = blanked({"client_id": "c1", "consents": [asked, told]})
    assert gone["consents"] == [asked, told | {"wording": ""}]


def test_of_a_change_the_fields_names_stay() -> None:
    assert without_values({"notes": "secret", "emails": ["a"]}) == {"notes": ERASED, "emails": ERASED}


def test_a_letter_keeps_its_fields_so_that_it_can_still_be_shown() -> None:
    values = {"amount": "$5", "friend_first_name": "Jane"}
    assert blank_values(values, ["friend_first_name"]) == {"amount": "$5", "friend_first_name": ""}
    assert blank_values(values) == {"amount": "", "friend_first_name": ""}
