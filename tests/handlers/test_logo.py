import re

import pytest

from chalicelib.services import logo
from tests.handlers.studios import store, studio_with
from tests.handlers.visits import Visitor
from tests.outside import OUTSIDE

JPEG = b"\xff\xd8\xff\xe0" + b"picture"
KEY = "logo/3f2a.jpg"


@pytest.fixture
def visitor(tables, monkeypatch, now) -> Visitor:
    OUTSIDE.empty()
    OUTSIDE.open = True
    logo._read.cache_clear()
    store(studio_with(show_logo=True, logo_key=KEY))
    return Visitor(monkeypatch, now)


def hold(key: str = KEY, content: bytes = JPEG) -> None:
    OUTSIDE.held.files[f"tests-files/{key}"] = OUTSIDE.held.files[key] = content


def test_the_page_shows_the_logo_under_an_address_of_its_own(visitor):
    hold()
    address = re.search(r'<img src="(logo\?v=\w+)" alt="Bright Studio"', visitor.get().text)
    assert address
    reply = visitor.get("/" + address[1])
    assert (reply.status, reply.body) == (200, JPEG)
    assert reply.headers["Content-Type"] == "image/jpeg"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.ask("HEAD", "/logo").body == b""


def test_under_another_address_it_is_kept_briefly(visitor):
    hold()
    assert (
        visitor.get("/logo").headers["Cache-Control"] == visitor.get("/logo?v=old").headers["Cache-Control"]
    )
    assert visitor.get("/logo").headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG", JPEG + bytes(1024 * 1024)]
)
def test_what_is_no_small_jpeg_is_not_shown(visitor, content):
    hold(content=content)
    assert visitor.get("/logo").status == 404


def test_a_logo_that_comes_later_is_found(visitor):
    assert visitor.get("/logo").status == 404
    hold()
    assert visitor.get("/logo").status == 200


@pytest.mark.parametrize(
    "preferences",
    [
        {"show_logo": False, "logo_key": KEY},
        {"show_logo": True, "logo_key": ""},
        {"show_logo": True, "logo_key": "reports/runs/1.csv"},
    ],
)
def test_nothing_else_of_the_bucket_is_served(visitor, tables, preferences):
    hold()
    hold("reports/runs/1.csv")
    tables.empty()
    store(studio_with(**preferences))
    assert visitor.get("/logo").status == 404


def test_a_screen_with_twice_as_many_pixels_gets_twice_as_many(visitor, tables):
    key = "logo/3f2a0011-320x96.jpg"
    tables.empty()
    store(studio_with(show_logo=True, logo_key=key))
    hold(key)
    hold("logo/3f2a0011-320x96@2x.jpg", JPEG + b" in double")
    page = visitor.get().text
    ((address, double),) = re.findall(r'src="(\S+)" srcset="(\S+) 2x" alt=', page)
    assert ' width="320" height="96">' in page
    plain, doubled = visitor.get("/" + address), visitor.get("/" + double.replace("&amp;", "&"))
    assert (plain.body, doubled.body) == (JPEG, JPEG + b" in double")
    assert plain.headers["Cache-Control"] == doubled.headers["Cache-Control"]
    assert plain.headers["Cache-Control"].endswith("immutable")
    assert plain.headers["ETag"] != doubled.headers["ETag"]


def test_where_only_the_plain_one_stands_it_is_given(visitor):
    hold()
    assert "srcset" not in visitor.get().text
    assert visitor.get("/logo?size=2").body == JPEG
