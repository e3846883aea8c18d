import json
import logging
from io import StringIO
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chalicelib import logs
from chalicelib.domain.studio import BookingStyle
from chalicelib.handlers import form, pages
from tests.faults.faults import Fault, Mode
from tests.faults.injector import INJECTOR
from tests.flows.forms import SARA
from tests.handlers.studios import store, studio_with
from tests.handlers.visits import FORM_TYPE, Visitor

ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


@pytest.fixture
def visitor(tables, monkeypatch, now) -> Visitor:
    store()
    return Visitor(monkeypatch, now)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/r/2222222222222", 200),
        ("POST", "/", 415),
        ("GET", "/book", 404),
        ("GET", "/logo", 404),
    ],
)
def test_every_answer_has_the_security_headers(visitor, method, path, status):
    reply = visitor.ask(method, path)
    assert reply.status == status
    assert ALWAYS.items() <= reply.headers.items()
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'self'")
    assert "unsafe" not in policy
    assert all(f"{power}=()" in reply.headers["Permissions-Policy"] for power in ("camera", "geolocation"))


@pytest.mark.parametrize(
    ("preferences", "ancestors", "framing"),
    [
        ({}, "https://studio.example https://www.studio.example", None),
        (
            {"additional_origins": ("https://builder.example", "https://x.example; script-src *")},
            "https://studio.example https://www.studio.example https://builder.example",
            None,
        ),
        ({"website": ""}, "'none'", "DENY"),
        ({"style": BookingStyle.LINK}, "'none'", "DENY"),
    ],
)
def test_the_registered_website_alone_may_frame_the_form(visitor, tables, preferences, ancestors, framing):
    tables.empty()
    store(studio_with(**preferences))
    reply = visitor.get()
    assert reply.headers["Content-Security-Policy"].split("frame-ancestors ")[1] == ancestors
    assert reply.headers.get("X-Frame-Options") == framing


def test_in_link_style_the_page_is_closed_to_other_origins(visitor, tables):
    assert visitor.get().headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    tables.empty()
    store(studio_with(style=BookingStyle.LINK))
    headers = visitor.get().headers
    assert headers["Cross-Origin-Resource-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"


GOOD = urlencode(SARA).encode()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"nonsense", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"first_name=%ff%fe", {}, 400),
        (b"first_name=%ED%A0%80", {}, 400),
        ("first_name=é".encode(), {}, 400),
        (b"first_name=a&first_name=b", {}, 400),
        (GOOD + b"&is_admin=1", {}, 400),
        (GOOD + b"&__proto__=1", {}, 400),
        (b"&".join(b"a%d=1" % number for number in range(300)), {}, 400),
        (b"first_name=" + b"a" * 33_000, {}, 413),
        (GOOD, {"content_type": "application/json"}, 415),
        (GOOD, {"content_type": "text/plain"}, 415),
        (GOOD, {"content_type": "multipart/form-data; boundary=x"}, 415),
        (GOOD, {"content_type": FORM_TYPE + "; charset=utf-16"}, 415),
        (GOOD, {"content_encoding": "gzip"}, 415),
        (GOOD, {"content_type": FORM_TYPE + "; charset=UTF-8"}, 200),
        (GOOD, {"x_forwarded_host": "evil.example", "x_forwarded_for": "1.2.3.4"}, 200),
        (b"first_name=%00", {}, 200),
    ],
)
def test_what_cannot_be_a_form_of_ours_is_told_so(visitor, tables, body, headers, status):
    reply = visitor.ask("POST", "/", body, **{"content_type": FORM_TYPE} | headers)
    assert reply.status == status
    assert ALWAYS.items() <= reply.headers.items()
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Bright Studio" in reply.text
    assert "evil" not in reply.text
    assert not tables.rows("counters")


@given(
    st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(sorted(SARA)), st.text(max_size=30)).map(
        lambda values: urlencode(values, errors="surrogatepass").encode()
    )
)
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_no_body_makes_the_server_fail(visitor, body):
    assert visitor.ask("POST", "/", body, content_type=FORM_TYPE).status in (200, 400, 413, 422)


@pytest.mark.parametrize(
    "mode", [Mode.OUTAGE, Mode.TIMEOUT_ALL, Mode.LOST_ALL, Mode.INTERNAL, Mode.THROTTLED]
)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_outage_asks_to_try_again_and_the_same_form_is_then_taken_once(visitor, tables, mode, at):
    visitor.get()
    INJECTOR.arm(Fault(mode, at))
    first = visitor.send()
    assert INJECTOR.fired
    INJECTOR.disarm()
    assert (first.status, "Thank you" in first.words) in ((200, True), (503, False))
    if first.status == 503:
        assert first.headers["Retry-After"] == "5"
        assert ALWAYS.items() <= first.headers.items()
    assert "Thank you" in visitor.send().words
    assert len(tables.rows("clients")) == 1


def test_a_studio_that_cannot_be_read_asks_to_try_again(visitor):
    INJECTOR.arm(Fault(Mode.OUTAGE, 1))
    reply = visitor.get()
    INJECTOR.disarm()
    assert reply.status == 503
    assert ALWAYS.items() <= reply.headers.items()
    assert visitor.get().status == 200


def test_a_bug_is_a_page_of_ours_and_the_log_says_nothing_that_was_typed(visitor, monkeypatch, capsys):
    def broken(*_, **__):
        raise ValueError("sara@example.com is a secret")

    monkeypatch.setattr(form, "submit_intake", broken)
    log = StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(logs.JsonLine())
    pages.log.addHandler(handler)
    reply = visitor.send()
    pages.log.removeHandler(handler)

    assert reply.status == 500
    assert "It is our fault" in reply.words
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["fault"] == "ValueError"
    assert "broken" in line
    assert "sara" not in line + capsys.readouterr().out
