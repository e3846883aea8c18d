import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chalicelib.domain.studio import BookingStyle, FieldOption
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site
from tests.browser.filling import fill_in, heading, send
from tests.handlers.studios import TWO_PLACES, studio_with

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = {
    "default": {},
    "dark": {
        "background": "#101418",
        "text": "#e8e6e3",
        "heading": "#ffffff",
        "button": "#c9a45c",
        "link": "#8ab4f8",
    },
    "unreadable": dict.fromkeys(
        ("background", "text", "heading", "link", "button", "button_text", "error", "border"), "#8a8a8a"
    ),
    "loud": {
        "background": "#ffff00",
        "text": "#ff00ff",
        "heading": "#00ffff",
        "button": "#ff0000",
        "link": "#00ff00",
    },
}


def expect_no_violation(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA, and nothing it could not judge."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["incomplete"]] == []
    assert len(found["passes"]) > 15, json.dumps([each["id"] for each in found["passes"]])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_a_visit_is_accessible(open_page: OpenPage, site: Site, viewport, theme):
    studio = studio_with(
        style=BookingStyle.LINK,
        colors=THEMES[theme],
        redirect_url="https://studio.example/",
        link_to_booking=True,
        booking_url="https://book.example/",
    )
    site.set_up(replace(studio, locations=TWO_PLACES))
    page = open_page(site.referral_url, viewport, bypass_csp=True)
    page.get_by_text("Add another child").first.click()
    expect_no_violation(page)
    fill_in(page, email="nonsense", child_2_birthday="2015-03-27")
    send(page, site)
    expect(page.get_by_role("alert")).to_be_visible()
    expect_no_violation(page)
    fill_in(page, child_2_name="Ida")
    page.get_by_label("Which studio").select_option("Downtown")
    send(page, site)
    expect(heading(page)).to_have_text("Thank you")
    expect_no_violation(page)


def test_the_form_with_every_field_required_is_accessible_with_its_mistakes(open_page: OpenPage, site: Site):
    required = dict.fromkeys(
        (
            "email",
            "mobile",
            "may_we_email",
            "may_we_text",
            "home_phone",
            "birthday",
            "organization",
            "family",
            "preferred_dates",
            "notes",
        ),
        FieldOption.REQUIRED,
    )
    site.set_up(studio_with(field_options=required))
    page = open_page(site.form_url, bypass_csp=True)
    expect_no_violation(page)
    send(page, site)
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    expect_no_violation(page)
    for each in summary.get_by_role("link").all():
        each.click()
        target = page.locator(str(each.get_attribute("href")))
        expect(target).to_be_focused()


@pytest.mark.parametrize("path", ["", "nowhere"])
def test_a_page_that_says_no_is_accessible(open_page: OpenPage, site: Site, path):
    site.set_up(studio_with(form_active=False, style=BookingStyle.LINK))
    page = open_page(site.form_url + ("book" if path else ""), bypass_csp=True)
    expect(heading(page)).to_be_focused()
    expect_no_violation(page)
