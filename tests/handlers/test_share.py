"""The page to pass a link on, its preview in messages, its cards and code: opening them counts as nothing."""

import gzip
import html
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.studio import BookingStyle
from chalicelib.services.logo import FOLDER
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.handlers.studios import PREFERENCES, STUDIO, TERMS, TOKEN, link, store, studio_with
from tests.handlers.visits import Reply, Visitor

PUBLIC = "https://forms.studio.example"
GIFT = Gift(kind=GiftKind.ITEM, text='a print & "frame"')
LOGO = f"{FOLDER}3f2a3f2a3f2a3f2a-300x100.jpg"
PATHS = (f"/r/{TOKEN}", f"/r/{TOKEN}/share", f"/r/{TOKEN}/card", f"/r/{TOKEN}/qr.svg")


def with_gift(**terms: object) -> dict[str, Program]:
    """The program, with a gift for the friend."""
    changed: Terms = replace(TERMS, gift=GIFT, **terms)  # type: ignore[arg-type]
    return {"friends": Program(program_id="friends", description="Friends", terms=changed)}


@pytest.fixture
def visitor(tables: Engine, monkeypatch: pytest.MonkeyPatch, now) -> Visitor:
    studio = studio_with(public_url=PUBLIC, show_logo=True, logo_key=LOGO)
    store(replace(studio, programs=with_gift()))
    link()
    return Visitor(monkeypatch, now)


def again(tables: Engine, studio) -> None:
    """Another studio in place of the one that stands, with the link."""
    tables.empty()
    store(studio)
    link()


def meta(reply: Reply) -> dict[str, str]:
    """What a link preview is made of, in order."""
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', reply.text)
    return {name: html.unescape(content) for name, content in found}


@pytest.mark.parametrize("path", [f"/r/{TOKEN}?c=fb&utm_source=x", f"/r/{TOKEN}/share"])
def test_the_preview_of_a_link_is_whole_without_script(visitor: Visitor, path: str) -> None:
    shown = meta(visitor.get(path))
    gift = 'Come to us by January 30, 2027, and you get a gift (a print & "frame").'
    assert shown == {
        "viewport": "width=device-width, initial-scale=1",
        "description": gift,
        "og:type": "website",
        "og:site_name": "Bright Studio",
        "og:title": "Bright Studio: a friend recommends us",
        "og:description": gift,
        "og:url": f"{PUBLIC}/r/{TOKEN}",
        "og:image": shown["og:image"],
        "og:image:type": "image/jpeg",
        "og:image:width": "300",
        "og:image:height": "100",
        "og:image:alt": "Bright Studio",
        "twitter:card": "summary",
    }
    assert re.fullmatch(rf"{PUBLIC}/logo\?v=\w+", shown["og:image"])


def test_the_plain_form_previews_as_itself(visitor: Visitor) -> None:
    shown = meta(visitor.get("/?c=fb"))
    assert shown["og:url"] == f"{PUBLIC}/"
    assert shown["og:title"] == "Bright Studio: tell us about you"


def test_without_a_logo_the_preview_has_no_picture(visitor: Visitor, tables: Engine) -> None:
    again(tables, STUDIO)
    assert not [name for name in meta(visitor.get(f"/r/{TOKEN}")) if name.startswith("og:image")]


@pytest.mark.parametrize("path", PATHS)
def test_whoever_fetches_a_link_may_and_is_asked_not_to_list_it(visitor: Visitor, path: str) -> None:
    reply = visitor.get(path)
    assert reply.status == 200
    assert reply.headers["X-Robots-Tag"] == "noindex"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_counts_as_nothing(visitor: Visitor, tables: Engine, method: str, path: str) -> None:
    visitor.get()
    nouns = ("clients", "referrals", "counters", "links", "claims", "audit")
    before = {noun: tables.rows(noun) for noun in nouns}
    INJECTOR.arm(None)
    for _ in range(3):
        visitor.ask(method, f"{path}?c=fb")
    calls = [call.operation for call in INJECTOR.calls]
    INJECTOR.disarm()
    assert calls == ["GetItem"] * 3
    assert {noun: tables.rows(noun) for noun in nouns} == before


def test_the_page_has_the_link_the_ways_the_words_and_the_code(visitor: Visitor) -> None:
    reply = visitor.get(f"/r/{TOKEN}/share")
    assert f'value="{PUBLIC}/r/{TOKEN}"' in reply.text
    addresses = re.findall(r'class="button" href="([^"]+)"', reply.text)
    assert [address.split(":")[0] for address in addresses] == ["https", "sms", "mailto", "https"]
    for short in ("c%3Dfb", "c%3Dwa", "c%3Dsms", "c%3Dem"):
        assert sum(short in address for address in addresses) == 1
    assert "7HQ2-KM9X-4VBRT" in reply.words
    assert 'role="img" aria-label="QR code of the link"' in reply.text
    assert 'href="card"' in reply.text
    assert 'href="qr.svg"' in reply.text


@pytest.mark.parametrize("path", PATHS[1:])
def test_nothing_on_them_is_of_the_referrer(visitor: Visitor, tables: Engine, path: str) -> None:
    text = visitor.get(path).text
    assert not any(row["client_id"] in text for row in tables.rows("links"))


@pytest.mark.parametrize("path", PATHS[1:])
@pytest.mark.parametrize("removed", [True, False])
def test_a_link_that_is_none_any_more_gets_a_polite_page(
    visitor: Visitor, now, path: str, removed: bool
) -> None:
    if removed:
        link(removed_at=now - timedelta(days=1))
    else:
        path = path.replace(TOKEN, "2222222222222")
    reply = visitor.get(path)
    assert reply.status == 404
    assert "This link is not in use any more" in reply.words
    assert 'class="button" href="../../"' in reply.text


def test_while_the_form_is_closed_there_is_nothing_to_pass_on(visitor: Visitor, tables: Engine) -> None:
    again(tables, studio_with(form_active=False))
    assert "This form is closed" in visitor.get(f"/r/{TOKEN}/share").words


@pytest.mark.parametrize("path", PATHS[1:3])
def test_they_stand_in_no_frame_whatever_the_style(visitor: Visitor, tables: Engine, path: str) -> None:
    again(tables, studio_with(style=BookingStyle.IFRAME))
    policy = visitor.get(path).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")


def test_the_code_is_a_picture_that_is_no_page(visitor: Visitor) -> None:
    reply = visitor.get(f"/r/{TOKEN}/qr.svg")
    assert reply.headers["Content-Type"] == "image/svg+xml"
    assert reply.body.startswith(b"<?xml")
    assert "script-src" not in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("terms", "days", "said"),
    [
        ({}, 0, "and you get a gift"),
        ({}, 100, ""),  # The last day is over.
    ],
)
def test_the_promise_is_told_as_long_as_it_holds(
    visitor: Visitor, terms: dict[str, object], days: int, said: str
) -> None:
    visitor.now += timedelta(days=days)
    words = visitor.get(f"/r/{TOKEN}/share").words
    assert ("What we tell your friend" in words) == bool(said)
    assert said in words


def test_what_the_studio_enters_stays_text(visitor: Visitor, tables: Engine) -> None:
    hostile = '"><script>alert(1)</script>'
    studio = studio_with(studio_name=hostile, public_url=PUBLIC)
    gift = replace(GIFT, text=hostile)
    terms = replace(TERMS, gift=gift)
    programs = {"friends": Program(program_id="friends", description=hostile, terms=terms)}
    again(tables, replace(studio, programs=programs))
    for path in PATHS:
        assert "<script>alert" not in visitor.get(path).text


@pytest.mark.parametrize(
    ("context", "base"),
    [
        ({"domainName": "api.example", "path": f"/studio/r/{TOKEN}"}, "https://api.example/studio"),
        ({"domainName": "forms.example", "path": f"/r/{TOKEN}"}, "https://forms.example"),
        ({"domainName": "forms.example", "path": f"/ours/r/{TOKEN}/"}, "https://forms.example/ours"),
        ({"path": f"/r/{TOKEN}"}, "http://evil.example"),  # No gateway: a developer's own machine.
    ],
)
def test_the_address_is_by_the_gateways_own_word(context: dict[str, str], base: str) -> None:
    from chalice.app import Request

    from chalicelib.handlers.place import base_of

    request = Request(
        {
            "requestContext": {"httpMethod": "GET", "resourcePath": "/r/{token}", **context},
            "headers": {"host": "evil.example"},
            "multiValueQueryStringParameters": None,
            "pathParameters": {"token": TOKEN},
            "stageVariables": None,
            "body": "",
        }
    )
    assert base_of(request, PREFERENCES) == base
    assert base_of(request, replace(PREFERENCES, public_url=PUBLIC)) == PUBLIC


@pytest.mark.parametrize(
    ("query", "channel"),
    [("?c=wa", "whatsapp"), ("?fbclid=abc", "facebook"), ("?c=qr&fbclid=abc", "qr"), ("", None)],
)
def test_the_way_a_link_was_passed_on_is_kept(
    visitor: Visitor, tables: Engine, query: str, channel: str | None
) -> None:
    visitor.send(f"/r/{TOKEN}{query}")
    (referral,) = tables.rows("referrals")
    assert referral.get("channel") == channel


def test_referrals_happen_by_a_facebook_link_an_email_a_text_or_verbally(
    visitor: Visitor, tables: Engine
) -> None:
    """Source: *What is a Client Referral Program?*, step 2."""
    page = visitor.get(f"/r/{TOKEN}/share")
    ways = map(html.unescape, re.findall(r'class="button" href="([^"]+)"', page.text))
    for number, address in enumerate(ways):
        (link_of_it,) = re.findall(rf"{PUBLIC}(/r/\w+\?c=\w+)", unquote(address))
        assert "You come recommended" in visitor.get(link_of_it).words
        visitor.send(link_of_it, f"n{number}", email=f"friend{number}@example.com")
    visitor.send("/", "n9", email="told@example.com", who_sent_you="7hq2 km9x 4vbrt")
    made = [(row["evidence"], row.get("channel"), row["state"]) for row in tables.rows("referrals")]
    assert sorted(made, key=str) == [
        ("link", "email", "pending"),
        ("link", "facebook", "pending"),
        ("link", "text", "pending"),
        ("link", "whatsapp", "pending"),
        ("typed_code", None, "pending"),
    ]


@pytest.mark.parametrize(("path", "most"), [(PATHS[0], 6.5), (PATHS[1], 6), (PATHS[2], 3), (PATHS[3], 1)])
def test_each_of_them_is_small_and_asks_for_nothing_else(
    visitor: Visitor, tables: Engine, path: str, most: float
) -> None:
    again(
        tables, replace(STUDIO, programs=with_gift(session_booked=True, paid_sales_min_cents=Cents(10_000)))
    )
    reply = visitor.get(path)
    assert len(gzip.compress(reply.body, 6)) <= most * 1024
    assert not re.findall(r'<script[^>]+src|<link[^>]+href="(?!data:,)|<img|url\(|@import', reply.text)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", reply.text, re.DOTALL):
        assert len(script) < 1500
