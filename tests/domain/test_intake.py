from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.answers import Problem
from chalicelib.domain.asked import INPUTS, Asked, Choice, Field, asked
from chalicelib.domain.intake import Child, Intake, check
from chalicelib.domain.studio import FieldOption, Organization, Preferences, Studio

TODAY = date(2026, 11, 21)
LEAST = {"first_name": "Sara", "last_name": "Lee", "email": "sara@example.com"}
ORGANIZATIONS = {"oak": Organization(organization_id="oak", description="Oak", visible_online=True)}
PLACES = (Choice(value="main", label="Downtown"), Choice(value="lake", label="Lake"))


def asking(**options: FieldOption) -> Asked:
    preferences = Preferences(field_options=options)
    return asked(Studio(preferences=preferences, organizations=ORGANIZATIONS), TODAY)


def problems(values: dict[str, str], form: Asked | None = None) -> dict[str, Problem]:
    return dict(check(values, form or asking())[1])


def test_the_least_that_can_be_answered_is_taken():
    intake, wrong = check(LEAST, asking())
    assert not wrong
    assert intake == Intake(
        first_name="Sara", last_name="Lee", email="sara@example.com", may_we_email=False, may_we_text=False
    )


def test_everything_that_can_be_answered_is_taken():
    values = {
        "location": "lake",
        "first_name": "  sara ann ",
        "last_name": "o'neil-lee",
        "email": "Sara@Example.COM",
        "may_we_email": "yes",
        "mobile": "(555) 010-0199",
        "may_we_text": "yes",
        "home_phone": "+44 20 7946 0018",
        "birthday": "1988-02-29",
        "organization": "oak",
        "address": "1 Main Street",
        "city": "Portland",
        "region": "OR",
        "postal_code": "97201",
        **{f"child_{number}_name": f"child {number}" for number in range(1, 7)},
        "child_2_birthday": "2026-11-21",
        "preferred_date_1": "2026-11-22",
        "preferred_date_2": "",
        "preferred_date_3": "2028-11-20",
        "notes": "Two dogs,\r\none cat.",
    }
    intake, wrong = check(values, replace(asking(), locations=PLACES))
    assert not wrong
    assert intake == Intake(
        location_id="lake",
        first_name="Sara Ann",
        last_name="O'neil-Lee",
        email="Sara@example.com",
        may_we_email=True,
        mobile="+15550100199",
        may_we_text=True,
        home_phone="+442079460018",
        birthday_on=date(1988, 2, 29),
        organization_id="oak",
        address="1 Main Street",
        city="Portland",
        region="OR",
        postal_code="97201",
        family=(
            Child(name="Child 1"),
            Child(name="Child 2", birthday_on=TODAY),
            *(Child(name=f"Child {number}") for number in range(3, 7)),
        ),
        preferred_on=(date(2026, 11, 22), date(2028, 11, 20)),
        notes="Two dogs,\none cat.",
    )


def test_the_studio_may_leave_names_as_typed():
    assert (
        check({**LEAST, "first_name": "sara"}, replace(asking(), auto_capitals=False))[0].first_name == "sara"
    )


@pytest.mark.parametrize(
    ("changed", "name", "problem"),
    [
        ({"first_name": ""}, "first_name", Problem.MISSING),
        ({"first_name": "\u200b"}, "first_name", Problem.MISSING),
        ({"first_name": "a" * 81}, "first_name", Problem.TOO_LONG),
        ({"last_name": "a\r\nBcc: x@y.z"}, "last_name", Problem.NOT_ALLOWED),
        ({"email": ""}, "email", Problem.NO_WAY_TO_REACH),
        ({"email": "jane@"}, "email", Problem.NOT_AN_EMAIL),
        ({"email": "a@x.com,b@x.com"}, "email", Problem.NOT_AN_EMAIL),
        ({"email": "a" * 400 + "@x.com"}, "email", Problem.TOO_LONG),
        ({"email": "a@x.com\x00"}, "email", Problem.NOT_ALLOWED),
        ({"mobile": "call me"}, "mobile", Problem.NOT_A_PHONE),
        ({"mobile": "555"}, "mobile", Problem.NOT_A_PHONE),
        ({"home_phone": "javascript:alert(1)"}, "home_phone", Problem.NOT_A_PHONE),
        ({"may_we_text": "yes"}, "mobile", Problem.NO_MOBILE_TO_TEXT),
        ({"may_we_text": "true"}, "may_we_text", Problem.NOT_LISTED),
        ({"may_we_text": "1"}, "may_we_text", Problem.NOT_LISTED),
        (
            {"email": "", "mobile": "555 010 0199", "may_we_email": "yes"},
            "email",
            Problem.NO_EMAIL_TO_WRITE_TO,
        ),
        ({"birthday": "2025-02-29"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "02/03/1988"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "19880203"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "1988-W05-3"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "1988-02-03T00:00"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "0000-01-01"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "10000-01-01"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "1895-12-31"}, "birthday", Problem.NOT_A_DATE),
        ({"birthday": "1896-01-01"}, None, None),
        ({"birthday": "2026-11-21"}, None, None),
        ({"birthday": "2026-11-22"}, "birthday", Problem.NOT_PAST),
        ({"organization": "elm"}, "organization", Problem.NOT_LISTED),
        ({"organization": "OAK"}, "organization", Problem.NOT_LISTED),
        ({"organization": "oak#x"}, "organization", Problem.NOT_LISTED),
        ({"organization": "o" * 2049}, "organization", Problem.NOT_LISTED),
        ({"address": "a" * 121}, "address", Problem.TOO_LONG),
        ({"address": "a\nb"}, "address", Problem.NOT_ALLOWED),
        ({"postal_code": "SW1A 1AA"}, None, None),
        ({"postal_code": "1" * 21}, "postal_code", Problem.TOO_LONG),
        ({"child_3_birthday": "2015-01-01"}, "child_3_name", Problem.NO_NAME),
        ({"child_1_name": "Tim", "child_1_birthday": "2026-11-22"}, "child_1_birthday", Problem.NOT_PAST),
        ({"preferred_date_1": "2026-11-21"}, "preferred_date_1", Problem.NOT_AHEAD),
        ({"preferred_date_1": "2026-11-22"}, None, None),
        ({"preferred_date_1": "2028-11-20"}, None, None),
        ({"preferred_date_1": "2028-11-21"}, "preferred_date_1", Problem.NOT_AHEAD),
        ({"preferred_date_1": "9999-12-31"}, "preferred_date_1", Problem.NOT_AHEAD),
        (
            {"preferred_date_1": "2026-12-01", "preferred_date_3": "2026-12-01"},
            "preferred_date_3",
            Problem.TWICE,
        ),
        ({"notes": "a" * 2001}, "notes", Problem.TOO_LONG),
        ({"notes": "a\x00"}, "notes", Problem.NOT_ALLOWED),
    ],
)
def test_an_answer_is_taken_or_told_what_is_wrong_with_it(changed, name, problem):
    assert problems(LEAST | changed) == ({} if name is None else {name: problem})


def test_problems_are_told_in_the_order_of_the_page():
    wrong = problems({"notes": "\x00", "child_1_birthday": "2015-01-01", "mobile": "x", "birthday": "x"})
    assert list(wrong) == ["first_name", "last_name", "mobile", "birthday", "child_1_name", "notes"]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        *((field, field.value) for field in Field if field not in (Field.FAMILY, Field.PREFERRED_DATES)),
        (Field.FAMILY, "child_1_name"),
        (Field.PREFERRED_DATES, "preferred_date_1"),
    ],
)
def test_a_required_field_is_missed_and_a_hidden_one_is_not_read(field, name):
    form = asking(**{field.value: FieldOption.REQUIRED})
    assert problems({"mobile": "555 010 0199"} | dict.fromkeys((name,), ""), form)[name] is Problem.MISSING
    if field in (Field.FIRST_NAME, Field.LAST_NAME, Field.EMAIL):
        return
    hidden = asking(**{field.value: FieldOption.HIDDEN})
    assert problems(LEAST | {name: "\x00"}, hidden) == {}
    assert name in hidden.hidden_inputs()


def test_a_required_consent_may_be_refused():
    form = asking(may_we_email=FieldOption.REQUIRED, may_we_text=FieldOption.REQUIRED)
    assert list(problems(LEAST, form)) == ["may_we_email", "may_we_text"]
    intake, wrong = check(LEAST | {"may_we_email": "no", "may_we_text": "no"}, form)
    assert not wrong
    assert (intake.may_we_email, intake.may_we_text) == (False, False)


def test_a_consent_that_is_not_asked_is_neither_given_nor_refused():
    form = asking(may_we_email=FieldOption.HIDDEN, may_we_text=FieldOption.HIDDEN)
    intake, _ = check(LEAST, form)
    assert (intake.may_we_email, intake.may_we_text) == (None, None)


@pytest.mark.parametrize(("answer", "problem"), [("", Problem.MISSING), ("old", Problem.NOT_LISTED)])
def test_where_there_are_several_places_one_must_be_chosen(answer, problem):
    form = replace(asking(), locations=PLACES)
    assert problems(LEAST | {"location": answer}, form) == {"location": problem}


def test_the_only_place_is_the_clients():
    assert check(LEAST, replace(asking(), only_location_id="main"))[0].location_id == "main"


@given(st.dictionaries(st.sampled_from(sorted(INPUTS)), st.text(max_size=60)))
def test_no_form_breaks_the_reading(values):
    intake, wrong = check(values, asking())
    assert wrong or (intake.first_name and intake.last_name and (intake.email or intake.mobile))
