import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, NARROWEST, PHONE, OpenPage, Site
from tests.browser.filling import fill_in, focused, heading, send
from tests.handlers.studios import REFERRER, studio_with


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_friend_fills_in_the_form_by_a_referral_link(open_page: OpenPage, site: Site, viewport, script):
    page = open_page(site.referral_url, viewport, script=script)
    expect(page.get_by_text("recommended by one of our clients")).to_be_visible()
    fill_in(page, mobile="555 010 0199", child_1_name="tim", notes="Two dogs.")
    page.get_by_text("May we text you?").click()
    page.get_by_label("Organization").select_option("Oak Hill")
    page.get_by_text("Add another child").first.click()
    page.get_by_role("group", name="Second child").get_by_label("Name").fill("Ida")
    send(page, site)

    expect(heading(page)).to_have_text("Thank you")
    (client,) = site.tables.rows("clients")
    assert (client["first_name"], client["organization_id"], client["referred_by"]) == (
        "Sara",
        "oak",
        REFERRER,
    )
    assert client["phones"] == [{"label": "Mobile", "number": "+15550100199", "sms": True}]
    assert [child["first_name"] for child in client["family"]] == ["Tim", "Ida"]
    assert len(site.tables.rows("referrals")) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_mistake_is_told_where_the_eye_and_the_keyboard_are(open_page: OpenPage, site: Site, script):
    page = open_page(site.form_url, script=script)
    fill_in(page, email="nonsense", child_1_name="Tim", notes="Two dogs.")
    page.get_by_text("Add another child").first.click()
    page.locator("#child_2_birthday").fill("2015-03-27")
    send(page, site)

    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(page.locator("#notes")).to_have_value("Two dogs.")
    expect(page.locator("#child_2_birthday")).to_be_visible()
    email = page.get_by_label("Email", exact=True)
    expect(email).to_have_accessible_description(re.compile("Error: Enter an email address such as"))
    summary.get_by_role("link", name="Enter an email address").click()
    expect(email).to_be_focused()
    email.fill("sara@example.com")
    page.locator("#child_2_name").fill("Ida")
    send(page, site)
    expect(heading(page)).to_have_text("Thank you")


def test_the_keyboard_alone_is_enough(open_page: OpenPage, site: Site):
    page = open_page(site.form_url, DESKTOP)
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        if not reached or reached[-1] != name:  # A date has several stops.
            reached.append(name)
        if name == "first_name":
            page.keyboard.type("Sara")
        if name == "Send":
            break
    # In the order of the page, past the trap and past what is folded away.
    assert reached == [
        "first_name",
        "last_name",
        "email",
        "may_we_email",
        "mobile",
        "may_we_text",
        "home_phone",
        "birthday",
        "organization",
        "who_sent_you",
        "address",
        "city",
        "region",
        "postal_code",
        "child_1_name",
        "child_1_birthday",
        "Add another child",
        "preferred_date_1",
        "preferred_date_2",
        "preferred_date_3",
        "notes",
        "Send",
    ]
    site.wait_out()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Enter your last name")
    page.keyboard.press("Enter")
    expect(page.locator("#last_name")).to_be_focused()
    page.keyboard.type("Lee")
    page.keyboard.press("Tab")
    page.keyboard.type("sara@example.com")
    site.wait_out()
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_have_text("Thank you")


def test_a_second_press_and_the_way_back_make_no_second_client(open_page: OpenPage, site: Site):
    page = open_page(site.form_url)
    fill_in(page)
    site.wait_out()
    page.get_by_role("button", name="Send").dblclick()
    expect(heading(page)).to_have_text("Thank you")
    page.reload()
    expect(heading(page)).to_have_text("Thank you")
    page.go_back()
    assert len(site.tables.rows("clients")) == 1


def test_booking_is_offered_after_the_form(open_page: OpenPage, site: Site):
    site.set_up(studio_with(link_to_booking=True, booking_url="https://book.example/"))
    page = open_page(site.form_url)
    page.context.route(
        "https://book.example/**",
        lambda route: route.fulfill(body="<h1>Booking</h1>", content_type="text/html"),
    )
    fill_in(page)
    send(page, site)
    page.get_by_role("link", name="Book your session").click()
    expect(heading(page)).to_have_text("Booking")
    assert re.fullmatch(r"https://book\.example/\?booking_token=[\w.-]+", page.url)


@pytest.mark.parametrize("viewport", [NARROWEST, PHONE, DESKTOP], ids=["320", "375", "1280"])
def test_nothing_is_wider_than_the_screen_or_too_small_to_touch(open_page: OpenPage, site: Site, viewport):
    site.set_up(
        studio_with(
            studio_name="Bright Portraits & Families of Northern Pennsylvania", phone="+1 555 010 0100 ext. 1"
        )
    )
    page = open_page(site.form_url, viewport)
    for _ in range(5):
        page.get_by_text("Add another child").locator("visible=true").last.click()
    send(page, site)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    small = page.evaluate(
        """[...document.querySelectorAll("input:not([type=hidden]),select,textarea,button,summary,.errors a")]
        .filter(e => !e.closest(".trap")).map(e => [e.id || e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([name]) => name)"""
    )
    assert small == []


def test_the_page_asks_for_nothing_but_itself_and_leaves_nothing_behind(open_page: OpenPage, site: Site):
    page = open_page(site.referral_url)
    fill_in(page)
    send(page, site)
    expect(heading(page)).to_have_text("Thank you")
    assert set(site.requests) == {site.referral_url}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
