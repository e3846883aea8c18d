"""Company preferences and Online Booking Preferences, through the console's function."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.names import NameOrder, shown_name
from chalicelib.domain.studio import LoyaltyRule, NumberMode
from chalicelib.models import studio as table
from chalicelib.models.number import last_number, take_block
from tests.console.preferences import BOOKING, COMPANY, REFERRAL, SAVED, Office, saves
from tests.handlers.studios import STUDIO, studio_with


@pytest.fixture
def office(tables, monkeypatch, now) -> Office:
    return Office(monkeypatch, now)


@pytest.mark.parametrize(
    ("tab", "form", "expected"),
    [
        ("Studio", {"studio_name": "Northlight"}, "Northlight"),
        ("Studio", {"postal_address": "1 Main St\nTown"}, "1 Main St\nTown"),
        ("Studio", {"phone": "+1 555 010 0177"}, "+1 555 010 0177"),
        ("Studio", {"website": "https://north.example"}, "https://north.example"),
        (
            "Studio",
            {"additional_origins": "https://shop.example\n\n https://blog.example"},
            ("https://shop.example", "https://blog.example"),
        ),
        ("Studio", {"public_url": "https://join.north.example/"}, "https://join.north.example/"),
        ("Studio", {"privacy_url": "https://north.example/privacy"}, "https://north.example/privacy"),
        ("Studio", {"zone": "Europe/Vienna"}, "Europe/Vienna"),
        ("Studio", {"country": "AT"}, "AT"),
        ("Studio", {"currency": "EUR"}, "EUR"),
        ("Studio", {"live": "no"}, False),
        ("Studio", {"submissions_per_day_max": "50"}, 50),
        ("Clients", {"number_mode": "status"}, NumberMode.STATUS),
        ("Clients", {"name_order": "first_last"}, NameOrder.FIRST_LAST),
        ("Clients", {"auto_capitals": "no"}, False),
        ("Clients", {"allow_marketing_default": "yes"}, True),
        ("Clients", {"limit_lead_sources": "yes"}, True),
        ("Clients", {"loyalty_start_on": "2026-01-01"}, date(2026, 1, 1)),
        ("Messages", {"sender_email": "hello@north.example"}, "hello@north.example"),
        ("Messages", {"sender_name": "Northlight"}, "Northlight"),
        ("Messages", {"reply_to": "desk@north.example"}, "desk@north.example"),
        ("Messages", {"quiet_from": "20:30"}, "20:30"),
        ("Messages", {"quiet_until": "9:00"}, "09:00"),
    ],
)
def test_a_company_preference_is_stored_and_recorded(office, tab, form, expected):
    (name,) = form
    assert SAVED in office.save(COMPANY, tab, form).words
    assert getattr(office.stored, name) == expected
    (record,) = saves()
    assert record.after.keys() == {name, "version"}
    shown = office.opened(COMPANY, tab).values[name]
    assert (shown or "no") == record.after[name]


@pytest.mark.parametrize(
    ("tab", "form", "words"),
    [
        ("Studio", {"studio_name": ""}, "Enter something here"),
        ("Studio", {"studio_name": "N" * 201}, "This is too long"),
        ("Studio", {"studio_name": "North\u0007light"}, "characters that cannot be shown"),
        ("Studio", {"website": "north.example"}, "Enter a whole address"),
        ("Studio", {"public_url": "javascript:alert(1)"}, "Enter a whole address"),
        ("Studio", {"additional_origins": "https://a.example/path"}, "Enter only the beginning"),
        ("Studio", {"privacy_url": "http://north.example"}, "Enter a whole address"),
        ("Studio", {"zone": "Mars/Olympus"}, "Choose something that is there"),
        ("Studio", {"country": "Atlantis"}, "Choose something that is there"),
        ("Studio", {"currency": "dollars"}, "Choose something that is there"),
        ("Studio", {"submissions_per_day_max": "0"}, "Enter a whole number from 1 on"),
        ("Studio", {"submissions_per_day_max": "many"}, "Enter a whole number in digits"),
        ("Clients", {"number_mode": "sometimes"}, "Choose something that is there"),
        ("Clients", {"loyalty_start_on": "soon"}, "Enter a date such as"),
        ("Clients", {"loyalty_start_on": "20260101"}, "Enter a date such as"),
        ("Clients", {"label_custom_date_1": "d" * 51}, "This is too long"),
        ("Messages", {"sender_email": "not an address"}, "Enter an email address"),
        ("Messages", {"sender_email": "a@b.example\nBcc: c@d.example"}, "characters that cannot"),
        ("Messages", {"quiet_from": "25:00"}, "Enter a time such as"),
        ("Messages", {"quiet_until": ""}, "Enter a time such as"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field_and_nothing_is_stored(office, tab, form, words):
    before = office.stored
    ((name, typed),) = form.items()
    answer = office.save(COMPANY, tab, form)
    assert words in answer.words
    assert answer.values[name] == typed
    assert office.stored == before
    assert not saves()


def test_the_labels_of_the_custom_fields_are_the_studios_own(office):
    form = {"label_custom_date_1": "Wedding day", "label_custom_text_4": "Frame size"}
    assert SAVED in office.save(COMPANY, "Clients", form).words
    preferences = office.stored
    assert preferences.custom_label("custom_date_1") == "Wedding day"
    assert preferences.custom_label("custom_text_4") == "Frame size"
    assert preferences.custom_label("custom_text_1") == "Custom text 1"


def test_the_next_number_can_only_go_up_and_the_last_given_is_shown(office):
    assert "No number was given yet. Left empty, the next one is 1001" in (
        office.opened(COMPANY, "Clients").words
    )
    take_block(3)
    clients = office.opened(COMPANY, "Clients")
    assert "The last number given was 1003" in clients.words
    refused = office.desk.press(clients, "Save", {"next_number": "1003"})
    assert "This number, or one after it, was given already" in refused.words
    assert last_number() == 1003
    assert SAVED in office.desk.press(refused, "Save", {"next_number": "5000"}).words
    assert list(take_block(1)) == [5000]
    assert "The last number given was 5000" in office.opened(COMPANY, "Clients").words
    assert office.opened(COMPANY, "Clients").values["next_number"] == ""


def test_the_loyalty_start_date_is_the_one_that_the_night_reads(tables, monkeypatch, now):
    office = Office(monkeypatch, now, STUDIO)
    assert office.stored.loyalty is None
    assert SAVED in office.save(COMPANY, "Clients", {"loyalty_start_on": "2026-03-01"}).words
    rule = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(500))
    assert table.save_preferences(replace(office.stored, loyalty=rule))
    assert office.stored.stored_rule == replace(rule, start_on=date(2026, 3, 1))
    assert SAVED in office.save(COMPANY, "Clients", {"loyalty_start_on": ""}).words
    assert office.stored.stored_rule == rule


def test_a_name_is_shown_in_the_order_of_the_studio():
    assert shown_name("Sara", "Lee", NameOrder.LAST_FIRST) == "Lee, Sara"
    assert shown_name("Sara", "Lee", NameOrder.FIRST_LAST) == "Sara Lee"
    assert [shown_name("Sara", None, order) for order in NameOrder] == ["Sara", "Sara"]
    assert [shown_name(None, "Lee", order) for order in NameOrder] == ["Lee", "Lee"]
    assert shown_name(None, None, NameOrder.LAST_FIRST) == ""


def test_quiet_hours_say_what_they_are_used_for(office):
    assert "Used for texts: none is sent in quiet hours" in office.opened(COMPANY, "Messages").words


def test_company_preferences_are_saved_while_the_program_is_off(tables, monkeypatch, now):
    office = Office(monkeypatch, now, studio_with(form_active=False))
    assert SAVED in office.save(COMPANY, "Studio", {"studio_name": "Northlight"}).words
    assert office.stored.studio_name == "Northlight"


def test_the_booking_menu_has_the_shared_settings_and_the_address_of_booking(office):
    answer = office.opened(BOOKING)
    assert {"booking_url", "style", "redirect_url"} == set(answer.values)
    assert SAVED in office.save(BOOKING, "General", {"booking_url": "https://book.example/"}).words
    assert office.stored.booking_url == "https://book.example/"
    assert "Online Booking is https://book.example/" in office.opened(REFERRAL).words


def test_an_edit_of_one_menu_leaves_another_menus_draft_alone(office):
    clients = office.desk.press(office.opened(COMPANY), "Clients", {"studio_name": "Northlight"})
    assert SAVED in office.save(REFERRAL, "Look and feel", {"color_button": "#204060"}).words
    assert SAVED in office.desk.press(clients, "Save").words
    assert (office.stored.studio_name, office.stored.colors["button"]) == ("Northlight", "#204060")
