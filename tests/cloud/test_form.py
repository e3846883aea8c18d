"""The public form as it is deployed: double submits, people who are known, traps, limits, odd requests."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tests.cloud.live_studio import LiveStudio, eventually
from tests.cloud.visitor import FORM_TYPE, Answer, Visitor, at_once, without_tokens

SECURITY = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
ANCESTORS = "frame-ancestors https://lantern.example https://www.lantern.example"


def changed(live: LiveStudio, act: Callable[[], object]) -> dict[str, list[Any]]:
    """What `act` adds to the tables or makes of their rows, but for the counters."""
    before = live.everything()
    act()
    after = live.everything()
    return {
        noun: new
        for noun, rows in after.items()
        if noun != "counters" and (new := [row for row in rows if row not in before[noun]])
    }


def person(name: str, **more: str) -> dict[str, str]:
    """The answers of one who has not been here."""
    return {"first_name": name, "last_name": "Visitor", "email": f"{name.lower()}@visitors.example", **more}


def test_one_form_sent_three_times_at_once_makes_one_client_and_gets_one_answer(live: LiveStudio) -> None:
    live.renew("api_handler")
    before = live.containers_started("api_handler")
    visitor, values = Visitor(), live.open_form(**person("Twice"))
    answers = at_once(*[partial(visitor.post, live.outputs["form_url"], values)] * 3)
    assert live.containers_started("api_handler") >= before + 2
    assert {each.heading for each in answers} == {"Thank you"}
    assert len({str(without_tokens(each)) for each in answers}) == 1
    assert len(live.clients_at("twice@visitors.example")) == 1


def test_one_form_with_other_answers_is_asked_for_once_more(live: LiveStudio) -> None:
    visitor, values = Visitor(), live.open_form(**person("Thrice"))
    assert visitor.post(live.outputs["form_url"], values).heading == "Thank you"
    again = visitor.post(live.outputs["form_url"], {**values, **person("Frice")})
    assert "This form was sent already" in again.text
    assert live.clients_at("frice@visitors.example") == []
    sent = visitor.post(live.outputs["form_url"], {**values, **person("Frice"), "ticket": again.form.ticket})
    assert sent.heading == "Thank you"
    assert len(live.clients_at("frice@visitors.example")) == 1


def test_of_two_racing_links_one_referrer_holds_the_friend(live: LiveStudio) -> None:
    referrers = live.referrer("RACE-1"), live.referrer("RACE-2")
    friends = ["Ann", "Ben", "Cleo"]
    answers = at_once(
        *(
            partial(live.post, referrer.url, live.open_form(**person(friend)))
            for friend in friends
            for referrer in referrers
        )
    )
    assert {each.heading for each in answers} == {"Thank you"}
    ids = {each.client_id for each in referrers}
    found = [live.clients_at(f"{friend.lower()}@visitors.example") for friend in friends]
    assert [len(each) for each in found] == [1, 1, 1]
    referrals = [live.row("referrals", friend_id=each["client_id"]) for (each,) in found]
    assert [each["referrer_id"] for each in referrals] == [each["referred_by"] for (each,) in found]
    eventually(lambda: sum(each["client_id"] in ids for each in live.rows("ledger")) == len(friends))
    rewards = [each for each in live.rows("rewards") if each["client_id"] in ids]
    assert sorted(each["reward_id"].split(":")[1] for each in rewards) == sorted(
        each["friend_id"] for each in referrals
    )


@pytest.mark.parametrize(
    "known_by",
    [
        {"email": "DORA@visitors.example"},
        {"mobile": "207.555.0144"},
        {"email": "other@x.example", "mobile": "+12075550144"},
    ],
    ids=["email", "mobile", "one of both"],
)
def test_whoever_is_a_client_gets_the_page_that_a_new_one_gets(
    live: LiveStudio, known_by: dict[str, str]
) -> None:
    referrer = live.referrer(f"KNOWN-{len(known_by)}-{'mobile' in known_by}")
    dora = person("Dora", mobile="(207) 555-0144")
    if not live.clients_at(dora["email"]):
        live.post(live.outputs["form_url"], live.open_form(**dora))
    (client,) = live.clients_at(dora["email"])
    new = live.post(referrer.url, live.open_form(**person(f"New{referrer.token}")))
    eventually(lambda: live.letters_to(referrer.email))
    eventually(lambda: [each for each in live.rows("clients") if "client_number" not in each] == [])
    eventually(lambda: [each for each in live.rows("notices") if each["state"] == "queued"] == [])
    answers: list[Answer] = []
    stranger = {"first_name": "Someone", "last_name": "Else", **known_by}
    by_known = changed(live, lambda: answers.append(live.post(referrer.url, live.open_form(**stranger))))
    assert new.heading == "Thank you"
    assert without_tokens(answers[0]) == without_tokens(new)
    assert by_known.keys() == {"claims"}
    (claim,) = by_known["claims"]
    assert (claim["claim"].partition(":")[0], claim["holder"]) == ("form", client["client_id"])


def test_whoever_fills_in_the_trap_is_thanked_and_forgotten(live: LiveStudio) -> None:
    new = live.post(live.outputs["form_url"], live.open_form(**person("Honest")))
    eventually(lambda: "client_number" in live.clients_at("honest@visitors.example")[0])
    answers: list[Answer] = []
    values = live.open_form(**person("Robot", website="https://spam.example"))
    left = changed(live, lambda: answers.append(live.post(live.outputs["form_url"], values)))
    assert without_tokens(answers[0]) == without_tokens(new)
    assert {noun: [each["holder"] for each in rows] for noun, rows in left.items()} == {"claims": ["nobody"]}


def test_mistakes_come_back_with_the_answers_and_leave_nothing(live: LiveStudio) -> None:
    values = live.open_form(**person("Wrong", mobile="12", birthday="2019-02-30"))
    answers: list[Answer] = []
    assert changed(live, lambda: answers.append(live.post(live.outputs["form_url"], values))) == {}
    (page,) = answers
    assert page.status == 422
    assert "Enter a phone number" in page.text
    assert "Enter a real date" in page.text
    assert page.form.values["email"] == "wrong@visitors.example"
    assert page.form.ticket == values["ticket"]


@pytest.fixture
def closed(live: LiveStudio) -> Iterator[None]:
    live.set_up(form_active=False)
    yield
    live.set_up()


def test_a_closed_form_says_so_and_takes_nothing(live: LiveStudio, closed: None) -> None:
    values = live.open_form(**person("Late"))
    for path in ("", "r/0000000000000"):
        url = live.outputs["form_url"] + path
        for answer in (Visitor().get(url), live.post(url, values)):
            assert (answer.status, answer.heading) == (404, "This form is closed")
    assert live.clients_at("late@visitors.example") == []


def test_two_processes_let_a_contact_through_three_times_a_day(live: LiveStudio) -> None:
    live.renew("api_handler")
    before = live.containers_started("api_handler")
    forms = [live.open_form(**person("Often")) for _ in range(8)]
    answers = at_once(*(partial(live.post, live.outputs["form_url"], form) for form in forms))
    assert live.containers_started("api_handler") >= before + 2
    assert told(answers) == {"Thank you": 3, "That was a lot of forms": 5}
    assert len(live.clients_at("often@visitors.example")) == 1


def test_two_processes_let_ten_people_a_day_come_by_one_link(live: LiveStudio) -> None:
    referrer = live.referrer("POPULAR")
    forms = [live.open_form(**person(f"Fan{number}")) for number in range(14)]
    answers = at_once(*(partial(live.post, referrer.url, form) for form in forms))
    assert told(answers) == {"Thank you": 10, "That was a lot of forms": 4}
    assert len(live.rows("referrals", referrer_id=referrer.client_id)) == 10


def test_two_processes_let_one_address_through_five_times_in_ten_minutes(live: LiveStudio) -> None:
    before = live.rows("counters")
    forms = [live.open_form(**person(f"Flat{number}")) for number in range(12)]
    visitor = Visitor()
    answers = at_once(*(partial(visitor.post, live.outputs["form_url"], form) for form in forms))
    new = [each for each in live.rows("counters") if each not in before]
    windows = [each["value"] for each in new if re.match(r"form-from:[\d-]+T", each["counter"])]
    # Ten minutes may end in the middle: then there are two of them.
    assert max(windows) == 5
    assert told(answers) == {"Thank you": sum(windows), "That was a lot of forms": 12 - sum(windows)}
    refused = [each for each in answers if each.status == 429]
    assert all(0 < int(each.headers["retry-after"]) <= 601 for each in refused)


@pytest.fixture
def four_are_left(live: LiveStudio) -> Iterator[None]:
    counted = [each["value"] for each in live.rows("counters") if each["counter"].startswith("form-studio:")]
    live.set_up(submissions_per_day_max=max(counted, default=0) + 4)
    yield
    live.set_up()


def test_two_processes_keep_the_budget_of_the_whole_studio(live: LiveStudio, four_are_left: None) -> None:
    url = live.outputs["form_url"]
    posts = [partial(live.post, url, live.open_form(**person(f"Crowd{number}"))) for number in range(8)]
    answers = at_once(*posts)
    assert told(answers) == {"Thank you": 4, "That was a lot of forms": 4}


def told(answers: list[Answer]) -> dict[str, int]:
    """How many were told what."""
    return dict(Counter(each.heading for each in answers))


FORM, UTF8 = {"Content-Type": FORM_TYPE}, {"Content-Type": f"{FORM_TYPE}; charset=UTF-8"}
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "", {}, None, 200),
        ("HEAD", "", {}, None, 200),
        ("GET", "?ref=%00%FF%ED%A0%80&utm_source=%0D%0AX:%20y", {}, None, 200),
        ("GET", "r/0000000000000", {}, None, 200),
        ("HEAD", "r/0000000000000", {}, None, 200),
        ("GET", "r/%F0%9F%98%80%00", {}, None, 200),
        ("GET", "r/" + "a" * 4000, {}, None, 200),
        ("GET", "", {"Accept": "image/avif"}, None, 200),
        ("GET", "", {"Accept": "application/json", "Accept-Encoding": "br"}, None, 200),
        ("GET", "book", {}, None, 404),
        ("HEAD", "book", {}, None, 404),
        ("GET", "book?t=x.y", {}, None, 404),
        ("GET", "logo", {}, None, 404),
        ("GET", "logo?v=../../etc/passwd", {}, None, 404),
        ("POST", "", FORM, b"", 400),
        ("POST", "", FORM, b"nothing", 400),
        ("POST", "", FORM, b"ticket=%FF%FE", 400),
        ("POST", "", FORM, PNG, 400),
        ("POST", "", FORM, "first_name=Zoë".encode(), 400),
        ("POST", "", FORM, b"first_name=a&first_name=b", 400),
        ("POST", "", FORM, b"is_admin=yes", 400),
        ("POST", "", FORM, b"&".join(b"x%d=1" % number for number in range(2000)), 400),
        ("POST", "", FORM, b"ticket=x", 200),
        ("POST", "", UTF8, b"ticket=" + b"A" * 299, 200),
        ("POST", "r/0000000000000", UTF8, b"ticket=..", 200),
        ("POST", "", FORM, b"notes=" + b"n" * 33_000, 413),
        ("POST", "", FORM, b"notes=" + b"n" * 1_000_000, 413),
        ("POST", "", {"Content-Type": "application/json"}, b'{"first_name": "x"}', 415),
        ("POST", "", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ("POST", "", {"Content-Type": f"{FORM_TYPE}; charset=utf-7"}, b"ticket=x", 415),
        ("POST", "", {**FORM, "Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        ("POST", "", {"Content-Type": ""}, b"ticket=x", 415),
    ],
)
def test_whatever_comes_gets_a_page_of_ours_with_every_security_header(
    live: LiveStudio, *, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    answer = Visitor().ask(method, live.outputs["form_url"] + path, body, headers)
    assert answer.status == status, answer.text
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert policy[-1] == ANCESTORS
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "x-frame-options" not in answer.headers
    if method == "HEAD":
        assert answer.body == b""
    else:
        assert answer.heading


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "admin"),
        ("GET", "r/"),
        ("GET", "r/a/b"),
        ("GET", ".env"),
        ("POST", "book"),
        ("POST", "logo"),
        ("PUT", ""),
        ("DELETE", "r/0000000000000"),
        ("PATCH", ""),
        ("OPTIONS", ""),
    ],
)
def test_what_has_no_place_here_is_turned_away_at_the_gate(live: LiveStudio, method: str, path: str) -> None:
    answer = Visitor().ask(method, live.outputs["form_url"] + path, b"x=y" if method != "GET" else None)
    assert 400 <= answer.status < 500
    assert "set-cookie" not in answer.headers
