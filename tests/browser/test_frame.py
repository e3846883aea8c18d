import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage, Site
from tests.browser.filling import fill_in, focused, heading, send
from tests.handlers.studios import REFERRER, TOKEN, studio_with

HOSTED = f"?ref={TOKEN}&utm_source=insta&c=fb&secret=x"


@pytest.fixture
def hosted(site: Site) -> Site:
    """The studio's own website is the host page."""
    site.set_up(studio_with(website=site.host_url))
    return site


def heights(page: Page) -> tuple[int, int]:
    """How tall the frame is, and how tall its page."""
    inner = (
        page.frame_locator("#studio-form").locator("html").evaluate("e => e.getBoundingClientRect().height")
    )
    outer = page.locator("#studio-form").evaluate("e => e.getBoundingClientRect().height")
    return round(outer), round(inner)


def expect_fitting(page: Page) -> None:
    """The frame is as tall as its page."""
    for _ in range(100):
        outer, inner = heights(page)
        if abs(outer - inner) <= 1:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"the frame is {outer} tall, its page {inner}")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_form_works_in_a_frame_of_another_origin(open_page: OpenPage, hosted: Site, viewport):
    page = open_page(hosted.host_url + HOSTED, viewport)
    frame = page.frame_locator("#studio-form")
    expect(frame.get_by_text("recommended by one of our clients")).to_be_visible()
    expect_fitting(page)

    frame.get_by_role("button", name="Send").scroll_into_view_if_needed()
    send(frame, hosted)
    expect(frame.get_by_role("alert")).to_be_focused()
    expect(frame.get_by_role("alert")).to_be_in_viewport()
    expect_fitting(page)

    fill_in(frame)
    send(frame, hosted)
    expect(heading(frame)).to_have_text("Thank you")
    expect(heading(frame)).to_be_focused()
    expect(heading(frame)).to_be_in_viewport()
    expect_fitting(page)
    (client,) = hosted.tables.rows("clients")
    assert client["referred_by"] == REFERRER
    assert client["answers"] == {"utm_source": "insta", "channel": "facebook"}
    assert page.context.cookies() == []


def test_what_else_stands_in_the_hosts_address_is_not_passed_on(open_page: OpenPage, hosted: Site):
    page = open_page(hosted.host_url + HOSTED)
    expect(heading(page.frame_locator("#studio-form"))).to_be_visible()
    source = page.locator("#studio-form").get_attribute("src")
    assert source == f"{hosted.form_url}?ref={TOKEN}&utm_source=insta&c=fb"


def test_without_script_the_frame_still_takes_the_form(open_page: OpenPage, hosted: Site):
    page = open_page(hosted.host_url, script=False)
    frame = page.frame_locator("#studio-form")
    fill_in(frame)
    send(frame, hosted)
    expect(heading(frame)).to_have_text("Thank you")
    assert len(hosted.tables.rows("clients")) == 1


def test_a_website_that_is_not_registered_cannot_frame_the_form(open_page: OpenPage, site: Site):
    page = open_page("about:blank", DESKTOP)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(site.host_url)
    expect(heading(page.frame_locator("#studio-form"))).to_have_count(0)


def test_the_page_moves_little_while_the_form_comes(open_page: OpenPage, hosted: Site):
    page = open_page("about:blank", DESKTOP)
    page.add_init_script(
        """window.shift = 0
        new PerformanceObserver(list => list.getEntries().forEach(each => {
            if (!each.hadRecentInput) window.shift += each.value
        })).observe({type: "layout-shift", buffered: true})"""
    )
    page.goto(hosted.host_url)
    expect_fitting(page)
    assert page.evaluate("window.shift") <= 0.02


def test_a_stranger_cannot_resize_the_frame(open_page: OpenPage, hosted: Site):
    page = open_page(hosted.host_url)
    expect_fitting(page)
    before = page.locator("#studio-form").evaluate("e => e.style.height")
    page.evaluate("postMessage({studioForm: 1, h: 9000}, '*')")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator("#studio-form").evaluate("e => e.style.height") == before
    assert re.fullmatch(r"\d+px", before)
    assert focused(page).count() == 0
