from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.client_edit import read_edit
from chalicelib.domain.client_typed import changed, moved, rebased, typed_of
from chalicelib.domain.family import read_member, with_member
from chalicelib.domain.follow_up import read_task
from chalicelib.domain.staff_consent import evidence
from chalicelib.domain.studio import ListItem, Preferences, Status, Studio

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
STUDIO = Studio(
    preferences=Preferences(zone="America/New_York"),
    statuses={
        "prospect": Status(status_id="prospect", description="Prospect", duration_days=14),
        "client": Status(status_id="client", description="Client"),
        "gone": Status(status_id="gone", description="Gone", inactive=True),
    },
    items={
        ("lead_source", "web"): ListItem(kind="lead_source", item_id="web", description="Website"),
        ("group", "vip"): ListItem(kind="group", item_id="vip", description="VIP"),
        ("group", "old"): ListItem(kind="group", item_id="old", description="Old", inactive=True),
        ("status_reason", "busy"): ListItem(
            kind="status_reason", item_id="busy", description="Busy", parent_id="prospect"
        ),
        ("phone_label", "mobile"): ListItem(kind="phone_label", item_id="mobile", description="Mobile"),
        ("phone_label", "home"): ListItem(kind="phone_label", item_id="home", description="Home"),
    },
)
JANE: dict[str, Any] = {"client_id": "c1", "first_name": "Jane", "last_name": "van Doe"}
MOBILE = {"label": "Mobile", "number": "(201) 555-0123", "sms": True}


def read(
    before: dict[str, Any], studio: Studio = STUDIO, **typed: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    edited = read_edit(typed_of(before, studio) | typed, before, studio, NOW)
    return dict(edited.values), dict(edited.problems)


@pytest.mark.parametrize(
    ("before", "typed", "values"),
    [
        ({}, {"first_name": "sara"}, {"first_name": "Sara"}),
        ({}, {"first_name": "sara", "names_as_typed": True}, {"first_name": "sara"}),
        (JANE, {"city": "Bath"}, {"city": "Bath"}),
        (JANE, {}, {}),
        (JANE, {"first_name": "jane"}, {}),  # Its capital makes it what stands.
        (JANE, {"last_name": "mcDonald"}, {"last_name": "McDonald"}),
        ({**JANE, "city": "Bath"}, {"city": ""}, {"city": None}),
        (
            JANE,
            {"emails": "a@b.example; ;a@b.example;C@D.It"},
            {"emails": ["a@b.example", "C@d.it"]},
        ),
        ({**JANE, "emails": ["a@b.example"]}, {"emails": ""}, {"emails": []}),
        (JANE, {"phones": [MOBILE]}, {"phones": [{**MOBILE, "number": "+12015550123"}]}),
        (JANE, {"client_number": "007"}, {"client_number": 7}),
        ({**JANE, "client_number": 7}, {"client_number": ""}, {"client_number": None}),
        (JANE, {"groups": ["vip"]}, {"groups": ["vip"]}),
        ({**JANE, "groups": ["old"]}, {"groups": ["old", "vip"]}, {"groups": ["old", "vip"]}),
        (JANE, {"lead_source": "website"}, {"lead_source_id": "web"}),
        (JANE, {"lead_source": "Poster"}, {"lead_source_text": "Poster"}),
        (
            {**JANE, "lead_source_text": "Poster"},
            {"lead_source": "Website"},
            {"lead_source_id": "web", "lead_source_text": None},
        ),
        (JANE, {"birthday_on": "1980-02-29"}, {"birthday_on": date(1980, 2, 29)}),
        (JANE, {"saturday_only": True}, {"saturday_only": True}),
        ({**JANE, "saturday_only": True}, {"saturday_only": False}, {"saturday_only": False}),
        (JANE, {"referred_by": "c2"}, {"referred_by": "c2"}),
    ],
)
def test_only_what_was_changed_becomes_different(
    before: dict[str, Any], typed: dict[str, Any], values: dict[str, Any]
) -> None:
    assert read(before, **typed) == (values, {})


PROSPECT = {
    **JANE,
    "status_id": "prospect",
    "status_set_on": date(2026, 11, 1),
    "status_due_on": date(2026, 11, 15),
    "status_reason_id": "busy",
}


@pytest.mark.parametrize(
    ("before", "typed", "values"),
    [
        (
            JANE,
            {"status_id": "prospect"},
            {"status_id": "prospect", "status_set_on": TODAY, "status_due_on": date(2026, 12, 6)},
        ),
        (
            JANE,
            {"status_id": "prospect", "status_due_on": "2026-12-24"},
            {"status_id": "prospect", "status_set_on": TODAY, "status_due_on": date(2026, 12, 24)},
        ),
        (JANE, {"status_id": "client"}, {"status_id": "client", "status_set_on": TODAY}),
        # A new status ends the reason and the day of the one before.
        (
            PROSPECT,
            {"status_id": "client"},
            {
                "status_id": "client",
                "status_set_on": TODAY,
                "status_due_on": None,
                "status_reason_id": None,
            },
        ),
        (PROSPECT, {"status_due_on": "2026-12-24"}, {"status_due_on": date(2026, 12, 24)}),
        (PROSPECT, {"status_due_on": ""}, {"status_due_on": None}),
        (PROSPECT, {"status_reason_id": ""}, {"status_reason_id": None}),
        (
            PROSPECT,
            {"status_id": ""},
            {"status_id": None, "status_set_on": None, "status_due_on": None, "status_reason_id": None},
        ),
    ],
)
def test_a_status_brings_its_day_and_ends_the_reason(
    before: dict[str, Any], typed: dict[str, Any], values: dict[str, Any]
) -> None:
    assert read(before, **typed) == (values, {})


LIMITED = replace(STUDIO, preferences=replace(STUDIO.preferences, limit_lead_sources=True))


@pytest.mark.parametrize(
    ("before", "typed", "control"),
    [
        ({}, {"company": "Doe"}, "last_name"),
        (JANE, {"first_name": "", "last_name": ""}, "last_name"),
        (JANE, {"first_name": "a\u202eb"}, "first_name"),
        (JANE, {"city": "x" * 81}, "city"),
        (JANE, {"emails": "jane@"}, "emails"),
        (JANE, {"emails": ";".join(f"a{n}@b.example" for n in range(11))}, "emails"),
        (JANE, {"phones": [{**MOBILE, "label": "Home"}]}, "phones_0_sms"),
        (JANE, {"phones": [{**MOBILE, "label": "Fax", "sms": False}]}, "phones_0_label"),
        (JANE, {"phones": [{**MOBILE, "number": "ext 7"}]}, "phones_0_number"),
        (JANE, {"phones": [{**MOBILE, "sms": False}] * 11}, "phones_10_number"),
        (JANE, {"client_number": "0"}, "client_number"),
        (JANE, {"client_number": "-1"}, "client_number"),
        (JANE, {"client_number": "１２"}, "client_number"),
        (JANE, {"client_number": "1" * 13}, "client_number"),
        (JANE, {"status_id": "gone"}, "status_id"),
        (JANE, {"status_id": "nothing"}, "status_id"),
        (JANE, {"status_id": "client", "status_reason_id": "busy"}, "status_reason_id"),
        (JANE, {"status_id": "prospect", "status_reason_id": "none"}, "status_reason_id"),
        (JANE, {"status_due_on": "2026-12-01"}, "status_due_on"),
        (JANE, {"groups": ["old"]}, "groups"),
        (JANE, {"organization_id": "none"}, "organization_id"),
        (JANE, {"location_id": "none"}, "location_id"),
        (JANE, {"birthday_on": "2026-11-23"}, "birthday_on"),
        (JANE, {"contract_on": "2026-02-30"}, "contract_on"),
        (JANE, {"notes": "x" * 10_001}, "notes"),
        (JANE, {"consent_note": "x" * 201}, "consent_note"),
    ],
)
def test_what_is_wrong_is_said_beside_its_control(
    before: dict[str, Any], typed: dict[str, Any], control: str
) -> None:
    assert list(read(before, **typed)[1]) == [control]


def test_a_limited_list_of_lead_sources_takes_nothing_else() -> None:
    assert list(read(JANE, LIMITED, lead_source="Poster")[1]) == ["lead_source"]
    assert read(JANE, LIMITED, lead_source="website") == ({"lead_source_id": "web"}, {})


def test_names_stay_as_typed_where_the_studio_wants_no_capitals() -> None:
    studio = replace(STUDIO, preferences=replace(STUDIO.preferences, auto_capitals=False))
    assert read({}, studio, first_name="sara") == ({"first_name": "sara"}, {})


BASE = typed_of({**JANE, "city": "Rome", "company": "Doe"}, STUDIO)


@pytest.mark.parametrize(
    ("theirs", "mine", "told", "cities"),
    [
        ({}, {"city": "Bath"}, ((), ()), ("Bath", "Bath")),
        ({"city": "Oslo"}, {}, (("city",), ()), ("Oslo", "Oslo")),
        ({"city": "Oslo"}, {"city": "Bath"}, (("city",), ("city",)), ("Bath", "Oslo")),
        ({"city": "Bath"}, {"city": "Bath"}, (("city",), ()), ("Bath", "Bath")),
        ({"company": "Two"}, {"city": "Bath"}, (("company",), ()), ("Bath", "Bath")),
    ],
)
def test_of_two_editors_each_change_is_known(
    theirs: dict[str, Any], mine: dict[str, Any], told: tuple[Any, Any], cities: tuple[str, str]
) -> None:
    """`told`: what they changed, and what both did. `cities`: where mine is kept, where theirs is taken."""
    standing, own = BASE | theirs, BASE | mine
    found = moved(BASE, standing, own)
    assert (found.theirs, found.both) == told
    after = [rebased(BASE, standing, own, keep_mine=keep_mine) for keep_mine in (True, False)]
    assert tuple(each["city"] for each in after) == cities
    assert all(each["company"] == standing["company"] for each in after)


@pytest.mark.parametrize(
    ("theirs", "mine", "silent"),
    [
        ({"client_number": "7"}, {"city": "Bath"}, True),
        ({"client_number": "7"}, {"client_number": "8"}, False),
        ({"client_number": "7", "city": "Oslo"}, {}, False),
    ],
)
def test_a_number_that_was_given_meanwhile_is_in_nobodys_way(
    theirs: dict[str, Any], mine: dict[str, Any], silent: bool
) -> None:
    assert moved(BASE, BASE | theirs, BASE | mine).is_only_the_number is silent


def test_a_record_reads_back_as_it_stands() -> None:
    before = {
        **PROSPECT,
        "client_number": 7,
        "emails": ["a@b.example"],
        "phones": [MOBILE],
        "family": [{"first_name": "Ben", "phones": [], "secondary_contact": True}],
        "tasks": [{"task_id": "t9", "kind": "call", "text": "Call", "due_on": "2026-12-01", "done": False}],
        "groups": ["vip"],
        "lead_source_id": "web",
        "birthday_on": date(1980, 2, 29),
    }
    assert read(before) == ({}, {})
    assert changed(typed_of(before, STUDIO), typed_of(before, STUDIO)) == ()


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ({}, {}, []),
        ({}, {"allow_marketing": True}, [("marketing", True)]),
        ({"allow_email_marketing": True}, {"allow_email_marketing": False}, [("email", False)]),
        ({}, {"phones": [MOBILE]}, [("text", True)]),
        ({"phones": [MOBILE]}, {"phones": [{**MOBILE, "number": "+12015550124"}]}, [("text", True)]),
        ({"phones": [MOBILE]}, {"phones": [{**MOBILE, "label": "Cell"}]}, []),
        ({"phones": [MOBILE]}, {"phones": []}, [("text", False)]),
        ({}, {"phones": [{**MOBILE, "sms": False}]}, []),
    ],
)
def test_each_consent_that_changes_leaves_its_evidence(
    before: dict[str, Any], after: dict[str, Any], kinds: list[tuple[str, bool]]
) -> None:
    found = evidence(before, after, note="", by="operator", now=NOW)
    assert [(each["kind"], each["given"]) for each in found] == kinds
    assert all(each["by"] == "operator" and each["source"] == "staff" and each["wording"] for each in found)


MEMBER: dict[str, Any] = {"key": "m", "first_name": "ben", "phones": [], "secondary_contact": False}


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({}, []),
        ({"first_name": ""}, ["first_name"]),
        ({"birthday_on": "2026-11-23"}, ["birthday_on"]),
        ({"email": "ben@"}, ["email"]),
        ({"relationship_id": "none"}, ["relationship_id"]),
        ({"phones": [{"label": "Home", "number": "\u202e1"}]}, ["phones_0_number"]),
    ],
)
def test_a_family_member_is_read_or_refused(typed: dict[str, Any], problems: list[str]) -> None:
    member, found = read_member(MEMBER | typed, STUDIO, today=TODAY, as_typed=False)
    assert list(found) == problems
    assert member["first_name"] in ("Ben", None)


def test_there_is_one_secondary_contact() -> None:
    family = with_member([], {**MEMBER, "secondary_contact": True})
    family = with_member(family, {**MEMBER, "key": "n", "secondary_contact": True})
    assert [(each["key"], each["secondary_contact"]) for each in family] == [("m", False), ("n", True)]
    family = with_member(family, {**MEMBER, "secondary_contact": True})
    assert [(each["key"], each["secondary_contact"]) for each in family] == [("m", True), ("n", False)]


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({}, []),
        ({"text": " "}, ["text"]),
        ({"due_on": ""}, ["due_on"]),
        ({"due_on": "soon"}, ["due_on"]),
        ({"kind": "party"}, ["kind"]),
    ],
)
def test_a_task_is_read_or_refused(typed: dict[str, Any], problems: list[str]) -> None:
    task = {"kind": "call", "text": "Call", "due_on": "2026-12-01", "done": False}
    assert list(read_task(task | typed)[1]) == problems
