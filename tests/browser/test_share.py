"""The page to pass a link on in a real browser: readable, whole without script; the code reads back."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from chalicelib.domain.program import Gift, GiftKind, Program
from chalicelib.domain.studio import Studio
from tests.browser.conftest import DESKTOP, NARROWEST, OpenPage, Site
from tests.browser.test_accessibility import THEMES, expect_no_violation
from tests.handlers.studios import TERMS, TOKEN, studio_with

JSQR = (Path(__file__).parents[2] / "node_modules/jsqr/dist/jsQR.js").read_text()
READ = """async svg => {
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 400, height: 400});
  const ink = canvas.getContext("2d");
  ink.drawImage(image, 0, 0, 400, 400);
  return jsQR(ink.getImageData(0, 0, 400, 400).data, 400, 400).data;
}"""


def with_gift(theme: str = "default") -> Studio:
    """The studio, with a gift that has much to say."""
    gift = Gift(kind=GiftKind.ITEM, text="a complimentary 8×10 print of your favorite picture")
    terms = replace(TERMS, session_booked=True, gift=gift)
    programs = {"friends": Program(program_id="friends", description="Friends", terms=terms)}
    return replace(studio_with(colors=THEMES[theme]), programs=programs)


@pytest.mark.parametrize("path", ["share", "card"])
@pytest.mark.parametrize(("theme", "viewport"), [("default", NARROWEST), ("dark", DESKTOP)])
def test_they_are_accessible_and_fit(
    open_page: OpenPage, site: Site, path: str, theme: str, viewport
) -> None:
    site.set_up(with_gift(theme))
    page = open_page(f"{site.referral_url}/{path}", viewport, bypass_csp=True)
    expect_no_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_page_is_one_request_and_breaks_no_policy(open_page: OpenPage, site: Site) -> None:
    said: list[str] = []
    page = open_page(f"{site.referral_url}/share")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    assert {urlsplit(address).path for address in site.requests} == {f"/r/{TOKEN}/share"}
    assert said == []


def test_without_script_everything_but_copying_works(open_page: OpenPage, site: Site) -> None:
    page = open_page(f"{site.referral_url}/share", script=False)
    for name in ("WhatsApp", "Text message", "Email", "Facebook"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_label("Your link")).to_have_value(f"{site.form_url}r/{TOKEN}")
    expect(page.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Cards to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cards to print")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Tell us about you").click()
    expect(page.get_by_text("You come recommended by one of our clients.")).to_be_visible()


def test_copy_copies_the_link_and_says_so(open_page: OpenPage, site: Site) -> None:
    page = open_page(f"{site.referral_url}/share", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.form_url}r/{TOKEN}"


def test_a_phones_own_way_to_share_is_offered_where_there_is_one(open_page: OpenPage, site: Site) -> None:
    page = open_page(f"{site.referral_url}/share")
    expect(page.get_by_role("button", name="Another way")).to_have_count(0)
    page.add_init_script("navigator.share = given => { window.given = given; return Promise.resolve() }")
    page.reload()
    page.get_by_role("button", name="Another way").click()
    assert page.evaluate("window.given.url") == f"{site.form_url}r/{TOKEN}"


def test_the_code_reads_back_as_the_link_with_its_channel(open_page: OpenPage, site: Site) -> None:
    page = open_page(f"{site.referral_url}/share", bypass_csp=True)
    page.evaluate(JSQR)
    wanted = f"{site.form_url}r/{TOKEN}?c=qr"
    inline = page.locator(".qr").inner_html().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    assert page.evaluate(READ, inline) == wanted
    file = page.request.get(f"{site.referral_url}/qr.svg").text()
    assert page.evaluate(READ, file) == wanted


def test_a_sheet_of_cards_is_one_page_of_paper(open_page: OpenPage, site: Site) -> None:
    site.set_up(with_gift())
    page = open_page(f"{site.referral_url}/card", DESKTOP)
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper, prefer_css_page_size=False)
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1, paper
