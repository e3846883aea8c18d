"""The page's server: its files, the dashboards as JSON, and the one call that invokes a function."""

import json
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from local.console.backend import Backend, Broken, endpoints, fitting

PREFIX = "/console"
FILES = Path(__file__).parent / "page"
PURIFIER = Path(__file__).parents[2] / "node_modules" / "dompurify" / "dist" / "purify.min.js"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json"}


@dataclass(frozen=True)
class Reply:
    """One answer over HTTP."""

    body: bytes
    ending: str = ".json"
    status: HTTPStatus = HTTPStatus.OK

    @property
    def kind(self) -> str:
        """Its content type."""
        return f"{KINDS[self.ending]}; charset=utf-8"


class Server:
    """Answers for the console's page over one backend."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def respond(self, request: BaseHTTPRequestHandler) -> bool:
        """Answers the request if it is for the page; whether it was."""
        path = unquote(request.path.partition("?")[0])
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            return False
        length = int(request.headers.get("Content-Length") or 0)
        sent = request.rfile.read(length) if length else b""
        # Only a page of this origin may send JSON, so that no other website can make this one invoke.
        told = request.headers.get("Content-Type", "") == "application/json"
        reply = self.reply(request.command, path.removeprefix(PREFIX).strip("/"), sent if told else b"")
        request.send_response(reply.status)
        request.send_header("Content-Type", reply.kind)
        request.send_header("Content-Length", str(len(reply.body)))
        request.send_header("Cache-Control", "no-store")
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(reply.body)
        return True

    def reply(self, method: str, place: str, sent: bytes) -> Reply:
        """The answer to what stands at `place` under the page's address."""
        if method == "POST":
            return self._invoked(sent) if place == "api/invoke" and sent else _missing()
        if place == "api/dashboards":
            return _as_json({"dashboards": self.backend.dashboards(), "purifier": PURIFIER.exists()})
        if place == "files/purify.js":
            return Reply(PURIFIER.read_bytes(), ".js") if PURIFIER.exists() else _missing()
        if place.startswith("files/"):
            file = FILES / Path(place).name
            return Reply(file.read_bytes(), file.suffix) if file.is_file() else _missing()
        if "/" in place:
            return _missing()
        return Reply((FILES / "index.html").read_bytes(), ".html")

    def _invoked(self, sent: bytes) -> Reply:
        asked = json.loads(sent)
        arn, payload = asked["endpoint"], asked["payload"]
        # As IAM does: an operator may invoke what a dashboard names, and nothing else.
        if arn not in self._named and arn not in endpoints(self.backend.dashboards()):
            return _as_json({"broken": f"no dashboard names the function {arn}"})
        self._named.add(arn)
        try:
            fitting(payload)
            result = self.backend.invoke(arn, payload)
            fitting(result)
        except Broken as broken:
            return _as_json({"broken": str(broken)})
        return _as_json({"result": result})

    @cached_property
    def _named(self) -> set[str]:
        return set()


def _as_json(content: Any) -> Reply:
    return Reply(json.dumps(content).encode())


def _missing() -> Reply:
    return Reply(b'{"broken": "There is nothing at this address."}', status=HTTPStatus.NOT_FOUND)
