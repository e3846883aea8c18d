"""The app behind a real socket, over the tables of this process."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException

import app
from local import host_page


@contextmanager
def serving() -> Iterator[str]:
    """The address of the app while the block runs."""
    with running(Server(("127.0.0.1", 0), _handler(_gateway())), "localhost") as address:
        yield address


@contextmanager
def website(form_url: str) -> Iterator[str]:
    """The address of a website on another origin, with the form in it by the real HTML code."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            body = host_page.page({"form_url": form_url}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with running(Server(("127.0.0.1", 0), Handler), "127.0.0.1") as address:
        yield address


@contextmanager
def running(server: ThreadingHTTPServer, host: str) -> Iterator[str]:
    """The address of a server while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Server(ThreadingHTTPServer):
    """Threads that end with the test."""

    daemon_threads = True
    request_queue_size = 128


def _gateway() -> LocalGateway:
    # One attribute an app holds the request; threads need one each (aws/chalice#759).
    if not isinstance(app.app, LocalChalice):
        app.app.__class__ = type("ThreadedApp", (LocalChalice, type(app.app)), {})
    return LocalGateway(
        app.app, Config(chalice_stage="dev", config_from_disk={"stages": {"dev": {}}}, default_params={})
    )


def _handler(gateway: LocalGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            pass

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else None
            status, headers, out = self.ask(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(out)
            self.wfile.flush()

        def ask(self, body: bytes | None) -> tuple[int, dict[str, str], bytes]:
            try:
                reply = gateway.handle_request(
                    method=self.command, path=self.path, headers=dict(self.headers), body=body
                )
            except LocalGatewayException as refused:
                return refused.CODE, dict(refused.headers), refused.body or b""
            out = reply.get("body") or ""
            raw = base64.b64decode(out) if reply.get("isBase64Encoded") else str(out).encode()
            return reply["statusCode"], dict(reply.get("headers") or {}), raw

        do_GET = do_POST = do_HEAD = answer  # noqa: N815 - the names that http.server calls

    return Handler
