"""Settings as texts: what is typed is read, and reads back the same."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.menu import Menu, holds, is_shared
from chalicelib.domain.objection import Objection
from chalicelib.domain.setting import ORGANIZATION_LABEL, OTHER_LABEL, set_up_of, taken, texts
from chalicelib.domain.studio import BookingStyle, FieldOption, Preferences, Studio
from tests.handlers.studios import STUDIO, TWO_PLACES, studio_with

FULL = set_up_of(
    replace(
        studio_with(
            style=BookingStyle.LINK,
            redirect_url="https://studio.example/",
            colors={"text": "#000000"},
            field_options={"city": FieldOption.REQUIRED},
            custom_labels={"custom_date_1": "Wedding day"},
            organization_label="Club",
            loyalty_start_on=date(2026, 1, 1),
            additional_origins=("https://a.example", "https://b.example"),
        ),
        locations=TWO_PLACES,
    )
)


@pytest.mark.parametrize("stands", [FULL, set_up_of(Studio(preferences=Preferences()))])
def test_every_setting_reads_back_as_it_was_written(stands):
    told = texts(stands)
    again, objections = taken(stands, told)
    assert objections == {}
    assert texts(again) == told


def test_every_setting_goes_over_to_another_studio():
    told = texts(FULL)
    blank = set_up_of(replace(STUDIO, locations=TWO_PLACES, preferences=Preferences()))
    again, objections = taken(blank, told)
    assert objections == {}
    assert texts(again) == told


@pytest.mark.parametrize(
    ("name", "text", "objection"),
    [
        ("no_such", "x", Objection.UNKNOWN),
        ("version", "7", Objection.UNKNOWN),
        ("logo_key", "logo/other.jpg", Objection.UNKNOWN),
        ("field_shoe_size", "hidden", Objection.UNKNOWN),
        ("field_city", "sometimes", Objection.UNKNOWN),
        ("color_shadow", "#000", Objection.UNKNOWN),
        ("label_custom_text_9", "x", Objection.UNKNOWN),
        ("place_old", "x", Objection.UNKNOWN),
        ("place_main", "x" * 101, Objection.TOO_LONG),
        ("form_active", "perhaps", Objection.UNKNOWN),
        ("next_number", "-5", Objection.NOT_A_NUMBER),
        ("next_number", "1" * 14, Objection.NOT_A_NUMBER),
        ("next_number", "0", Objection.NOT_FROM_ONE),
        ("quiet_from", "21:00:30", Objection.NOT_A_TIME),
        ("quiet_from", "21:00+02:00", Objection.NOT_A_TIME),
        ("sender_name", "a\r\nBcc: b", Objection.NOT_ALLOWED),
    ],
)
def test_what_is_no_value_is_refused_and_what_stands_stays(name, text, objection):
    assert taken(FULL, {name: text}) == (FULL, {name: objection})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({ORGANIZATION_LABEL: "School"}, "School"),
        ({ORGANIZATION_LABEL: "School", OTHER_LABEL: "Team"}, "School"),
        ({OTHER_LABEL: "Team"}, "Team"),
        ({ORGANIZATION_LABEL: "other", OTHER_LABEL: "Team"}, "Team"),
        ({ORGANIZATION_LABEL: "Organization", OTHER_LABEL: ""}, "Organization"),
    ],
)
def test_the_label_of_ones_own_counts_when_it_is_chosen(typed, expected):
    assert taken(FULL, typed)[0].preferences.organization_label == expected


def test_every_setting_has_a_menu_and_the_shared_ones_have_two():
    for name in texts(FULL):
        menus = {menu for menu in Menu if holds(menu, name)}
        assert menus, name
        assert is_shared(name) == (menus == {Menu.REFERRAL, Menu.BOOKING}), name
        assert Menu.COMPANY not in menus or len(menus) == 1, name
