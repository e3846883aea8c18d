"""What a client's own page is made of: bounded reads, whose record it is, and nothing of anybody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.money import Cents
from chalicelib.flows.own_page import FRIENDS_PAGE, OwnPage, own_page
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.handlers.studios import ENROLLED_AT, REFERRER, TOKEN, store

WINNER = "c" + "w" * 26


def client(client_id: str, now: datetime, first_name: str | None = "Anna", **values: Any) -> None:
    """A client's record."""
    Client(
        client_id,
        client_ref=client_id,
        first_name=first_name,
        created_at=now,
        created_on=now.date(),
        **values,
    ).save()


def enroll(client_id: str) -> None:
    """The client's open enrollment."""
    Enrollment(
        client_id,
        OPEN,
        program_id="friends",
        token=TOKEN,
        source="hand",
        enrolled_at=ENROLLED_AT,
        first_enrolled_at=ENROLLED_AT,
    ).save()


def friend(number: int, now: datetime, referrer: str = REFERRER, **values: Any) -> str:
    """A friend of the client's; the higher the number, the earlier."""
    friend_id = f"c{number:026d}"
    client(friend_id, now, f"Friend {number}")
    Referral(
        friend_id,
        referrer_id=referrer,
        evidence="link",
        created_at=now - timedelta(days=number),
        friend_created_at=now,
        payload_hash="x",
        **({"state": "pending", "reason": "session_not_booked"} | values),
    ).save()
    return friend_id


def reward(number: int, now: datetime, *, left: int = 2500, days: int | None = 30, **values: Any) -> Reward:
    """A reward of 25 that ends in so many days."""
    row = Reward(
        REFERRER,
        f"referral:{number}",
        code=f"LR-{number}",
        face_cents=Cents(2500),
        face="25.00",
        remaining_cents=Cents(left),
        remaining="x",
        source="referral",
        issued_at=now,
        created_by="evaluation",
        expires_on=(now + timedelta(days=days)).date() if days is not None else None,
        expires_at=now + timedelta(days=days) if days is not None else None,
        **values,
    )
    row.save()
    return row


Page = Callable[..., OwnPage | None]


@pytest.fixture
def page(tables: Engine, now: datetime) -> Page:
    """Opens a page, of Anna unless told otherwise."""
    store()
    client(REFERRER, now, last_name="Berg")
    enroll(REFERRER)
    studio = table.load()

    def opened(client_id: str = REFERRER, after: str = "") -> OwnPage | None:
        return own_page(client_id, after=after, studio=studio, now=now)

    return opened


def of(found: OwnPage | None) -> OwnPage:
    """The page, which is there."""
    assert found is not None
    return found


def test_a_page_shows_friends_the_latest_first_with_kind_words(page: Page, now: datetime) -> None:
    friend(2, now)
    friend(1, now, state="rewarded", reason="requirements_met")
    friend(3, now, state="void", reason="joined")
    found = of(page())
    assert [(each.name, each.told.label) for each in found.friends] == [
        ("Friend 1", "Reward earned"),
        ("Friend 2", "On the way"),
    ]
    assert found.sharing is not None
    assert found.sharing.token == TOKEN
    assert found.promise.startswith("You get $25.00")


def test_a_friend_whose_record_was_erased_has_no_name(page: Page, now: datetime) -> None:
    Client(friend(1, now)).update([Client.first_name.remove()])
    assert [each.name for each in of(page()).friends] == ["A friend"]


@pytest.mark.parametrize("friends", [0, 1, FRIENDS_PAGE + 1])
def test_a_page_costs_four_reads_at_most_and_writes_nothing(
    page: Page, tables: Engine, now: datetime, friends: int
) -> None:
    for number in range(friends):
        friend(number, now)
        reward(number, now)
    before = {noun: tables.rows(noun) for noun in ("clients", "referrals", "rewards", "counters", "audit")}
    INJECTOR.arm(None)
    page()
    calls = [call.operation for call in INJECTOR.calls]
    INJECTOR.disarm()
    assert calls == ["BatchGetItem", "Query", *(["BatchGetItem"] if friends else []), "Query"]
    assert before == {noun: tables.rows(noun) for noun in before}


def test_every_friend_stands_on_one_page_and_on_one_alone(page: Page, now: datetime) -> None:
    for number in range(FRIENDS_PAGE + 3):
        friend(number, now)
    first = of(page())
    second = of(page(after=first.more))
    names = [each.name for each in (*first.friends, *second.friends)]
    assert names == [f"Friend {number}" for number in range(FRIENDS_PAGE + 3)]
    assert second.more == ""


@pytest.mark.parametrize("after", ["nonsense", "~", "2026-11-22T02:00:00.000000+0000~c1", "x~" + REFERRER])
def test_a_place_that_no_page_of_ours_said_is_the_beginning(page: Page, now: datetime, after: str) -> None:
    friend(1, now)
    assert len(of(page(after=after)).friends) == 1


def test_the_place_in_another_clients_friends_shows_nothing_of_them(page: Page, now: datetime) -> None:
    stranger = friend(1, now, referrer=WINNER)
    place = f"{(now - timedelta(days=1)).isoformat()}~{stranger}"
    assert of(page(after=place)).friends == []


def test_rewards_to_spend_come_first_to_expire_first_and_are_summed(page: Page, now: datetime) -> None:
    reward(1, now, days=None)
    reward(2, now, days=100)
    reward(3, now, days=10, left=1000)
    reward(4, now, days=-1)
    reward(5, now, left=0)
    reward(6, now, transferred_to="x y")
    found = of(page())
    assert [(each.code, each.words) for each in found.rewards] == [
        ("LR-3", "Partly used"),
        ("LR-2", "Ready to use"),
        ("LR-1", "Ready to use"),
    ]
    assert found.to_spend_cents == 1000 + 2500 + 2500
    assert {(each.code, each.words) for each in found.past_rewards} == {("LR-4", "Expired"), ("LR-5", "Used")}


def test_a_reward_is_ready_until_the_instant_it_expires(page: Page, now: datetime) -> None:
    row = reward(1, now)
    row.update([Reward.expires_at.set(now + timedelta(microseconds=1))])
    assert of(page()).to_spend_cents == 2500
    row.update([Reward.expires_at.set(now)])
    assert of(page()).to_spend_cents == 0


def test_who_was_joined_to_another_sees_the_others_page(page: Page, now: datetime) -> None:
    client(WINNER, now, "Anna-Lena")
    friend(1, now, referrer=WINNER)
    Client(REFERRER).update([Client.merged_into.set(WINNER)])
    found = of(page())
    assert (found.client.client_id, [each.name for each in found.friends]) == (WINNER, ["Friend 1"])
    assert found.sharing is None, "the winner is in no program"


def test_an_erased_client_and_nobody_have_no_page(page: Page, now: datetime) -> None:
    Client(REFERRER).update([Client.erased_at.set(now)])
    assert page() is None
    assert page(WINNER) is None


def test_after_the_last_day_nothing_is_promised_and_the_link_still_works(page: Page, now: datetime) -> None:
    late = own_page(REFERRER, studio=table.load(), now=ENROLLED_AT + timedelta(days=91))
    found = of(late)
    assert found.promise == ""
    assert found.sharing is not None
