"""The console's page over functions that are no product's."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from local.console.backend import Body
from tests.browser.conftest import DESKTOP, chromium  # noqa: F401 - a fixture
from tests.browser.console import Console
from tests.browser.desk import Desk, Function, custom, serving_desk
from tests.browser.looking import RULES

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:bookings:operator"
PARAMS = {"view": "bookings", "shade": "blue"}


def body(update_on: Mapping[str, bool] | None = None) -> Body:
    """A dashboard with one widget."""
    return custom(FUNCTION, "Bookings", PARAMS, update_on)


class Stand:
    """A desk whose function and dashboard a test chooses, and consoles on it."""

    def __init__(self, desk: Desk, console: Callable[..., Console], lasting: Console) -> None:
        self.desk, self.console, self._lasting = desk, console, lasting

    def same_console(self, **conventions: str) -> Console:
        """One browser page for all tests, without axe; it remembers what was allowed."""
        self._lasting.errors.clear()
        self._lasting.conventions = conventions
        return self._lasting

    def show(self, function: Function, dashboard: Body | None = None, name: str = "Work") -> "Stand":
        """Put this function behind the one dashboard."""
        self.desk.function, self.desk.bodies = function, {name: dashboard or body()}
        self.desk.events.clear()
        return self

    def says(self, html: str, dashboard: Body | None = None, name: str = "Work") -> "Stand":
        """Put a function there that always answers this, `OWN` made the ARN it was invoked by."""
        return self.show(
            lambda _, context: html.replace("OWN", context.invoked_function_arn), dashboard, name
        )


@pytest.fixture(scope="session")
def _stand_served() -> Iterator[tuple[Desk, str]]:
    desk = Desk({}, lambda event, context: "")
    with serving_desk(desk) as url:
        yield desk, url


@pytest.fixture(scope="session")
def _lasting(chromium: Browser, _stand_served: tuple[Desk, str]) -> Iterator[Console]:  # noqa: F811 - the fixture
    context = chromium.new_context(viewport=DESKTOP)
    yield Console(context.new_page(), _stand_served[1], axe=[])
    context.close()


@pytest.fixture
def stand(
    chromium: Browser,  # noqa: F811 - the fixture
    _stand_served: tuple[Desk, str],
    _lasting: Console,
) -> Iterator[Stand]:
    """The page, with nothing on it yet."""
    desk, url = _stand_served
    with ExitStack() as opened:

        def console(*, axe: bool = False, **conventions: str) -> Console:
            context = chromium.new_context(viewport=DESKTOP)
            opened.callback(context.close)
            return Console(context.new_page(), url, axe=RULES if axe else [], **conventions)

        yield Stand(desk, console, _lasting)
