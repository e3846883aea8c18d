from datetime import datetime, timedelta

import pytest

from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose
from chalicelib.models.client import Client
from chalicelib.settings import settings
from tests.engine import Engine
from tests.handlers.studios import store
from tests.handlers.visits import FORM_TYPE, Reply, Visitor
from tests.letters import world

ONE_CLICK = b"List-Unsubscribe=One-Click"
PARTS = b'--x1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x1--\r\n'
BODIES = [
    (ONE_CLICK, FORM_TYPE),
    (ONE_CLICK, f"{FORM_TYPE}; charset=utf-8"),
    (PARTS, "multipart/form-data; boundary=x1"),
    (b"", "text/plain"),
    (b"\xff\x00", "application/octet-stream"),
]


@pytest.fixture
def visitor(tables: Engine, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Visitor:
    store()
    world.jane(now, allow_marketing=True, allow_email_marketing=True)
    return Visitor(monkeypatch, now)


def path(now: datetime, client_id: str = "jane", purpose: Purpose = Purpose.UNSUBSCRIBE) -> str:
    return f"/unsubscribe/{tokens.personal(purpose, client_id, now, settings.link_keys)}"


def post(visitor: Visitor, at: str, body: bytes = ONE_CLICK, kind: str = FORM_TYPE) -> Reply:
    return visitor.ask("POST", at, body, content_type=kind)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_page_changes_nothing(visitor: Visitor, tables: Engine, method: str) -> None:
    before = tables.snapshot()
    reply = visitor.ask(method, path(visitor.now))
    assert reply.status == 200
    # No page lays its button under another's.
    assert (reply.headers["X-Frame-Options"], reply.headers["Cache-Control"]) == ("DENY", "no-store")
    assert tables.snapshot() == before
    if method == "GET":
        assert "Unsubscribe" in reply.words
        assert 'method="post"' in reply.text


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_one_click_acts_at_once_without_redirect_or_cookie(
    visitor: Visitor, tables: Engine, body: bytes, kind: str
) -> None:
    reply = post(visitor, path(visitor.now), body, kind)
    assert (reply.status, "You are unsubscribed" in reply.words) == (200, True)
    assert not {"set-cookie", "location"} & {name.lower() for name in reply.headers}
    client = Client.get("jane")
    assert not client.allow_email_marketing
    assert (client.consents[-1]["source"], client.consents[-1]["given"]) == ("unsubscribe link", False)
    assert [row["reason"] for row in tables.rows("blocks")] == ["unsubscribed"]


def test_posted_again_it_says_the_same_and_writes_nothing(visitor: Visitor, tables: Engine) -> None:
    first = post(visitor, path(visitor.now))
    before = tables.snapshot()
    again = post(visitor, path(visitor.now))
    assert (again.status, again.words) == (first.status, first.words)
    assert tables.snapshot() == before


def test_a_link_of_years_ago_still_works(visitor: Visitor, tables: Engine) -> None:
    assert post(visitor, path(visitor.now - timedelta(days=3_000))).status == 200
    assert not Client.get("jane").allow_email_marketing


def test_joined_erased_and_unknown_clients_read_the_same_words(visitor: Visitor, tables: Engine) -> None:
    world.jane(visitor.now, "old", merged_into="jane", emails=[])
    world.jane(visitor.now, "gone", erased_at=visitor.now, emails=[])
    words = {post(visitor, path(visitor.now, each)).words for each in ("jane", "old", "gone", "nobody")}
    assert len(words) == 1
    assert not Client.get("jane").allow_email_marketing


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_we_did_not_sign_for_this_is_no_page(visitor: Visitor, tables: Engine, method: str) -> None:
    before = tables.snapshot()
    for at in (path(visitor.now, purpose=Purpose.OWN_PAGE), "/unsubscribe/forged", path(visitor.now) + "x"):
        assert visitor.ask(method, at, content_type=FORM_TYPE).status == 404
    assert tables.snapshot() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_answer_leads_to_the_own_page_which_is_named_in_words(visitor: Visitor, method: str) -> None:
    reply = visitor.ask(method, path(visitor.now), ONE_CLICK, content_type=FORM_TYPE)
    own = tokens.personal(Purpose.OWN_PAGE, "jane", visitor.now, settings.link_keys)
    assert reply.status == 200
    assert "/me/" not in reply.text + str(reply.headers)
    assert own not in reply.text
    assert ("Change it on your own page" in reply.words) == (method == "POST")
