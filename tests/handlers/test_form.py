import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.link import folded
from chalicelib.domain.studio import BookingStyle, FieldOption
from chalicelib.models.client import Client
from chalicelib.models.contact import contact_writes
from chalicelib.models.transaction import transact
from tests.faults.injector import INJECTOR
from tests.flows.forms import SARA, ticket
from tests.handlers.studios import STUDIO, TOKEN, TWO_PLACES, link, store, studio_with
from tests.handlers.visits import Reply, Visitor

LINKED = {"link_to_booking": True, "booking_url": "https://book.example/"}
VARYING = re.compile(r"nonce-[\w-]+|nonce=\"[\w-]+\"|\?t=[\w.-]+")


@pytest.fixture
def visitor(tables, monkeypatch, now) -> Visitor:
    store()
    return Visitor(monkeypatch, now)


def alike(reply: Reply) -> tuple[int, dict[str, str], str]:
    """Everything of an answer but what is random in it."""
    headers = {name: VARYING.sub("", value) for name, value in reply.headers.items()}
    return reply.status, headers, VARYING.sub("", reply.text)


def operations(act) -> list[str]:
    INJECTOR.arm(None)
    act()
    calls = [call.operation for call in INJECTOR.calls]
    INJECTOR.disarm()
    return calls


def test_a_form_that_is_opened_and_sent_makes_a_client(visitor, tables):
    opened = visitor.get()
    assert opened.status == 200
    assert opened.headers["Content-Type"] == "text/html; charset=utf-8"
    visitor.now += timedelta(seconds=3)
    thanks = visitor.post({**SARA, "ticket": opened.ticket()})
    assert thanks.status == 200
    assert "Thank you" in thanks.words
    assert len(tables.rows("clients")) == 1


@pytest.mark.parametrize(
    "address",
    [f"/r/{TOKEN}?c=fb&utm_source=insta", f"/?ref={TOKEN.upper()}&c=fb&utm_source=insta"],
)
def test_a_referral_link_brings_referrer_channel_and_campaign_along(visitor, tables, address):
    link()
    assert folded(TOKEN) == TOKEN
    assert "recommended by one of our clients" in visitor.get(address).words
    visitor.send(address)
    (referral,) = tables.rows("referrals")
    assert (referral["link_token"], referral["channel"]) == (TOKEN, "facebook")
    assert tables.rows("clients")[0]["answers"] == {"utm_source": "insta", "channel": "facebook"}


@pytest.mark.parametrize("path", ["/r/2222222222222", "/r/x", "/r/%00", "/r/..%2F..", "/r/" + "a" * 2000])
def test_a_link_that_is_none_opens_the_plain_form(visitor, path):
    reply = visitor.get(path)
    assert reply.status == 200
    assert "recommended" not in reply.words


def test_what_does_not_fit_into_channel_and_campaign_is_left_out(visitor, tables):
    visitor.send("/?c=%3Cb%3E&utm_source=a%00b&utm_term=" + "x" * 101 + "&utm_medium=mail")
    assert tables.rows("clients")[0]["answers"] == {"utm_medium": "mail"}


def test_the_form_is_read_once_a_minute_and_the_link_each_time(visitor, tables):
    link()
    assert operations(visitor.get) == ["Query"]
    assert operations(visitor.get) == []
    assert operations(lambda: visitor.get(f"/r/{TOKEN}")) == ["GetItem"]
    assert operations(lambda: visitor.get("/r/2222222222222")) == ["GetItem"]
    visitor.now += timedelta(seconds=61)
    assert operations(visitor.get) == ["Query"]


def test_nobody_learns_from_the_answer_who_is_known(visitor, tables):
    store_again = studio_with(**LINKED, version=1)
    tables.empty()
    store(replace(store_again, preferences=replace(store_again.preferences, version=0)))
    transact(
        contact_writes(Client("c" + "k" * 26, emails=["known@example.com"], phones=[]), "US", exclusive=False)
    )
    visitor.get()
    replies, calls = [], []
    for nonce, values in (
        ("a", {"email": "known@example.com"}),
        ("b", {"email": "new@example.com"}),
        ("c", {"website": "https://spam.example"}),
        ("b", {"email": "new@example.com"}),
    ):
        calls.append(operations(lambda n=nonce, v=values: replies.append(visitor.send(nonce=n, **v))))
    assert calls == [["TransactWriteItems", "BatchGetItem", "TransactWriteItems"]] * 4
    assert [alike(reply) for reply in replies] == [alike(replies[0])] * 4
    assert len({len(reply.body) for reply in replies}) == 1
    assert len(tables.rows("clients")) == 1


def test_nobody_learns_from_the_answer_whose_code_or_name_was_typed(visitor, tables):
    link()
    visitor.get()
    replies, calls = [], []
    for nonce, typed in (("a", TOKEN), ("b", "2222222222222"), ("c", "Anna Berg"), ("d", "")):
        values = {"email": f"{nonce}@example.com", "who_sent_you": typed}
        calls.append(operations(lambda n=nonce, v=values: replies.append(visitor.send(nonce=n, **v))))
    assert calls == [["TransactWriteItems", "BatchGetItem", "TransactWriteItems"]] * 4
    assert [alike(reply) for reply in replies] == [alike(replies[0])] * 4
    assert len(tables.rows("clients")) == 4
    assert len(tables.rows("referrals")) == 1


def test_who_sent_them_is_asked_of_those_alone_who_come_by_no_link(visitor, tables, now):
    label = "Were you sent by somebody? Their code or name"
    link()
    assert label in visitor.get().words
    assert label not in visitor.get(f"/r/{TOKEN}").words
    assert label in visitor.get("/r/2222222222222").words
    assert label not in visitor.send(f"/r/{TOKEN}", email="nonsense").words
    mistaken = visitor.send(email="nonsense", who_sent_you="Anna Berg")
    assert 'value="Anna Berg"' in mistaken.text
    link(removed_at=now)
    assert label in visitor.get(f"/r/{TOKEN}").words


def test_a_mistake_is_summed_up_and_nothing_typed_is_lost(visitor):
    reply = visitor.send(
        first_name="",
        email="nonsense",
        notes='<script>"&',
        child_2_name="Ida",
        child_2_birthday="x",
        may_we_text="yes",
    )
    assert reply.status == 422
    assert "<title>Error: Tell us about you" in reply.text
    assert 'role="alert"' in reply.text
    for name in ("first_name", "email", "mobile", "child_2_birthday"):
        assert f'<a href="#{name}">' in reply.text
        assert f'id="{name}"' in reply.text
        assert f'aria-describedby="{name}-error"' in reply.text
    assert 'value="nonsense"' in reply.text
    assert "&lt;script&gt;&#34;&amp;" in reply.text
    assert 'value="Ida"' in reply.text
    assert re.search(r'name="may_we_text" value="yes" checked', reply.text)
    assert reply.text.count("<details open>") == 1


def test_a_corrected_form_is_the_same_form(visitor, tables):
    reply = visitor.send(email="nonsense")
    visitor.post({**SARA, "ticket": reply.ticket()})
    visitor.post({**SARA, "ticket": reply.ticket()})
    assert len(tables.rows("clients")) == 1
    assert [row["claim"] for row in tables.rows("claims") if row["claim"].startswith("form:")] == ["form:n1"]


@pytest.mark.parametrize(
    ("age", "status", "words"),
    [
        (timedelta(seconds=2), 200, "very quick"),
        (timedelta(hours=3), 200, "more than two hours"),
    ],
)
def test_a_form_sent_too_soon_or_too_late_is_shown_again_and_taken_then(visitor, tables, age, status, words):
    reply = visitor.post({**SARA, "ticket": ticket("n1", visitor.now - age)})
    assert (reply.status, words in reply.words) == (status, True)
    assert 'value="sara@example.com"' in reply.text
    assert not tables.rows("clients")
    visitor.now += timedelta(seconds=1)
    assert "Thank you" in visitor.post({**SARA, "ticket": reply.ticket()}).words


def test_a_form_that_is_not_ours_is_shown_again_and_waits_its_three_seconds(visitor):
    reply = visitor.post({**SARA, "ticket": "forged"})
    assert "We could not read the form" in reply.words
    assert "very quick" in visitor.post({**SARA, "ticket": reply.ticket()}).words


def test_a_used_form_may_be_sent_anew_with_other_answers(visitor, tables):
    visitor.send()
    reply = visitor.send(first_name="Ida", email="ida@example.com")
    assert "sent already" in reply.words
    assert "Thank you" in visitor.post({**SARA, "email": "ida@example.com", "ticket": reply.ticket()}).words
    assert len(tables.rows("clients")) == 2


def test_over_a_limit_the_page_says_when(visitor):
    for number in range(5):
        assert visitor.send(nonce=f"n{number}", email=f"s{number}@example.com").status == 200
    reply = visitor.send(nonce="n5", email="s5@example.com")
    assert reply.status == 429
    assert reply.headers["Retry-After"] == "601"


def test_a_closed_form_says_so(visitor, tables):
    tables.empty()
    store(studio_with(form_active=False))
    for reply in (visitor.get(), visitor.send()):
        assert reply.status == 404
        assert "This form is closed" in reply.words


@pytest.mark.parametrize(
    "name", ["organization", "notes", "birthday", "family", "preferred_dates", "may_we_email"]
)
def test_a_hidden_field_is_not_on_the_page(visitor, tables, name):
    assert f'name="{name}' in visitor.get().text or name in ("family", "preferred_dates")
    tables.empty()
    store(studio_with(field_options={name: FieldOption.HIDDEN}))
    text = visitor.get().text
    inputs = {"family": "child_1_name", "preferred_dates": "preferred_date_1"}
    assert f'name="{inputs.get(name, name)}"' not in text


def test_a_required_consent_is_asked_for_a_yes_or_no(visitor, tables):
    tables.empty()
    store(studio_with(field_options={"may_we_email": FieldOption.REQUIRED}))
    assert visitor.get().text.count('type="radio" name="may_we_email"') == 2


def test_the_studios_places_and_organizations_are_listed_under_their_online_names(visitor, tables):
    tables.empty()
    store(replace(studio_with(organization_label="School"), locations=TWO_PLACES))
    reply = visitor.get()
    assert '<option value="oak">Oak Hill</option>' in reply.text
    assert "Elm Park" not in reply.text
    assert re.search(r'<label for="organization">School', reply.text)
    assert '<option value="main">Downtown</option>' in reply.text
    assert '<option value="lake">Lake Road</option>' in reply.text
    assert "Old Mill" not in reply.text


def test_booking_is_offered_and_preferred_dates_are_not_asked_while_it_is_linked(visitor, tables):
    assert "Book your session" not in visitor.send().text
    tables.empty()
    store(studio_with(**LINKED))
    assert "preferred_date_1" not in visitor.get().text
    reply = visitor.send(path=f"/r/{TOKEN}")
    offer = re.search(r'href="(\.\./book\?t=[\w.-]+)" target="_top"', reply.text)
    assert offer
    went = visitor.get(offer[1].removeprefix(".."))
    assert went.status == 303
    assert went.headers["Location"].startswith("https://book.example/?booking_token=")
    assert visitor.get("/book").headers["Location"] == "https://book.example/"


def test_in_link_style_the_last_page_leads_back_to_the_website(visitor, tables):
    assert "Back to our website" not in visitor.send().text
    tables.empty()
    store(studio_with(style=BookingStyle.LINK, redirect_url="https://studio.example/thanks"))
    assert '<a href="https://studio.example/thanks">Back to our website</a>' in visitor.send().text
    assert visitor.send(nonce="n2", path="/?next=https://evil.example").text.count("evil") == 0


@pytest.mark.parametrize(
    "preferences",
    [
        {"studio_name": '"><script>alert(1)</script>', "phone": '"><script>'},
        {"organization_label": "<script>"},
        {"colors": {"text": "#fff;}</style><script>", "button": "url(x)"}},
        {"redirect_url": "javascript:alert(1)", "privacy_url": "javascript:alert(1)"},
    ],
)
def test_what_the_studio_enters_stays_text(visitor, tables, preferences):
    tables.empty()
    store(studio_with(style=BookingStyle.LINK, **preferences))
    for reply in (visitor.get(), visitor.send()):
        assert reply.text.count("<script") == 1
        assert "javascript:" not in reply.text
        assert "url(" not in reply.text


def test_the_page_with_all_fields_is_small_and_asks_for_nothing_else(visitor, tables):
    tables.empty()
    organizations = {
        str(number): replace(STUDIO.organizations["oak"], organization_id=str(number)) for number in range(30)
    }
    store(replace(STUDIO, locations=TWO_PLACES, organizations=organizations))
    reply = visitor.get()
    assert len(gzip.compress(reply.body, 6)) <= 6 * 1024
    (script,) = re.findall(r"<script nonce=\"[^\"]+\">(.*?)</script>", reply.text, re.DOTALL)
    assert len(script) < 1024
    loads = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"|url\(|@import', reply.text)
    assert loads == [("", "data:,")]
    assert "Set-Cookie" not in reply.headers


def test_head_answers_as_get_without_a_body(visitor):
    got, headed = visitor.get(), visitor.ask("HEAD", "/")
    assert (headed.status, headed.body) == (200, b"")
    assert headed.headers.keys() == got.headers.keys()
