"""Each statement of *Referral Program Preferences* on saving: from the deployed console to what is stored."""

import re

from tests.cloud.office import BOOKING, REFERRAL, SAVED, Office
from tests.cloud.programs import own_letter, paying, program
from tests.cloud.visitor import Visitor


def test_the_menu_is_where_the_settings_for_new_online_referrals_are_completed(office: Office) -> None:
    menu = office.manager.press(
        office.manager.ask("start", params={"dashboard": "set-up"}), "Referral program preferences"
    )
    clients = office.manager.press(menu, "Clients")
    assert SAVED in office.manager.press(clients, "Save", {"field_postal_code": "hidden"}).words
    assert office.preferences["field_options"]["postal_code"] == "hidden"


def test_a_shared_setting_modified_in_one_menu_changes_in_the_other(office: Office) -> None:
    for menu, other, color in ((REFERRAL, BOOKING, "#112233"), (BOOKING, REFERRAL, "#332211")):
        assert SAVED in office.save({"Look and feel": {"color_heading": color}}, menu).words
        assert office.preferences["colors"]["heading"] == color
        assert office.tab("Look and feel", other).values["color_heading"] == color


def test_activate_online_referral_program_unlocks_the_rest_for_editing(office: Office) -> None:
    office.saved(General={"form_active": "no"})
    assert office.preferences["form_active"] is False
    assert office.page().heading == "This form is closed"
    locked = office.manager.ask(REFERRAL)
    assert set(locked.values) == {"form_active"}
    # Nor does the server take what a page of ours does not offer.
    forged = {"form_active": "no", "style": "link", "redirect_url": "https://elsewhere.example"}
    office.manager.ask(REFERRAL, "save", {**locked.button("Save"), "tab": "general"}, forged)
    assert office.preferences["redirect_url"] != "https://elsewhere.example"
    unlocked = office.manager.press(locked, "Unlock the rest", {"form_active": "yes"})
    assert {"style", "redirect_url", "link_to_booking"} <= set(unlocked.values)
    assert SAVED in office.manager.press(unlocked, "Save").words
    office.live.renew("api_handler")
    assert office.preferences["form_active"] is True
    assert office.page().status == 200


def test_online_booking_must_be_set_up_for_the_link_to_work(office: Office) -> None:
    address = office.preferences["booking_url"]
    office.save({"General": {"link_to_booking": "no"}})
    assert SAVED in office.save({"General": {"booking_url": ""}}, BOOKING).words
    refused = office.save({"General": {"link_to_booking": "yes"}})
    assert "Online Booking is not set up: its address is missing" in refused.words
    assert office.preferences["link_to_booking"] is False
    assert SAVED in office.save({"General": {"booking_url": address}}, BOOKING).words
    assert SAVED in office.save({"General": {"link_to_booking": "yes"}}).words
    assert (office.preferences["link_to_booking"], office.preferences["booking_url"]) == (True, address)


def test_a_lead_source_is_created_in_client_maintenance_and_is_then_a_default(office: Office) -> None:
    source = office.add("Lead Sources", "a lead source", description="Found online")
    assert SAVED in office.save({"Clients": {"default_lead_source_id": source}}).words
    assert office.preferences["default_lead_source_id"] == source


def test_how_each_organization_is_displayed_is_changed_where_the_organization_is_opened(
    office: Office,
) -> None:
    office.add("Organizations", "an organization", description="Reef School (2026)")
    clients = office.tab("Clients")
    edit = office.manager.press(clients, "Edit Reef School (2026)")
    office.manager.press(edit, "Save", {"online_name": "The Reef", "visible_online": "yes"})
    (stored,) = office.live.rows("studio", description="Reef School (2026)")
    assert (stored["settings"]["online_name"], stored["settings"]["visible_online"]) == ("The Reef", True)


def test_click_ok_to_save_the_preferences_of_all_tabs_or_none(office: Office) -> None:
    before = office.preferences
    tabs = {"Clients": {"field_region": "hidden"}, "Look and feel": {"color_error": "no color"}}
    refused = office.save(tabs)
    assert SAVED not in refused.words
    assert office.preferences == before
    assert SAVED in office.manager.press(refused, "Save", {"color_error": "#990000"}).words
    after = office.preferences
    assert (after["field_options"]["region"], after["colors"]["error"]) == ("hidden", "#990000")
    assert office.audit_of("preferences")[-1]["after"].keys() == {"field_region", "color_error", "version"}


def test_what_new_clients_will_see_online_is_shown(office: Office) -> None:
    typed = {"organization_label": "other", "organization_label_other": "Orchestra"}
    shown = office.manager.press(office.tab("Clients"), "Preview the form", typed)
    (address,) = re.findall(r'href="([^"]+/preview\?t=[^"]+)"', shown.html)
    page = Visitor().get(address)
    assert page.status == 200
    assert "Preview: this is not saved yet" in page.text
    assert '<label for="organization">Orchestra' in page.text
    assert office.preferences["organization_label"] != "Orchestra"


def test_now_it_is_time_to_set_up_your_client_referral_programs(office: Office) -> None:
    start = office.manager.ask("start", params={"dashboard": "set-up"})
    programs = office.manager.press(start, "Client referral programs")
    form = office.manager.press(programs, "Add a program")
    office.manager.press(form, "Save", {"description": "After the preferences"})
    (stored,) = office.live.rows("studio", description="After the preferences")
    assert stored["settings"]["terms"]["program_name"] == "After the preferences"


def test_you_may_create_the_email_for_a_new_reward_before(office: Office) -> None:
    html = "<p>{{ reward.amount }}</p>"
    letter = own_letter(office, "reward", "email", "Written before", subject="Thanks", html=html, text="")
    chosen = paying("20", reward_letter="yes", reward_letter_id=letter)
    stored = office.item(f"program#{program(office, 'With the email', **chosen)}")
    assert stored["settings"]["terms"]["reward_letter_id"] == letter
    (words,) = office.live.rows("letters", letter_id=letter, version=1)
    assert (words["subject"], words["html"]) == ("Thanks", html)
