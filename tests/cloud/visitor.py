"""A visitor of the public form: HTTP as a browser speaks it, each visitor from an address of their own."""

import http.client
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlencode, urlsplit

from local.process import waited

FORM_TYPE = "application/x-www-form-urlencoded"
_addresses = count(1)


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>([^<]*)</h1>", self.text)
        return found[1] if found else ""

    @property
    def form(self) -> "Form":
        made = Form()
        made.feed(self.text)
        return made


class Form(HTMLParser):
    """The inputs of a page: names with their values, lists with their choices."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}

    @property
    def ticket(self) -> str:
        return self.values["ticket"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("input", "select", "textarea"):
            self.values[given["name"]] = given.get("value", "") if given.get("type") != "checkbox" else ""
        if tag == "select":
            self.choices[given["name"]] = []
        if tag == "option":
            self.choices[list(self.choices)[-1]].append(given["value"])


class Visitor:
    """One browser on one line."""

    def __init__(self) -> None:
        number = next(_addresses)
        self.source_ip = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def ask(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request; redirects are answers."""
        parts = urlsplit(url)
        assert parts.hostname is not None
        connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=60)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # The local cloud believes this header; API Gateway on AWS knows the caller itself.
        sent = {"Accept": "text/html", "X-Forwarded-For": self.source_ip, **(headers or {})}
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()

    def get(self, url: str) -> Answer:
        """The page at `url`."""
        return self.ask("GET", url)

    def post(self, url: str, values: Mapping[str, str]) -> Answer:
        """Send these values as a form."""
        return self.ask("POST", url, urlencode(values).encode(), {"Content-Type": FORM_TYPE})

    def send_form(self, url: str, **values: str) -> Answer:
        """Open the form, fill it in, and send it until it has been open long enough."""
        opened = self.get(url).form
        filled = dict.fromkeys(opened.values, "") | {"ticket": opened.ticket, "location": "quay", **values}
        answers: list[Answer] = []

        def is_done() -> bool:
            answers.append(self.post(url, filled))
            return "That was very quick" not in answers[-1].text

        assert waited(10, is_done)
        return answers[-1]


def without_tokens(page: Answer) -> tuple[int, list[tuple[str, str]], str]:
    """The answer without what is new in each: nonces, signed tokens, the request's id and the clock."""
    fresh = r"nonce(?:=\"|-)[\w-]+|(?<=book\?t=)[\w.-]+|(?<=name=\"ticket\" value=\")[\w.-]+"
    kept = sorted(
        (name, re.sub(fresh, "", value))
        for name, value in page.headers.items()
        if name not in ("date", "x-amzn-requestid", "x-amz-request-id", "x-amzn-trace-id")
    )
    return page.status, kept, re.sub(fresh, "", page.text)


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    """The answers of calls of which four are under way at any time, each at a container of its own."""
    with ThreadPoolExecutor(4) as together:
        return [each.result() for each in [together.submit(call) for call in calls]]
