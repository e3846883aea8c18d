"""The same visits through the deployed API of a local cloud."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.filling import View, fill_in, heading
from tests.browser.serving import website
from tests.cloud.conftest import _live, live  # noqa: F401 - fixtures
from tests.cloud.live_studio import LiveStudio

PRESSES = 300


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def send(page: Page, view: View) -> None:
    """Press the button until the form has been open long enough."""
    for _ in range(PRESSES):
        with page.expect_response(lambda response: response.request.method == "POST") as answered:
            view.get_by_role("button", name="Send").click()
        if "Thank you" in answered.value.text():
            expect(heading(view)).to_have_text("Thank you")
            return
    raise AssertionError("the form was never old enough")


def test_a_friend_comes_by_a_link_on_a_phone(live: LiveStudio, page: Page):  # noqa: F811 - the fixture
    referrer = live.referrer("BROWSER")
    page.goto(referrer.url)
    expect(page.get_by_text("recommended by one of our clients")).to_be_visible()
    fill_in(page, first_name="wilma", email="wilma@friends.example")
    page.get_by_label("Which studio").select_option("Old Port")
    send(page, page)
    (client,) = live.clients_at("wilma@friends.example")
    assert (client["first_name"], client["referred_by"]) == ("Wilma", referrer.client_id)


def test_the_form_works_in_a_website_of_another_origin(live: LiveStudio, page: Page):  # noqa: F811 - the fixture
    referrer = live.referrer("FRAMED")
    with website(live.outputs["form_url"]) as host_url:
        live.set_up(website=host_url)
        page.set_viewport_size(DESKTOP)
        page.goto(f"{host_url}?ref={referrer.token}&utm_source=insta")
        frame = page.frame_locator("#studio-form")
        fill_in(frame, first_name="fritz", email="fritz@friends.example")
        frame.get_by_label("Which studio").select_option("Old Port")
        send(page, frame)
        live.set_up()
    (client,) = live.clients_at("fritz@friends.example")
    assert (client["referred_by"], client["answers"]) == (referrer.client_id, {"utm_source": "insta"})
