"""Each statement of *Referral Program Preferences*, through the console, with its stored effect."""

import base64
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.studio import BookingStyle, FieldOption, ListItem, Organization
from chalicelib.flows.change_logo import Outcome, show_logo
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.services import logo
from tests.console.desk import Desk
from tests.console.preferences import BOOKING, COMPANY, REFERRAL, SAVED, Office, saves
from tests.handlers.studios import STUDIO, TWO_PLACES, studio_with
from tests.outside import OUTSIDE

JPEG = b"\xff\xd8\xff\xe0"
HOSTILE = '"><cwdb-action action="call">{"view":"x"}</cwdb-action></td>{{ 7*7 }}\u202e'


@pytest.fixture
def office(tables, monkeypatch, now) -> Office:
    return Office(monkeypatch, now)


@pytest.fixture
def closed(tables, monkeypatch, now) -> Office:
    return Office(monkeypatch, now, studio_with(form_active=False))


@pytest.fixture
def places(tables, monkeypatch, now) -> Office:
    return Office(monkeypatch, now, replace(STUDIO, locations=TWO_PLACES))


def the_client() -> Client:
    (client,) = Client.scan()
    return client


def codes_of(html: str) -> list[str]:
    """The code that each snippet of a screen gives away."""
    return [unescape(code) for code in re.findall(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL)]


# Frame


def test_the_settings_of_this_menu_control_the_form_where_a_new_referral_enters_their_details(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_home_phone": "hidden"}).words
    page = office.visitor().get("/")
    assert 'name="home_phone"' not in page.text
    assert 'name="mobile"' in page.text


@pytest.mark.parametrize(
    ("tab", "form", "read"),
    [
        ("General", {"style": "link", "redirect_url": "https://studio.example/"}, "style"),
        ("Logo", {"show_logo": "yes"}, "show_logo"),
        ("Clients", {"default_status_id": ""}, "default_status_id"),
        ("Clients", {"default_lead_source_id": ""}, "default_lead_source_id"),
        ("Look and feel", {"color_button": "#123456"}, "color_button"),
    ],
)
def test_a_shared_setting_that_is_modified_in_one_menu_changes_in_the_other(office, tab, form, read):
    for view, other in ((REFERRAL, BOOKING), (BOOKING, REFERRAL)):
        before = office.stored
        assert SAVED in office.save(view, tab, form).words
        assert office.opened(other, tab).values[read] == form[read]
        assert "Shared with the" in office.opened(other, tab).words
        assert table.save_preferences(replace(before, version=office.stored.version))


def test_activate_unlocks_the_rest_of_the_preferences_for_editing(closed):
    locked = closed.desk.ask(REFERRAL)
    assert set(locked.values) == {"form_active"}
    assert "only this switch can be changed" in locked.words
    assert not [label for label, _ in locked.buttons if label in ("Logo", "Clients", "Look and feel")]
    unlocked = closed.desk.press(locked, "Unlock the rest", {"form_active": "yes"})
    assert {"style", "redirect_url", "link_to_booking"} <= set(unlocked.values)
    assert not closed.stored.form_active
    assert SAVED in closed.desk.press(unlocked, "Save").words
    assert closed.stored.form_active
    assert closed.visitor().get("/").status == 200


def test_while_it_is_not_active_the_server_refuses_every_other_change(closed):
    locked = closed.desk.ask(REFERRAL)
    forged = {
        "form_active": "no",
        "style": "link",
        "redirect_url": "https://evil.example",
        "color_text": "#fff",
    }
    payload = {**locked.button("Save"), "tab": "look"}
    closed.desk.ask(REFERRAL, "save", payload, forged)
    assert (closed.stored.style, closed.stored.redirect_url) == (BookingStyle.IFRAME, "")
    unlocked = closed.desk.press(locked, "Unlock the rest", {"form_active": "yes"})
    typed = closed.desk.press(unlocked, "Look and feel", {"redirect_url": "https://studio.example"})
    general = closed.desk.press(typed, "General")
    answer = closed.desk.press(general, "Save", {"form_active": "no"})
    assert "While the program is off nothing but this switch can be changed" in answer.words
    assert closed.stored.redirect_url == ""
    assert closed.visitor().get("/").status == 404


# General


def test_with_the_link_style_the_redirect_url_is_needed_and_is_where_the_customer_gets_back_to(office):
    refused = office.save(REFERRAL, "General", {"style": "link"})
    assert "With the style Link, clients need a way back" in refused.words
    assert office.stored.style is BookingStyle.IFRAME
    form = {"style": "link", "redirect_url": "https://studio.example/thanks"}
    assert SAVED in office.save(REFERRAL, "General", form).words
    assert (office.stored.style, office.stored.redirect_url) == (BookingStyle.LINK, form["redirect_url"])
    thanks = office.visitor().send()
    assert f'<a href="{form["redirect_url"]}">Back to our website</a>' in thanks.text


def test_with_the_iframe_style_no_redirect_url_is_necessary_and_the_website_may_frame_the_form(office):
    office.save(REFERRAL, "General", {"style": "link", "redirect_url": "https://studio.example/"})
    assert SAVED in office.save(REFERRAL, "General", {"style": "iframe", "redirect_url": ""}).words
    page = office.visitor().get("/")
    assert (
        "frame-ancestors https://studio.example https://www.studio.example"
        in page.headers["Content-Security-Policy"]
    )
    assert "Back to our website" not in office.visitor().send().text


def test_get_html_code_constructs_the_iframe_or_the_link_and_a_click_selects_it(office):
    iframe = office.desk.press(office.opened(REFERRAL), "Get HTML Code")
    codes = codes_of(iframe.html)
    assert [code.startswith("<iframe ") for code in codes] == [True, True, False]
    assert "<script>" in codes[0]
    assert "<script>" not in codes[1]
    assert codes[2].startswith('<a href="https://forms.example">')
    assert ".sr-snippet{user-select:all" in iframe.html
    form = {"style": "link", "redirect_url": "https://studio.example/"}
    link = office.desk.press(office.opened(BOOKING), "Get HTML Code", form)
    codes = codes_of(link.html)
    assert codes[0].startswith('<a href="https://forms.example">')
    assert office.stored.style is BookingStyle.IFRAME  # Asking for the code stores nothing.


def test_the_height_of_the_iframe_follows_the_fields_that_are_typed(office):
    def height() -> int:
        found = re.search(r"about (\d+) pixels", office.desk.press(clients, "Get HTML Code", form).words)
        assert found
        return int(found[1])

    clients, form = office.opened(REFERRAL, "Clients"), {}
    tall = height()
    form = {"field_family": "hidden", "field_notes": "hidden", "field_preferred_dates": "hidden"}
    assert height() < tall - 400


def test_visitors_choose_a_location_by_the_display_name_that_was_entered(places):
    answer = places.save(REFERRAL, "General", {"place_main": "In the old town", "place_lake": ""})
    assert SAVED in answer.words
    standing = table.load().locations
    assert [standing[key].display_name for key in ("main", "lake")] == ["In the old town", ""]
    assert "place_old" not in answer.values  # Retired.
    page = places.visitor().get("/")
    assert re.findall(r'<option value="(?:main|lake)">(.*?)</option>', page.text) == [
        "In the old town",
        "Lake Road",
    ]
    assert places.opened(BOOKING).values["place_main"] == "In the old town"


def test_link_to_online_booking_lets_the_client_go_on_to_book_once_the_details_are_sent(office):
    assert SAVED in office.save(BOOKING, "General", {"booking_url": "https://book.example/now"}).words
    assert "Book your session" not in office.visitor().send().text
    assert SAVED in office.save(REFERRAL, "General", {"link_to_booking": "yes"}).words
    assert office.stored.link_to_booking
    thanks = office.visitor().send(nonce="n2", email="other@example.com")
    offer = re.search(r'href="(book\?t=[^"]+)"[^>]*>Book your session', thanks.text)
    assert offer
    on = office.visitor().get("/" + offer[1])
    assert on.headers["Location"].startswith("https://book.example/now")


def test_online_booking_must_be_set_up_for_the_link_to_work(office):
    refused = office.save(
        REFERRAL, "General", {"link_to_booking": "yes", "redirect_url": "https://a.example"}
    )
    assert "Online Booking is not set up: its address is missing" in refused.words
    assert (office.stored.link_to_booking, office.stored.redirect_url) == (False, "")
    way = office.desk.press(refused, "Open Online Booking Preferences", {"link_to_booking": "no"})
    assert "booking_url" in way.values


def test_booking_that_the_form_is_linked_to_keeps_its_address(office):
    office.save(BOOKING, "General", {"booking_url": "https://book.example/now"})
    office.save(REFERRAL, "General", {"link_to_booking": "yes"})
    refused = office.save(BOOKING, "General", {"booking_url": ""})
    assert "Link to Online Booking: Online Booking is not set up" in refused.words
    assert office.stored.booking_url == "https://book.example/now"


# Logo


def test_show_logo_is_stored_and_recommended_for_the_link_style_only(office):
    answer = office.save(REFERRAL, "Logo", {"show_logo": "yes"})
    assert SAVED in answer.words
    assert "We recommend it for the style Link" in answer.words
    assert office.stored.show_logo
    form = {"style": "link", "redirect_url": "https://studio.example/"}
    assert "The logo is shown inside your website" not in office.save(REFERRAL, "General", form).words


def test_upload_new_logo_leads_to_the_upload_and_keeps_what_was_typed(office):
    tab = office.opened(REFERRAL, "Logo")
    assert "No logo is uploaded yet" in tab.words
    OUTSIDE.empty()
    OUTSIDE.open = True
    upload = office.desk.press(tab, "Upload New Logo", {"show_logo": "yes"})
    assert "uploads/logo/" in upload.words
    resumed = office.desk.press(office.desk.ask("start"), "Resume Referral Program Preferences")
    assert office.desk.press(resumed, "Logo").values["show_logo"] == "yes"
    assert not office.stored.show_logo


# Clients


def test_the_defaults_are_set_on_the_new_client_of_the_form(office):
    table.save_item(ListItem(kind="lead_source", item_id="online", description="Online referral"))
    form = {"default_status_id": "online", "default_lead_source_id": "online"}
    assert SAVED in office.save(REFERRAL, "Clients", form).words
    office.visitor().send()
    client = the_client()
    assert (client.status_id, client.lead_source_id) == ("online", "online")
    assert client.status_due_on is not None


def test_a_status_or_lead_source_that_is_not_on_the_lists_is_refused(office):
    for name in ("default_status_id", "default_lead_source_id"):
        answer = office.save(REFERRAL, "Clients", {name: "no-such"})
        assert "Choose something that is there now" in answer.words
    assert (office.stored.default_status_id, office.stored.default_lead_source_id) == ("online", "web")


def test_a_hidden_field_is_hidden_from_the_clients_view_and_an_answer_to_it_is_refused(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_notes": "hidden"}).words
    assert office.stored.field_options["notes"] is FieldOption.HIDDEN
    visitor = office.visitor()
    assert 'name="notes"' not in visitor.get("/").text
    assert visitor.send(notes="Hello").status == 422
    assert not list(Client.scan())


def test_a_required_field_must_be_filled_out_by_a_new_client(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_city": "required"}).words
    visitor = office.visitor()
    assert visitor.send().status == 422
    assert not list(Client.scan())
    assert visitor.send(city="Portland").status == 200
    assert the_client().city == "Portland"


def test_a_field_that_is_neither_may_be_filled_out_or_not(office):
    office.save(REFERRAL, "Clients", {"field_city": "required"})
    assert SAVED in office.save(REFERRAL, "Clients", {"field_city": "optional"}).words
    assert office.visitor().send().status == 200
    assert the_client().city is None


def test_may_we_text_you_is_linked_with_the_sms_tick_of_the_mobile_number(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_may_we_text": "required"}).words
    visitor = office.visitor()
    assert visitor.send(mobile="(555) 010-0199").status == 422
    assert visitor.send(mobile="(555) 010-0199", may_we_text="yes").status == 200
    (phone,) = the_client().phones
    assert (phone["label"], phone["sms"]) == ("Mobile", True)
    assert "Linked with the SMS checkbox" in office.opened(REFERRAL, "Clients").words


def test_may_we_email_you_is_linked_with_allow_email_marketing(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_may_we_email": "required"}).words
    visitor = office.visitor()
    assert visitor.send().status == 422
    assert visitor.send(may_we_email="yes").status == 200
    assert the_client().allow_email_marketing


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ({"organization_label": "School"}, "School"),
        ({"organization_label": "Organization"}, "Organization"),
        ({"organization_label": "other", "organization_label_other": "Club or team"}, "Club or team"),
    ],
)
def test_the_organization_label_is_organization_school_or_free_text(office, form, label):
    office.save(REFERRAL, "Clients", {"organization_label": "other", "organization_label_other": "Troop"})
    assert SAVED in office.save(REFERRAL, "Clients", form).words
    assert office.stored.organization_label == label
    assert f'<label for="organization">{label}' in office.visitor().get("/").text


def test_a_label_of_ones_own_cannot_be_blank_or_longer_than_fifty_letters(office):
    for text in ("", "o" * 51):
        form = {"organization_label": "other", "organization_label_other": text}
        assert "Error:" in office.save(REFERRAL, "Clients", form).words
    assert office.stored.organization_label == "Organization"


def test_how_each_organization_displays_online_is_shown_with_the_way_to_change_it(office):
    clients = office.opened(REFERRAL, "Clients")
    assert "Oak Hill School Oak Hill Yes" in clients.words
    assert "Elm Park Elm Park No" in clients.words
    edit = office.desk.press(clients, "Edit Elm Park", {"field_city": "required"})
    assert {"online_name", "visible_online"} <= set(edit.values)
    resumed = office.desk.ask("start")
    assert "Referral Program Preferences" in resumed.words  # What was typed waits.
    table.save_item(
        Organization(
            organization_id="elm", description="Elm Park", online_name="The Elms", visible_online=True
        )
    )
    assert ">The Elms</option>" in office.visitor().get("/").text


def test_family_information_lets_a_client_enter_up_to_six_children_who_become_family_members(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_family": "required"}).words
    visitor = office.visitor()
    assert visitor.send().status == 422
    children = {f"child_{number}_name": f"Kid{number}" for number in range(1, 7)}
    assert visitor.send(**children).status == 200
    assert [each["first_name"] for each in the_client().family] == list(children.values())


def test_preferred_session_dates_go_to_the_clients_notes(office):
    assert SAVED in office.save(REFERRAL, "Clients", {"field_preferred_dates": "required"}).words
    visitor = office.visitor()
    assert visitor.send().status == 422
    days = {f"preferred_date_{number}": f"2026-12-0{number}" for number in (1, 2, 3)}
    assert visitor.send(**days).status == 200
    assert the_client().notes == "Preferred session dates: 2026-12-01, 2026-12-02, 2026-12-03"


def test_preferred_session_dates_are_not_available_while_linked_to_online_booking(office):
    office.save(BOOKING, "General", {"booking_url": "https://book.example/now"})
    office.save(REFERRAL, "Clients", {"field_preferred_dates": "required"})
    general = office.opened(REFERRAL)
    clients = office.desk.press(general, "Clients", {"link_to_booking": "yes"})
    assert "Not available while the form is linked to Online Booking" in clients.words
    assert "field_preferred_dates" not in clients.values
    assert SAVED in office.desk.press(clients, "Save").words
    visitor = office.visitor()
    assert 'name="preferred_date_1"' not in visitor.get("/").text
    assert visitor.send(preferred_date_1="2026-12-01").status == 422
    assert visitor.send(nonce="n2").status == 200


def test_the_names_and_a_way_to_reach_the_client_are_never_hidden(office):
    clients = office.opened(REFERRAL, "Clients")
    assert "Never hidden: a client needs a name" in clients.words
    for form in ({"field_first_name": "hidden"}, {"field_email": "hidden", "field_mobile": "hidden"}):
        answer = office.desk.press(office.opened(REFERRAL, "Clients"), "Save", form)
        assert "The names and one of email and mobile number are always asked" in answer.words
    assert not office.stored.field_options


# Look and feel


def test_the_colors_of_the_form_are_customized_and_shown_before(office):
    look = office.opened(REFERRAL, "Look and feel")
    assert SAVED in office.desk.press(look, "Save", {"color_button": "#204060"}).words
    assert office.stored.colors["button"] == "#204060"
    assert "--button:#204060" in office.visitor().get("/").text
    again = office.opened(BOOKING, "Look and feel")
    assert "#ffffff on #204060: contrast" in again.words


def test_blanking_out_a_color_sets_it_back_to_the_default(office):
    office.save(REFERRAL, "Look and feel", {"color_button": "#204060"})
    assert SAVED in office.save(REFERRAL, "Look and feel", {"color_button": ""}).words
    assert not office.stored.colors["button"]
    assert "--button:#1f4b43" in office.visitor().get("/").text


@pytest.mark.parametrize("text", ["#204060", "204060", "#abc", "  #ABC "])
def test_a_custom_hex_color_can_be_pasted(office, text):
    assert SAVED in office.save(REFERRAL, "Look and feel", {"color_link": text}).words
    assert office.stored.colors["link"] in ("#204060", "#aabbcc")


@pytest.mark.parametrize("text", ["red", "#12345", "#000;}body{display:none", "url(x)"])
def test_what_is_no_color_is_refused_and_nothing_is_stored(office, text):
    answer = office.save(REFERRAL, "Look and feel", {"color_link": text, "color_text": "#000000"})
    assert "Enter a color such as" in answer.words
    assert answer.values["color_link"] == text
    assert office.stored.colors == {}


def test_a_color_that_is_hard_to_read_is_repaired_and_the_operator_told(office):
    answer = office.save(REFERRAL, "Look and feel", {"color_text": "#dddddd"})
    assert "Text: #dddddd is hard to read where it stands; the form shows" in answer.words
    assert office.stored.colors["text"] == "#dddddd"
    assert "--text:#dddddd" not in office.visitor().get("/").text


# Saving


def test_ok_saves_all_tabs_at_once_or_nothing(office):
    general = office.opened(REFERRAL)
    clients = office.desk.press(general, "Clients", {"redirect_url": "https://studio.example/"})
    look = office.desk.press(clients, "Look and feel", {"field_city": "required"})
    refused = office.desk.press(look, "Save", {"color_text": "red"})
    assert (office.stored.redirect_url, office.stored.field_options) == ("", {})
    assert SAVED in office.desk.press(refused, "Save", {"color_text": "#000"}).words
    assert office.stored.redirect_url == "https://studio.example/"
    assert office.stored.field_options == {"city": FieldOption.REQUIRED}
    assert office.stored.colors == {"text": "#000000"}
    (record,) = saves()
    assert record.after.keys() == {"redirect_url", "field_city", "color_text", "version"}


def test_what_is_wrong_in_another_tab_is_shown_where_it_stands(office):
    general = office.opened(REFERRAL)
    look = office.desk.press(general, "Look and feel", {"style": "link"})
    refused = office.desk.press(look, "Save", {"color_text": "#000"})
    assert "redirect_url" in refused.values
    assert "Redirect URL (your website): With the style Link" in refused.words


def test_a_second_editor_is_told_who_changed_what_and_overwrites_nothing_silently(office):
    mine = office.opened(REFERRAL, "Clients")
    other = Desk(Role.MANAGER, calls=90)
    theirs = other.press(other.press(other.ask(REFERRAL), "Clients"), "Save", {"field_city": "hidden"})
    assert SAVED in theirs.words
    told = office.desk.press(mine, "Save", {"field_city": "required", "field_notes": "hidden"})
    assert "A manager changed City at 2026-11-22 02:00 UTC (request request-manager-93)" in told.words
    assert "City optional hidden required" in told.words
    assert office.stored.field_options == {"city": FieldOption.HIDDEN}
    keeping = office.desk.press(told, "Keep what I typed")
    assert keeping.values["field_city"] == "required"
    assert office.stored.field_options == {"city": FieldOption.HIDDEN}
    assert SAVED in office.desk.press(keeping, "Save").words
    assert office.stored.field_options == {"city": FieldOption.REQUIRED, "notes": FieldOption.HIDDEN}


def test_a_second_editor_can_take_over_the_values_of_the_first(office):
    mine = office.opened(REFERRAL, "Clients")
    office.save(BOOKING, "Clients", {"default_status_id": ""})
    told = office.desk.press(mine, "Save", {"default_status_id": "online", "field_notes": "hidden"})
    assert "default_status_id" not in told.values
    took = office.desk.press(told, "Take over their values")
    assert took.values["default_status_id"] == ""
    assert SAVED in office.desk.press(took, "Save").words
    assert office.stored.default_status_id is None
    assert office.stored.field_options == {"notes": FieldOption.HIDDEN}


def test_work_in_hand_is_resumed_after_a_refresh_and_used_once(office):
    general = office.opened(REFERRAL)
    clients = office.desk.press(general, "Clients", {"redirect_url": "https://studio.example/"})
    draft = clients.button("Save")["draft"]
    resumed = office.desk.ask(REFERRAL, "", {"draft": draft})
    assert resumed.values["redirect_url"] == "https://studio.example/"
    assert SAVED in office.desk.press(resumed, "Save").words
    before = office.stored
    again = office.desk.press(resumed, "Save")
    assert "This was done already" in again.words
    assert office.stored == before


def test_what_was_typed_can_be_thrown_away(office):
    clients = office.desk.press(
        office.opened(REFERRAL), "Clients", {"redirect_url": "https://studio.example/"}
    )
    fresh = office.desk.press(clients, "Throw away what I typed")
    assert office.desk.press(fresh, "General").values["redirect_url"] == ""
    assert office.stored.redirect_url == ""
    assert "Resume Referral Program Preferences" not in dict(office.desk.ask("start").buttons)


def test_a_form_that_did_not_arrive_changes_nothing(office):
    payload = dict(office.opened(REFERRAL).button("Save"))
    answer = office.desk.ask(payload.pop("view"), payload.pop("do"), payload)
    assert "The form did not arrive" in answer.words
    assert not saves()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
@pytest.mark.parametrize("view", [REFERRAL, BOOKING, COMPANY])
def test_only_a_manager_comes_to_the_preferences(office, role, view):
    for do in ("", "save", "tab", "mine", "theirs", "forget"):
        assert (
            "manager's dashboard" in Desk(role).ask(view, do, {"tab": "general"}, {"studio_name": "X"}).words
        )
    assert not saves()


def test_hostile_names_are_nothing_but_text(office):
    table.save_item(Organization(organization_id="x", description=HOSTILE, visible_online=True))
    table.save_item(ListItem(kind="lead_source", item_id="y", description=HOSTILE))
    answer = office.save(
        REFERRAL, "Clients", {"organization_label": "other", "organization_label_other": HOSTILE[:40]}
    )
    for html in (answer.html, office.opened(REFERRAL, "Clients").html):
        assert '"><cwdb-action action="call">{"view":"x"}' not in html
        assert "\u202e" not in html


def test_a_screen_makes_at_most_five_calls(tables, office):
    steps: list[tuple[str, dict[str, Any]]] = [
        ("Clients", {"redirect_url": "https://studio.example/"}),
        ("Look and feel", {"field_city": "required"}),
        ("Preview the form", {"color_text": "#000000"}),
        ("Get HTML Code", {}),
    ]
    answer = office.opened(REFERRAL)
    for label, form in steps:
        before = tables.requests
        shown = office.desk.press(answer, label, form)
        assert tables.requests - before <= 5, label
        answer = shown if label != "Get HTML Code" else answer
    before = tables.requests
    assert SAVED in office.desk.press(answer, "Save").words
    assert tables.requests - before <= 5


# Preview


def preview_of(office: Office, form: dict[str, str], tab: str = "Clients") -> str:
    """The path of the preview of what is typed."""
    answer = office.desk.press(office.opened(REFERRAL, tab), "Preview the form", form)
    found = re.search(r'<a href="https://forms\.example(/preview\?t=[^"]+)"', answer.html)
    assert found, answer.words
    return found[1]


def test_the_preview_is_the_form_as_it_would_be_before_it_is_saved(office):
    path = preview_of(office, {"field_city": "required", "organization_label": "School"})
    page = office.visitor().get(path)
    assert page.status == 200
    assert "Preview: this is not saved yet" in page.words
    assert re.search(r'name="city"[^>]* required', page.text)
    assert '<label for="organization">School' in page.text
    assert office.stored.field_options == {}
    assert not re.search(r'name="city"[^>]* required', office.visitor().get("/").text)
    assert "Preview" not in office.visitor().get("/").words


def test_the_preview_is_framed_nowhere_kept_nowhere_and_sends_nowhere(office):
    page = office.visitor().get(preview_of(office, {"field_city": "required"}))
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<button(?![^>]*type=\"button\")", page.text)


def test_the_preview_shows_a_logo_that_no_visitor_gets_yet(tables, monkeypatch, now):
    office = Office(monkeypatch, now, studio_with(logo_key="logo/3f2a.jpg"))
    OUTSIDE.empty()
    OUTSIDE.open = True
    logo._read.cache_clear()
    OUTSIDE.held.files["logo/3f2a.jpg"] = JPEG + b"picture"
    page = office.visitor().get(preview_of(office, {"show_logo": "yes"}, "Logo"))
    picture = base64.b64encode(JPEG + b"picture").decode()
    assert f'<img src="data:image/jpeg;base64,{picture}"' in page.text
    assert office.visitor().get("/logo").status == 404


def test_a_preview_costs_one_read_and_none_without_a_token_of_ours(tables, office):
    path = preview_of(office, {"field_city": "required"})
    office.visitor().get("/")
    for address, calls in ((path, 1), ("/preview?t=x.y", 0), ("/preview", 0), (path + "x", 0)):
        before = tables.requests
        office.browser.get(address)
        assert tables.requests - before == calls, address


def test_posting_from_the_preview_does_nothing(tables, office):
    path = preview_of(office, {"field_city": "required"})
    page = office.visitor().get(path)
    inputs = dict(re.findall(r'name="([a-z_0-9]+)" value="([^"]*)"', page.text))
    assert inputs["ticket"] == ""
    filled = {"first_name": "Sara", "last_name": "Lee", "email": "sara@example.com", "city": "Town", **inputs}
    before = tables.images()
    assert office.browser.post(filled, path).status in (403, 405)
    assert "We could not read the form" in office.browser.post(filled, "/").words
    assert tables.images() == before


def test_a_preview_ends_after_an_hour_and_with_its_draft(office, now):
    path = preview_of(office, {"field_city": "required"})
    for age, status in ((timedelta(hours=1), 200), (timedelta(hours=1, seconds=1), 404)):
        visitor = office.visitor()
        visitor.now = now + age
        assert visitor.get(path).status == status
    office.browser.now = now
    assert office.visitor().get(path[:-2] + "AA").status == 404
    assert office.visitor().get("/preview").status == 404
    clients = office.opened(REFERRAL, "Clients")
    saved = office.desk.press(clients, "Preview the form", {"field_notes": "hidden"})
    path = re.findall(r'href="https://forms\.example(/preview\?t=[^"]+)"', saved.html)[0]
    assert office.visitor().get(path).status == 200
    office.desk.press(saved, "Save")
    assert office.visitor().get(path).status == 404


def test_a_preview_shows_what_cannot_be_saved_as_it_stands(office):
    page = office.visitor().get(
        preview_of(office, {"color_text": "red", "color_button": "#204060"}, "Look and feel")
    )
    assert "--button:#204060" in page.text
    assert "--text:#292524" in page.text


def test_a_logo_that_somebody_else_shows_meanwhile_is_told_with_who_did_it(office):
    assert table.save_preferences(replace(office.stored, logo_key="logo/3f2a.jpg"))
    mine = office.desk.press(office.opened(REFERRAL, "Logo"), "Clients", {"show_logo": "yes"})
    before_any_draft = office.opened(REFERRAL, "Clients")
    theirs = Actor(role=Role.MANAGER, request_id="theirs")
    assert show_logo(shown=True, was=False, actor=theirs, now=office.browser.now) is Outcome.STORED
    for answer in (mine, before_any_draft):
        told = office.desk.press(answer, "Save", {"field_city": "required"})
        assert "A manager changed Show Logo at" in told.words
        assert "Show Logo No Yes" in told.words
        assert office.stored.field_options == {}
