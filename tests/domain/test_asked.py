from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.asked import Choice, Field, asked, inputs_of
from chalicelib.domain.studio import FieldOption, Location, Organization, Preferences, Studio

TODAY = date(2026, 11, 21)
HIDDEN, REQUIRED, OPTIONAL = FieldOption.HIDDEN, FieldOption.REQUIRED, FieldOption.OPTIONAL


def options(link_to_booking: bool = False, **wanted: FieldOption) -> dict[Field, FieldOption]:
    organizations = {"oak": Organization(organization_id="oak", description="Oak", visible_online=True)}
    preferences = Preferences(field_options=wanted, link_to_booking=link_to_booking)
    return dict(asked(Studio(preferences=preferences, organizations=organizations), TODAY).options)


def test_without_settings_names_are_required_and_the_rest_is_optional():
    found = options()
    assert {field for field, option in found.items() if option is REQUIRED} == {
        Field.FIRST_NAME,
        Field.LAST_NAME,
    }
    assert HIDDEN not in found.values()


@pytest.mark.parametrize("option", list(FieldOption))
@pytest.mark.parametrize("field", [each for each in Field if each not in (Field.FIRST_NAME, Field.LAST_NAME)])
def test_each_field_is_hidden_required_or_optional(field, option):
    assert options(**{field.value: option})[field] is option


@pytest.mark.parametrize(
    ("wanted", "field", "found"),
    [
        ({"first_name": HIDDEN}, Field.FIRST_NAME, REQUIRED),
        ({"last_name": HIDDEN}, Field.LAST_NAME, REQUIRED),
        ({"last_name": OPTIONAL}, Field.LAST_NAME, OPTIONAL),
        ({"email": HIDDEN}, Field.MOBILE, REQUIRED),
        ({"email": HIDDEN, "may_we_email": REQUIRED}, Field.MAY_WE_EMAIL, HIDDEN),
        ({"mobile": HIDDEN}, Field.EMAIL, REQUIRED),
        ({"mobile": HIDDEN, "may_we_text": REQUIRED}, Field.MAY_WE_TEXT, HIDDEN),
        ({"email": HIDDEN, "mobile": HIDDEN}, Field.EMAIL, REQUIRED),
        ({"email": HIDDEN, "mobile": HIDDEN}, Field.MOBILE, HIDDEN),
    ],
)
def test_a_name_and_one_way_to_reach_the_client_are_always_asked(wanted, field, found):
    assert options(**wanted)[field] is found


def test_preferred_dates_are_not_asked_while_booking_is_linked():
    assert options(link_to_booking=True, preferred_dates=REQUIRED)[Field.PREFERRED_DATES] is HIDDEN


def test_visible_organizations_are_listed_under_their_online_names_in_order():
    studio = Studio(
        preferences=Preferences(),
        organizations={
            "b": Organization(organization_id="b", description="Birch", visible_online=True, position=2),
            "a": Organization(
                organization_id="a", description="A.", online_name="Alder", visible_online=True
            ),
            "h": Organization(organization_id="h", description="Hidden"),
            "i": Organization(organization_id="i", description="Gone", visible_online=True, inactive=True),
        },
    )
    assert asked(studio, TODAY).organizations == (
        Choice(value="a", label="Alder"),
        Choice(value="b", label="Birch"),
    )
    assert asked(replace(studio, organizations={}), TODAY).options[Field.ORGANIZATION] is HIDDEN


@pytest.mark.parametrize(
    ("active", "shown", "only"),
    [((), 0, None), (("main",), 0, "main"), (("main", "lake"), 2, None)],
)
def test_the_location_is_asked_when_more_than_one_is_active(active, shown, only):
    studio = Studio(
        preferences=Preferences(),
        locations={
            name: Location(location_id=name, description=name, inactive=name not in active)
            for name in ("main", "lake", "old")
        },
    )
    found = asked(studio, TODAY)
    assert (len(found.locations), found.only_location_id) == (shown, only)
    assert ("location" in found.hidden_inputs()) is (shown == 0)


def test_every_field_has_inputs_of_its_own():
    names = [name for field in Field for name in inputs_of(field)]
    assert len(names) == len(set(names)) == 15 + 12 + 3
