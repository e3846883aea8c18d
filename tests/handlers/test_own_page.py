"""A client's own page by its signed link: a GET shows, a POST acts, and anybody else gets one polite page."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models.client import Client
from chalicelib.settings import settings
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.flows.test_own_page import WINNER, client, enroll, friend, reward
from tests.handlers.studios import REFERRER, TOKEN, link, store, studio_with
from tests.handlers.visits import Reply, Visitor

MOBILE = {"label": "Mobile", "number": "+15550100199", "sms": True}
PUBLIC = "https://forms.studio.example"


def signed(client_id: str, at: datetime, purpose: Purpose = Purpose.OWN_PAGE) -> str:
    """The page of a client."""
    return "/me/" + tokens.personal(purpose, client_id, at, settings.link_keys)


@pytest.fixture
def visitor(tables: Engine, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Visitor:
    store(studio_with(public_url=PUBLIC))
    link()
    client(
        REFERRER,
        now,
        last_name="Berg",
        emails=["anna.berg@example.com"],
        phones=[MOBILE],
        allow_marketing=True,
        allow_email_marketing=True,
    )
    enroll(REFERRER)
    return Visitor(monkeypatch, now)


def stored(tables: Engine) -> dict[str, Any]:
    """Anna's record."""
    (row,) = [row for row in tables.rows("clients") if row["client_id"] == REFERRER]
    return row


def alike(reply: Reply) -> tuple[int, str]:
    """A page without what is random in it."""
    return reply.status, re.sub(r'nonce="[\w-]+"', "", reply.text)


def test_a_client_sees_rewards_friends_link_and_choices(visitor: Visitor, now: datetime) -> None:
    friend(1, now, state="rewarded", reason="requirements_met")
    reward(1, now)
    reply = visitor.get(signed(REFERRER, now - timedelta(days=1000)))
    assert reply.status == 200
    for words in (
        "Hello, Anna",
        "$25.00 to spend at the studio, the first of it by December 22, 2026",
        "LR-1",
        "Friend 1",
        "Reward earned",
        "You get $25.00 to spend at the studio for each friend who comes to us",
        "7HQ2-KM9X-4VBRT",
        "Stop these emails",
        "Stop texts",
        "an…@example.com",
        "… 0199",
    ):
        assert words in reply.words
    assert f'value="{PUBLIC}/r/{TOKEN}"' in reply.text
    assert f'href="../r/{TOKEN}/share"' in reply.text
    assert "anna.berg@" not in reply.text
    assert "5550100199" not in reply.text


def test_opening_it_changes_nothing_and_is_kept_by_nobody(
    visitor: Visitor, tables: Engine, now: datetime
) -> None:
    before = tables.rows("clients")
    for method in ("GET", "HEAD"):
        reply = visitor.ask(method, signed(REFERRER, now) + "?email=no&text=no&change=x")
        assert reply.status == 200
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Robots-Tag"] == "noindex"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert "Set-Cookie" not in reply.headers
    assert tables.rows("clients") == before
    assert tables.rows("audit") == []


def test_it_costs_five_calls_at_most(visitor: Visitor, now: datetime) -> None:
    for number in range(3):
        friend(number, now)
    INJECTOR.arm(None)
    visitor.get(signed(REFERRER, now))
    calls = [call.operation for call in INJECTOR.calls]
    INJECTOR.disarm()
    assert len(calls) <= 5


def test_everyone_else_gets_the_same_polite_page(visitor: Visitor, tables: Engine, now: datetime) -> None:
    client("c" + "e" * 26, now, None, erased_at=now)
    paths = [
        signed("c" + "e" * 26, now),
        signed("c" + "u" * 26, now),
        signed(REFERRER, now, Purpose.UNSUBSCRIBE),
        "/me/" + tokens.sign(Purpose.OWN_PAGE, Ticket(REFERRER, now), (b"not ours",)),
        signed(REFERRER, now)[:-1],
        "/me/x",
        "/me/%00",
    ]
    replies = [visitor.get(path) for path in paths]
    replies += [visitor.post({"email": "no"}, path) for path in paths]
    assert {alike(reply) for reply in replies} == {alike(replies[0])}
    assert replies[0].status == 404
    assert "This page is not here any more" in replies[0].words
    assert stored(tables)["allow_email_marketing"] is True


def test_who_was_joined_to_another_sees_and_changes_the_others(
    visitor: Visitor, tables: Engine, now: datetime
) -> None:
    client(WINNER, now, "Anna-Lena", allow_email_marketing=True, emails=["al@example.com"])
    Client(REFERRER).update([Client.merged_into.set(WINNER)])
    assert "Hello, Anna-Lena" in visitor.get(signed(REFERRER, now)).words
    visitor.post({"email": "no"}, signed(REFERRER, now))
    visitor.post({"change": "I moved."}, signed(REFERRER, now))
    winner = Client.get(WINNER)
    assert winner.allow_email_marketing is False
    assert len(winner.tasks) == 1


@pytest.mark.parametrize("kind", ["email", "text"])
def test_a_press_stores_the_choice_with_its_evidence_and_another_changes_nothing(
    visitor: Visitor, tables: Engine, now: datetime, kind: str
) -> None:
    page = signed(REFERRER, now)
    reply = visitor.post({kind: "no"}, page)
    assert "Thank you, your choice is stored." in reply.words
    row = stored(tables)
    given = row["allow_email_marketing"], row["phones"][0]["sms"]
    assert given == ((False, True) if kind == "email" else (True, False))
    consent = row["consents"][-1]
    assert (consent["kind"], consent["given"], consent["source"]) == (kind, False, "own page")
    again = visitor.post({kind: "no"}, page)
    assert alike(again) == alike(reply)
    assert stored(tables) == row


def test_a_yes_keeps_the_very_words_that_were_read(visitor: Visitor, tables: Engine, now: datetime) -> None:
    page = signed(REFERRER, now)
    visitor.post({"email": "no"}, page)
    visitor.now += timedelta(minutes=1)
    assert "You can unsubscribe at any time." in visitor.get(page).words
    visitor.post({"email": "yes"}, page)
    row = stored(tables)
    assert row["allow_email_marketing"] is True
    assert row["consents"][-1]["wording"] == (
        "May we email you marketing material? You can unsubscribe at any time."
    )


@pytest.mark.parametrize(
    "values",
    [
        {"email": "maybe"},
        {"email": "no", "text": "no"},
        {"email": "no", "change": "x", "text": "no"},
        {"allow_marketing": "yes"},
        {"email": "no", "client_id": WINNER},
    ],
)
def test_what_no_button_of_ours_sends_is_refused(
    visitor: Visitor, tables: Engine, now: datetime, values: dict[str, str]
) -> None:
    before = tables.rows("clients")
    reply = visitor.post(values, signed(REFERRER, now))
    assert reply.status in (400, 422) or "change" in values
    assert [row["allow_email_marketing"] for row in tables.rows("clients")] == [
        row["allow_email_marketing"] for row in before
    ]


def test_a_request_becomes_a_task_for_today_once(visitor: Visitor, tables: Engine, now: datetime) -> None:
    page = signed(REFERRER, now)
    for _ in range(2):
        reply = visitor.post({"change": "  I moved to\r\nElm Street. "}, page)
        assert "Somebody at the studio will look at it." in reply.words
    assert stored(tables)["tasks"] == [
        {
            "kind": "task",
            "text": "Asks for a change: I moved to Elm Street.",
            "due_on": "2026-11-21",
            "done": False,
        }
    ]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 482, "a\x00b"])
def test_a_request_that_says_nothing_is_asked_for_again(
    visitor: Visitor, tables: Engine, now: datetime, typed: str
) -> None:
    reply = visitor.post({"change": typed}, signed(REFERRER, now))
    assert reply.status == 422
    assert "Please write what we should change" in reply.words
    assert "aria-invalid" in reply.text
    assert not stored(tables).get("tasks")


def test_a_fourth_request_is_asked_to_call(visitor: Visitor, tables: Engine, now: datetime) -> None:
    for number in range(4):
        reply = visitor.post({"change": f"Request {number}"}, signed(REFERRER, now))
    assert "Please call us." in reply.words
    assert len(stored(tables)["tasks"]) == 3


def test_without_a_program_there_is_no_link_and_all_the_rest(
    visitor: Visitor, tables: Engine, now: datetime
) -> None:
    client(WINNER, now, "Lena")
    reply = visitor.get(signed(WINNER, now))
    assert "Send us a friend" not in reply.words
    assert "You have no reward to spend right now." in reply.words
    assert "Nobody yet." in reply.words
    assert "You get no text messages." in reply.words
    assert "Send me texts" not in reply.words, "there is no number to text"


def test_while_the_form_is_closed_friends_are_to_name_the_client(
    visitor: Visitor, tables: Engine, now: datetime
) -> None:
    tables.empty()
    store(studio_with(form_active=False))
    client(REFERRER, now)
    enroll(REFERRER)
    reply = visitor.get(signed(REFERRER, now))
    assert "Tell your friends to name you" in reply.words
    assert f"/r/{TOKEN}" not in reply.text


def test_hostile_names_stay_text(visitor: Visitor, tables: Engine, now: datetime) -> None:
    hostile = '"><script>alert(1)</script>'
    Client(friend(1, now)).update([Client.first_name.set(hostile)])
    Client(REFERRER).update([Client.first_name.set(hostile), Client.emails.set([f"{hostile}@x.example"])])
    assert "<script>alert" not in visitor.get(signed(REFERRER, now)).text


def test_earlier_friends_are_a_page_further(visitor: Visitor, now: datetime) -> None:
    for number in range(51):
        friend(number, now)
    first = visitor.get(signed(REFERRER, now))
    further = re.search(r'href="(\?after=[^"]+)"', first.text)
    assert further
    second = visitor.get(signed(REFERRER, now) + further[1].replace("&amp;", "&"))
    assert "Friend 50" in second.words
    assert "Friend 49" not in second.words
    assert "The latest" in second.words


def test_the_page_is_small(visitor: Visitor, now: datetime) -> None:
    import gzip

    for number in range(50):
        friend(number, now)
        reward(number, now)
    reply = visitor.get(signed(REFERRER, now))
    assert len(gzip.compress(reply.body, 6)) <= 8 * 1024
    loads = re.findall(r'(?:src|action)="([^"]+)"|<link[^>]+href="([^"]+)"|url\(|@import', reply.text)
    assert loads == [("", "data:,")]
    (script,) = re.findall(r"<script nonce=\"[^\"]+\">(.*?)</script>", reply.text, re.DOTALL)
    assert len(script) < 1500
