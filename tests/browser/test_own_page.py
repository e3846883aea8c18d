"""A client's own page in a real browser: readable, small, whole without script."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, NARROWEST, OpenPage, Site
from tests.browser.test_accessibility import expect_no_violation
from tests.browser.test_share import with_gift
from tests.flows.test_own_page import client, enroll, friend, reward
from tests.handlers.studios import REFERRER
from tests.handlers.test_own_page import MOBILE, signed

STATES = (
    ("rewarded", "requirements_met"),
    ("pending", "session_not_booked"),
    ("held", "suspicious"),
    ("expired", "outside_the_window"),
)


def own_page(site: Site, theme: str = "default") -> str:
    """The address of Anna's page, who has friends and rewards of every kind."""
    site.set_up(with_gift(theme))
    contacts: dict[str, Any] = {"emails": ["anna.berg@example.com"], "phones": [MOBILE]}
    client(REFERRER, site.now, allow_marketing=True, allow_email_marketing=True, **contacts)
    enroll(REFERRER)
    for number, (state, reason) in enumerate(STATES):
        friend(number, site.now, state=state, reason=reason)
    reward(1, site.now)
    reward(2, site.now, left=1000, days=None)
    reward(3, site.now, left=0)
    return site.form_url.rstrip("/") + signed(REFERRER, site.now - timedelta(days=1))


@pytest.mark.parametrize(("theme", "viewport"), [("default", NARROWEST), ("dark", DESKTOP)])
def test_it_is_accessible_and_fits(open_page: OpenPage, site: Site, theme: str, viewport) -> None:
    page = open_page(own_page(site, theme), viewport, bypass_csp=True)
    page.get_by_text("Earlier rewards").click()
    expect_no_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.get_by_role("button", name="Ask the studio").click()
    expect(page.get_by_label("What should we change?")).to_be_focused()
    expect_no_violation(page)


def test_it_is_one_request_and_breaks_no_policy(open_page: OpenPage, site: Site) -> None:
    address = own_page(site)
    said: list[str] = []
    page = open_page(address)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    assert set(site.requests) == {address}
    assert said == []


def test_choices_and_requests_work_without_script(open_page: OpenPage, site: Site) -> None:
    address = own_page(site)
    page = open_page(address, script=False)
    page.get_by_role("button", name="Stop these emails").click()
    expect(page.get_by_role("status").first).to_have_text("Thank you, your choice is stored.")
    expect(page.get_by_text("You get no offers and news by email.")).to_be_visible()
    page.get_by_label("What should we change?").fill("I moved to Elm Street.")
    page.get_by_role("button", name="Ask the studio").click()
    expect(page.get_by_text("Somebody at the studio will look at it.")).to_be_visible()
    page.get_by_role("link", name="QR code, cards to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send us a friend")
    assert urlsplit(page.url).path.endswith("/share")
