"""A browser, the app behind a socket, a photographer's website beside it, and a clock that tests move."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from chalicelib.domain.studio import Studio
from chalicelib.handlers import console as product
from chalicelib.services import clock
from tests.browser.at_work import NOW, at_work
from tests.browser.console import Console
from tests.browser.desk import Desk, Walk, house, serving_desk
from tests.browser.guide import Guide
from tests.browser.looking import RULES
from tests.browser.serving import serving, website
from tests.engine import Engine
from tests.handlers.studios import STUDIO, TOKEN, link, store

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PHONE: ViewportSize = {"width": 375, "height": 812}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROWEST: ViewportSize = {"width": 320, "height": 640}


@dataclass
class Site:
    """Where everything is, and the time."""

    form_url: str
    host_url: str
    now: datetime
    tables: Engine
    requests: list[str] = field(default_factory=list)

    @property
    def referral_url(self) -> str:
        """A referral link."""
        return f"{self.form_url}r/{TOKEN}"

    def set_up(self, studio: Studio = STUDIO) -> None:
        """Make the studio as told, and everything else empty."""
        self.tables.empty()
        store(studio)
        link()

    def wait_out(self) -> None:
        """What a person needs at least to fill in a form."""
        self.now += timedelta(seconds=5)


_running: list[Browser] = []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests, of all folders that take this fixture."""
    if _running:
        yield _running[0]
        return
    found = next(filter(None, map(shutil.which, CHROMIUM)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        _running.append(browser)
        yield browser
        _running.clear()
        browser.close()


@pytest.fixture(scope="session")
def _addresses() -> Iterator[tuple[str, str]]:
    with serving() as form_url, website(form_url) as host_url:
        yield form_url, host_url


@pytest.fixture
def site(_addresses: tuple[str, str], tables: Engine, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Site:
    """The studio, open, with a referral link."""
    form_url, host_url = _addresses
    made = Site(form_url, host_url, now, tables)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    made.set_up()
    return made


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens a page in a browser of its own; what it asks for is in `site.requests`."""
    with ExitStack() as opened:

        def page(
            address: str, viewport: ViewportSize = PHONE, *, script: bool = True, **context: Any
        ) -> Page:
            fresh: BrowserContext = chromium.new_context(
                viewport=viewport,
                java_script_enabled=script,
                **context,
            )
            opened.callback(fresh.close)
            fresh.on("request", lambda request: site.requests.append(request.url))
            made = fresh.new_page()
            made.set_default_timeout(10_000)
            made.goto(address)
            return made

        yield page


@pytest.fixture(scope="session")
def _desk_served() -> Iterator[tuple[Desk, str]]:
    served = Desk(house(), product.answer)
    with serving_desk(served) as url:
        yield served, url


@pytest.fixture
def desk(
    chromium: Browser,
    _desk_served: tuple[Desk, str],
    tables: Engine,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
) -> Iterator[Walk]:
    """The operators' console over the tables of this process: the studio stands, nothing waits."""
    served, url = _desk_served
    served.events.clear()
    store(STUDIO)
    with ExitStack() as opened:

        def console(
            viewport: ViewportSize = DESKTOP, *, axe: list[str] = RULES, **conventions: str
        ) -> Console:
            context = chromium.new_context(viewport=viewport)
            opened.callback(context.close)
            return Console(context.new_page(), url, axe=axe, **conventions)

        walk = Walk(served, tables, now, console)
        monkeypatch.setattr(clock, "now", lambda: walk.now)
        yield walk


@pytest.fixture
def guide(desk: Walk) -> Callable[..., Guide]:
    """Opens a dashboard of the guide's studio, which is at work, by its name's end."""
    desk.now = NOW
    at_work()

    def opened(dashboard: str, **conventions: str) -> Guide:
        return Guide(desk.console(**conventions).open(dashboard))

    return opened
