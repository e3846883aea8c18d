"""The operators' desk without a cloud: the console's page over a Python function instead of Lambda."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any

from local.console.backend import Backend, Body, Broken
from local.console.server import Server
from tests import template
from tests.browser import serving
from tests.browser.console import Console
from tests.engine import Engine

FUNCTION = f"arn:aws:lambda:{template.REGION}:{template.ACCOUNT}:function:tests-console"
DASHBOARDS = {
    "Reports-viewer": "viewer",
    "Rewards-operator": "operator",
    "Reports-operator": "operator",
    "Rewards-manager": "manager",
    "Reports-manager": "manager",
    "Set-up-manager": "manager",
}
NEVER = {"refresh": False, "resize": False, "timeRange": False}
Function = Callable[[dict[str, Any], Any], object]


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function beside its event."""

    invoked_function_arn: str
    aws_request_id: str


@dataclass
class Desk:
    """Dashboards, and the one function behind their widgets, by whatever alias it is invoked."""

    bodies: dict[str, Body]
    function: Function
    pictures: Path = Path("pictures")
    events: list[Mapping[str, Any]] = field(default_factory=list)
    """What the function was asked, in order."""

    def __post_init__(self) -> None:
        self._requests = count(1)

    def dashboards(self) -> Mapping[str, Body]:
        return self.bodies

    def invoke(self, arn: str, payload: Mapping[str, Any]) -> Any:
        self.events.append(payload)
        try:
            return self.function(dict(payload), Context(arn, f"request-{next(self._requests)}"))
        except Exception as fault:
            raise Broken(f"Unhandled: {type(fault).__name__}: {fault}") from fault


@dataclass
class Walk:
    """A test's own: the desk, the tables under it, the time, and consoles to open in a browser."""

    desk: Desk
    tables: Engine
    now: datetime
    console: Callable[..., Console]
    """Makes a console in a browser of its own; `desk.console(theme="dark", isolation="shadow")`."""

    def wait(self, **time: float) -> None:
        """Let so much time go by."""
        self.now += timedelta(**time)


def custom(
    endpoint: str, title: str, params: Mapping[str, str], update_on: Mapping[str, bool] | None = None
) -> Body:
    """The body of a dashboard with one custom widget over its whole width."""
    properties = {"endpoint": endpoint, "title": title, "params": params, "updateOn": update_on or NEVER}
    widget = {"type": "custom", "x": 0, "y": 0, "width": 24, "height": 16, "properties": properties}
    return {"widgets": [widget]}


def house() -> dict[str, Body]:
    """The dashboards as docs/house.md has them."""
    made = {}
    for ending, role in DASHBOARDS.items():
        part = ending.removesuffix(f"-{role}")
        follows = {**NEVER, "timeRange": part == "Reports"}
        params = {"view": "start", "dashboard": part.lower()}
        made[f"tests-{ending}"] = custom(f"{FUNCTION}:{role}", part, params, follows)
    return made


@contextmanager
def serving_desk(backend: Backend) -> Iterator[str]:
    """The address of the page over this backend while the block runs."""
    server = Server(backend)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            pass

        def answer(self) -> None:
            assert server.respond(self), f"the page asked for {self.path}"
            self.wfile.flush()

        do_GET = do_POST = do_HEAD = answer  # noqa: N815 - the names that http.server calls

    with serving.running(serving.Server(("127.0.0.1", 0), Handler), "127.0.0.1") as address:
        yield f"{address}console"
