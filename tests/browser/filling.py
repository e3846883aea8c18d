"""How people use the form."""

from playwright.sync_api import FrameLocator, Locator, Page

from tests.browser.conftest import Site

View = Page | FrameLocator
SARA = {"first_name": "sara", "last_name": "Lee", "email": "sara@example.com"}


def fill_in(view: View, **values: str) -> None:
    """Type into inputs by their names."""
    for name, text in {**SARA, **values}.items():
        view.locator(f"#{name}").fill(text)


def send(view: View, site: Site) -> None:
    """Press the button, having taken one's time."""
    site.wait_out()
    view.get_by_role("button", name="Send").click()


def heading(view: View) -> Locator:
    """The page's title on the page."""
    return view.get_by_role("heading", level=1)


def focused(view: View) -> Locator:
    """What has the keyboard."""
    return view.locator(":focus")
