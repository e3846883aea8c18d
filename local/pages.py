"""A small web server beside the local cloud, on an origin of its own: host page, outbox, and console."""

import argparse
import json
import os
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.console.deployed import Deployed
from local.console.server import Server
from local.process import Program

USUAL_PORT = 4567


def program(folder: Path) -> Program:
    """The server as a background program."""
    return Program("pages", folder, "local.pages")


def start(folder: Path, usual_port: int = USUAL_PORT) -> str:
    """Starts the server unless it runs; returns its address."""
    server = program(folder)
    command = [sys.executable, "-m", "local.pages", str(folder), "{port}"]
    server.start(command, lambda _: os.environ, usual_port, lambda: _answers(server.port))
    return f"http://127.0.0.1:{server.port}"


def answer(path: str, outputs: dict[str, Any]) -> tuple[str, bytes] | None:
    """The content type and body of the page at `path`; None when there is none."""
    from local import host_page, outbox

    if path.partition("?")[0] == "/":
        return "text/html; charset=utf-8", host_page.page(outputs).encode()
    if path.startswith("/outbox"):
        return outbox.answer(path, outputs)
    return None


@cache
def console(endpoint_url: str) -> Server:
    """The operators' console over the cloud at this address."""
    return Server(Deployed(endpoint_url))


def _answers(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """`python -m local.pages FOLDER PORT`."""
    reader = argparse.ArgumentParser(description=main.__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("port", type=int)
    asked = reader.parse_args()

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            outputs = json.loads((asked.folder / "outputs.json").read_text())
            if console(outputs["endpoint_url"]).respond(self):
                return
            found = answer(self.path, outputs)
            kind, body = found or ("text/plain; charset=utf-8", b"There is no page at this address.\n")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

    ThreadingHTTPServer(("127.0.0.1", asked.port), Pages).serve_forever()


if __name__ == "__main__":
    main()
