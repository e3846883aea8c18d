"""Sessions come back from the studio's own system by each door, and a reward follows what they say."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cloud import chain
from tests.cloud.live_studio import LiveStudio, Referrer, Row, eventually
from tests.cloud.visitor import Visitor, without_tokens

Tell = Callable[..., None]


@dataclass(frozen=True)
class Sent:
    """A friend whom a referrer of the program that asks for a session has sent."""

    referrer: Referrer
    friend: Row


def by_function(live: LiveStudio, **session: str) -> None:
    assert live.record("session", **session) == "stored"


def by_queue(live: LiveStudio, **session: str) -> None:
    body = json.dumps({"kind": "session", **session})
    live.client("sqs").send_message(QueueUrl=live.told("RecordsQueueUrl"), MessageBody=body)


def by_file(live: LiveStudio, **session: str) -> None:
    file = f"{','.join(session)}\r\n{','.join(session.values())}\r\n".encode()
    name = f"{session['session_ref']}-{session['status']}.csv"
    live.client("s3").put_object(Bucket=live.outputs["bucket"], Key=f"imports/sessions/{name}", Body=file)


DOORS: dict[str, Callable[..., None]] = {"function": by_function, "queue": by_queue, "file": by_file}


@pytest.fixture(scope="module")
def booking(live: LiveStudio) -> Iterator[None]:
    live.set_up(link_to_booking=True)
    yield
    live.set_up()


def sent(live: LiveStudio, name: str) -> Sent:
    referrer = live.referrer(f"BRIDE-{name}", "Brides")
    friend = live.friend_of(referrer.url, name)
    eventually(lambda: referral_of(live, friend).get("reason") == "session_not_booked")
    return Sent(referrer, friend)


def referral_of(live: LiveStudio, friend: Row) -> Row:
    return live.row("referrals", friend_id=friend["client_id"])


def balance_of(live: LiveStudio, client_id: str) -> int:
    """By the chain; the account's cache says the same."""
    length, last, balance_cents = chain.head(live.rows("ledger", client_id=client_id))
    account = live.row("accounts", client_id=client_id)
    assert (account["seq"], account["head"], account["balance_cents"]) == (length, last, balance_cents)
    return balance_cents


@pytest.mark.parametrize("by", DOORS)
def test_a_session_earns_its_cancelling_takes_back_and_booking_again_earns_anew(
    live: LiveStudio, booking: None, by: str
) -> None:
    told, tell = sent(live, f"Door{by}"), DOORS[by]
    friend_id, referrer_id = told.friend["client_id"], told.referrer.client_id
    session = {
        "session_ref": f"S-{by}",
        "client_ref": friend_id,
        "session_type": "Wedding",
        "starts_at": "2027-05-01T14:00",
    }
    for status, state, balances in (
        ("booked", "rewarded", (5000, 2000)),
        ("cancelled", "pending", (0, 0)),
        ("booked", "rewarded", (5000, 2000)),
        ("completed", "rewarded", (5000, 2000)),
    ):
        tell(live, **session, status=status)
        eventually(partial(_is_told, live, told.friend, session["session_ref"], (status, state)))
        assert (balance_of(live, referrer_id), balance_of(live, friend_id)) == balances
    ids = sorted(each["entry_id"] for each in live.rows("ledger", client_id=referrer_id))
    assert ids == [
        f"clawback:referral:{friend_id}:1:1",
        f"issue:referral:{friend_id}:1",
        f"issue:referral:{friend_id}:2",
    ]
    eventually(lambda: len(live.letters_to(told.referrer.email)) == 2)
    account = live.row("accounts", client_id=referrer_id)
    assert account["rewards_by_program"] == {"brides": 1}


def _is_told(live: LiveStudio, friend: Row, session_ref: str, states: tuple[str, str]) -> bool:
    """Whether the session and the friend's referral are in these states."""
    referral = referral_of(live, friend)
    return (_session_state(live, friend["client_id"], session_ref), referral["state"]) == states


def _session_state(live: LiveStudio, client_id: str, session_ref: str) -> str | None:
    row = live.find("sessions", client_id=client_id, session_ref=session_ref)
    return None if row is None else str(row["state"])


def test_the_thanks_offer_booking_whose_token_brings_the_session_back(
    live: LiveStudio, booking: None
) -> None:
    referrer = live.referrer("HANDED", "Brides")
    visitor = Visitor()
    assert "preferred_date_1" not in visitor.get(referrer.url).form.values
    thanked = visitor.send_form(
        referrer.url, first_name="Hana", last_name="Over", email="hana@friends.example"
    )
    (friend,) = live.clients_at("hana@friends.example")
    offer = link_in(thanked.text, referrer.url)
    handed = visitor.get(offer)
    assert handed.status == 303
    address = urlsplit(handed.headers["location"])
    assert (address.netloc, address.path) == ("book.lantern.example", "/start")
    query = parse_qs(address.query)
    assert query["studio"] == ["7"]
    (token,) = query["booking_token"]
    for known in ("hana", "over", friend["client_id"], referrer.token):
        assert known not in address.query.casefold()
    session = {"session_ref": "S-handed", "session_type": "Wedding", "starts_at": "2027-05-01T14:00"}
    assert live.record("session", **session, status="booked", booking_token=token) == "stored"
    assert _session_state(live, friend["client_id"], "S-handed") == "booked"
    eventually(lambda: referral_of(live, friend)["state"] == "rewarded")
    assert balance_of(live, referrer.client_id) == 5000


def test_who_is_known_is_offered_the_same_and_their_session_is_their_own(
    live: LiveStudio, booking: None
) -> None:
    url, visitor = live.outputs["form_url"], Visitor()
    first = {"first_name": "Ivo", "last_name": "Known", "email": "ivo@friends.example"}
    pages = [visitor.post(url, live.open_form(**first)) for _ in range(2)]
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    (client,) = live.clients_at("ivo@friends.example")
    handed = visitor.get(link_in(pages[1].text, url))
    (token,) = parse_qs(urlsplit(handed.headers["location"]).query)["booking_token"]
    session = {"session_ref": "S-known", "session_type": "Family", "starts_at": "2027-05-02T10:00"}
    assert live.record("session", **session, status="booked", booking_token=token) == "stored"
    assert _session_state(live, client["client_id"], "S-known") == "booked"


@pytest.mark.parametrize("query", ["", "?t=", "?t=AAAA.BBBB"])
def test_without_a_token_of_ours_booking_is_open_all_the_same(
    live: LiveStudio, booking: None, query: str
) -> None:
    for method in ("GET", "HEAD"):
        handed = Visitor().ask(method, f"{live.outputs['form_url']}book{query}")
        assert (handed.status, handed.headers["location"]) == (
            303,
            "https://book.lantern.example/start?studio=7",
        )


def test_a_token_of_somebody_else_brings_no_session(live: LiveStudio, booking: None) -> None:
    session = {"session_ref": "S-forged", "session_type": "Family", "starts_at": "2027-05-02T10:00"}
    answer: Any = live.record("session", **session, status="booked", booking_token="AAAA.BBBB")
    assert answer == "refused booking_token names no client, or is too old"
    assert [each for each in live.rows("sessions") if each["session_ref"] == "S-forged"] == []


def link_in(page: str, url: str) -> str:
    """Where the button to booking leads, from the page at `url`."""
    relative = page.partition('class="button" href="')[2].partition('"')[0]
    assert relative, page
    base = url.split("?", maxsplit=1)[0].rpartition("/")[0]
    while relative.startswith("../"):
        relative, base = relative.removeprefix("../"), base.rpartition("/")[0]
    return f"{base}/{relative}"
