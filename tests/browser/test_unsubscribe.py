"""Stopping marketing in a real browser: accessible on the narrowest screen, a plain form without script."""

import pytest
from playwright.sync_api import expect

from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose
from chalicelib.models.client import Client
from chalicelib.settings import settings
from tests.browser.conftest import NARROWEST, OpenPage, Site
from tests.browser.test_accessibility import THEMES, expect_no_violation
from tests.handlers.studios import studio_with
from tests.letters import world


@pytest.mark.parametrize(("theme", "script"), [("dark", True), ("default", False)])
def test_the_page_stops_marketing_whole_and_readable(
    open_page: OpenPage, site: Site, theme: str, script: bool
) -> None:
    site.set_up(studio_with(colors=THEMES[theme]))
    world.jane(site.now, allow_marketing=True, allow_email_marketing=True)
    token = tokens.personal(Purpose.UNSUBSCRIBE, "jane", site.now, settings.link_keys)
    page = open_page(f"{site.form_url}unsubscribe/{token}", NARROWEST, script=script, bypass_csp=True)
    for heading in ("Stop our offers and news?", "You are unsubscribed"):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if script:
            expect_no_violation(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
        if heading.endswith("?"):
            assert Client.get("jane").allow_email_marketing
            page.get_by_role("button", name="Unsubscribe").click()
    assert not Client.get("jane").allow_email_marketing
    expect(page.get_by_text("That was a mistake?")).to_be_visible()
    assert not page.locator('a[href*="/me/"]').count()
