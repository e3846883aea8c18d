"""Requests to the app and what comes back, without a socket."""

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.test import Client

import app
from chalicelib.services import clock
from tests.flows.forms import SARA, ticket

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page's HTML."""
        return self.body.decode()

    @property
    def words(self) -> str:
        """What a reader sees."""
        return " ".join(
            html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", self.text, flags=re.S)).split()
        )

    def ticket(self) -> str:
        """The signed form in the page."""
        found = re.search(r'name="ticket" value="([^"]+)"', self.text)
        assert found
        return found[1]


class Visitor:
    """Somebody with a browser, at a fixed time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now = now
        self.client = Client(app.app)
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """One request; underscores in the names of headers are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.client:
            got = self.client.http.request(method, path, body=body, headers=named)
        return Reply(got.status_code, dict(got.headers), got.body)

    def get(self, path: str = "/") -> Reply:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, values: dict[str, Any], path: str = "/") -> Reply:
        """Send a form as a browser does."""
        return self.ask("POST", path, urlencode(values).encode(), content_type=FORM_TYPE)

    def send(self, path: str = "/", nonce: str = "n1", **values: str) -> Reply:
        """Send a form that was opened a minute ago."""
        ready = ticket(nonce, self.now - timedelta(minutes=1))
        return self.post({**SARA, "ticket": ready, **values}, path)
