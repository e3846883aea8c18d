"""Each statement of *Referral Program Preferences* on what the form asks, on the deployed product.

Saved in the console, seen by the form's next visitor, stored with the client who sends it. One save of all
tabs stands behind these tests, linked to booking; another file has the form inside a website.
"""

import re
from html import unescape
from typing import Any

import pytest

from tests.cloud.live_studio import eventually
from tests.cloud.office import BOOKING, REFERRAL, THANKED, Office, somebody
from tests.cloud.visitor import Visitor
from tests.domain.jpegs import jpeg

CITY = {"city": "Portland"}
NEEDED = {**CITY, "may_we_email": "no"}
"""What the form of these tests requires beyond the names."""


@pytest.fixture(scope="module")
def linked(office: Office) -> Office:
    """The studio with the style Link, linked to booking, and these fields."""
    files, bucket = office.live.client("s3"), office.live.outputs["bucket"]
    files.put_object(Bucket=bucket, Key="uploads/logo/lantern.jpg", Body=jpeg(800, 300))
    eventually(lambda: office.preferences["logo_key"])
    office.add("Client Statuses", "a client status", description="Client - Referral", duration_days="5")
    office.add("Lead Sources", "a lead source", description="Referral form")
    office.add(
        "Organizations",
        "an organization",
        description="Elm (2026)",
        online_name="Elm School",
        visible_online="yes",
    )
    office.add("Organizations", "an organization", description="Not online")
    redirect = "https://lantern.example/thanks"
    office.saved(
        General={
            "style": "link",
            "redirect_url": redirect,
            "link_to_booking": "yes",
            "place_quay": "On the quay",
        },
        Logo={"show_logo": "yes"},
        Clients={
            "default_status_id": item_id(office, "Client - Referral"),
            "default_lead_source_id": item_id(office, "Referral form"),
            "field_home_phone": "hidden",
            "field_city": "required",
            "field_address": "optional",
            "field_may_we_text": "optional",
            "field_may_we_email": "required",
            "organization_label": "School",
        },
        Look_and_feel={"color_button": "204060"},
    )
    return office


def item_id(office: Office, description: str) -> str:
    (row,) = office.live.rows("studio", description=description)
    return str(row["record"]).rpartition("#")[2]


def friend(office: Office, **values: str) -> dict[str, Any]:
    return office.friend(**{**NEEDED, **values})


# General.


def test_the_settings_of_this_menu_control_when_a_new_referral_enters_their_information(
    linked: Office,
) -> None:
    assert linked.preferences["field_options"]["home_phone"] == "hidden"
    form = linked.page().form
    assert "home_phone" not in form.values
    assert "mobile" in form.values


def test_the_style_link_needs_a_redirect_url_by_which_the_customer_gets_back(linked: Office) -> None:
    refused = linked.save({"General": {"redirect_url": ""}})
    assert "With the style Link, clients need a way back" in refused.words
    assert (linked.preferences["style"], linked.preferences["redirect_url"]) == (
        "link",
        "https://lantern.example/thanks",
    )
    thanks = linked.send(somebody(), **NEEDED)
    assert '<a href="https://lantern.example/thanks">Back to our website</a>' in thanks.text


@pytest.mark.parametrize("menu", [REFERRAL, BOOKING])
def test_get_html_code_constructs_the_link_or_iframe_code_to_paste(linked: Office, menu: str) -> None:
    screen = linked.manager.press(linked.tab("General", menu), "Get HTML Code")
    codes = [unescape(code) for code in re.findall(r"<pre[^>]*>(.*?)</pre>", screen.html, re.DOTALL)]
    assert [code.partition(" ")[0] for code in codes] == ["<a", "<iframe", "<iframe"]
    # One click selects it: a widget may run no script, so nothing can reach the clipboard by itself.
    assert ".sr-snippet{user-select:all" in screen.html
    for code in codes:
        (address,) = re.findall(r'(?:src|href)="([^"]+)"', code)
        page = Visitor().get(unescape(address))
        assert (page.status, page.heading) == (200, "Tell us about you")


def test_customers_are_presented_with_a_list_of_locations_under_their_display_names(linked: Office) -> None:
    assert linked.item("location#quay")["settings"]["display_name"] == "On the quay"
    assert '<option value="quay">On the quay</option>' in linked.page().text
    assert linked.tab("General", BOOKING).values["place_quay"] == "On the quay"
    assert friend(linked, location="quay")["location_id"] == "quay"


def test_link_to_online_booking_gives_the_option_to_go_to_the_portal_to_book(linked: Office) -> None:
    assert linked.preferences["link_to_booking"] is True
    name = somebody()
    thanks = linked.send(name, **NEEDED)
    (offer,) = re.findall(r'href="(book\?t=[^"]+)"[^>]*>Book your session', thanks.text)
    on = linked.page(offer)
    assert on.status in (302, 303)
    assert on.headers["location"].startswith("https://book.lantern.example/start?studio=7")
    assert len(linked.live.clients_at(f"{name}@friends.example")) == 1


# Logo.


def test_show_logo_puts_the_company_logo_on_top_of_each_page(linked: Office) -> None:
    assert linked.preferences["show_logo"] is True
    assert linked.tab("Logo", BOOKING).values["show_logo"] == "yes"
    for page in (linked.page(), linked.send(somebody(), **NEEDED), linked.page("r/0000000000000")):
        assert re.search(r'<header>\s*<img src="[^"]*logo\?v=', page.text), page.text


def test_upload_new_logo_takes_any_jpeg(linked: Office) -> None:
    key = linked.preferences["logo_key"]
    assert re.fullmatch(r"logo/[\w-]+\.jpg", key)
    (address,) = re.findall(r'<img src="([^"]*logo\?v=[^"]+)"', linked.page().text)
    shown = Visitor().get(linked.live.outputs["form_url"] + unescape(address).rpartition("/")[2])
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.body.startswith(b"\xff\xd8")
    files, bucket = linked.live.client("s3"), linked.live.outputs["bucket"]
    files.put_object(Bucket=bucket, Key="uploads/logo/page.jpg", Body=b"<html>no picture</html>")
    eventually(lambda: "This is not a JPEG" in linked.manager.ask("logo").words)
    assert linked.preferences["logo_key"] == key


# Clients.


def test_new_client_defaults_set_client_status_and_lead_source(linked: Office) -> None:
    client = friend(linked)
    assert client["status_id"] == item_id(linked, "Client - Referral")
    assert client["lead_source_id"] == item_id(linked, "Referral form")


def test_a_unique_status_allows_you_to_follow_up_accordingly(linked: Office) -> None:
    client = friend(linked)
    assert client["status_due_on"] > client["created_on"]
    eventually(lambda: client["client_id"] in linked.listed("status", client["status_id"]))


def test_hidden_hides_a_field_from_a_clients_view(linked: Office) -> None:
    assert "home_phone" not in linked.page().form.values
    assert linked.is_refused(**NEEDED, home_phone="2075550101")


def test_required_requires_a_new_client_to_fill_out_the_field(linked: Office) -> None:
    assert re.search(r'name="city"[^>]* required', linked.page().text)
    assert linked.is_refused(may_we_email="no")
    assert friend(linked)["city"] == "Portland"


def test_both_left_blank_makes_a_field_optional(linked: Office) -> None:
    assert not re.search(r'name="address"[^>]* required', linked.page().text)
    assert "address" not in friend(linked)
    assert friend(linked, address="1 Harbor Street")["address"] == "1 Harbor Street"


@pytest.mark.parametrize(("answer", "sms"), [("yes", True), ("", False)])
def test_may_we_text_you_is_linked_with_sms_of_the_mobile_line(
    linked: Office, answer: str, sms: bool
) -> None:
    number = f"207555{len(linked.live.rows('clients')):04d}"
    client = friend(linked, mobile=number, may_we_text=answer)
    (phone,) = client["phones"]
    assert (phone["label"], phone["number"], phone["sms"]) == ("Mobile", f"+1{number}", sms)
    form = linked.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    assert form.values["phones_0_sms"] == ("yes" if sms else "")


@pytest.mark.parametrize(("answer", "allowed"), [("yes", True), ("no", False)])
def test_may_we_email_you_is_linked_with_allow_email_marketing(
    linked: Office, answer: str, allowed: bool
) -> None:
    client = friend(linked, may_we_email=answer)
    assert client["allow_email_marketing"] is allowed
    edit = linked.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    general = linked.operator.press(edit, "General")
    assert general.values["allow_email_marketing"] == ("yes" if allowed else "")


def test_the_organization_label_may_be_school(linked: Office) -> None:
    assert linked.preferences["organization_label"] == "School"
    assert '<label for="organization">School' in linked.page().text


def test_an_organization_displays_online_by_its_name_there_if_it_is_visible(linked: Office) -> None:
    elm = item_id(linked, "Elm (2026)")
    page = linked.page().text
    assert f'<option value="{elm}">Elm School</option>' in page
    assert "Not online" not in page
    assert friend(linked, organization=elm)["organization_id"] == elm
    assert linked.is_refused(**NEEDED, organization=item_id(linked, "Not online"))


def test_preferred_session_date_is_not_available_if_linked_with_online_booking(linked: Office) -> None:
    clients = linked.tab("Clients")
    assert "field_preferred_dates" not in clients.values
    assert "Not available while the form is linked to Online Booking" in clients.words
    assert "preferred_date_1" not in linked.page().form.values
    assert linked.is_refused(**NEEDED, preferred_date_1="2027-12-01")


# Look and feel.


def test_a_custom_hex_color_is_pasted_and_the_page_matches_your_website(linked: Office) -> None:
    assert linked.preferences["colors"]["button"] == "#204060"
    assert "--button:#204060" in linked.page().text
    assert linked.tab("Look and feel", BOOKING).values["color_button"] == "#204060"


def test_a_new_client_completes_the_form_and_is_thanked(linked: Office) -> None:
    name = somebody()
    answer = linked.send(name, **NEEDED)
    assert (answer.status, answer.heading) == THANKED
    (client,) = linked.live.clients_at(f"{name}@friends.example")
    assert (client["first_name"], client["last_name"], client["source"]) == (
        "Vera",
        name.capitalize(),
        "form",
    )
