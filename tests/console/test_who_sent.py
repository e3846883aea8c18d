"""Names on the form: a person finds out whom a new client means, and only then is there a referral."""

import pytest

from chalicelib.domain.actor import Role
from chalicelib.flows.index_client import index_clients
from chalicelib.models.client import Client
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows.own_page import somebody_was_named
from tests.faults.ground import Ground

EVERYBODY = [scenes.FRED, scenes.RITA, scenes.GINA]


@pytest.fixture
def ground(tables: Engine) -> Ground:
    ground = Ground(tables, NOW)
    somebody_was_named(ground)
    scenes.client("gina", ground.now)
    assert not index_clients(EVERYBODY, country="US")
    return ground


def look(desk: Desk) -> Answer:
    """Fred's words, from the list."""
    return desk.press(desk.ask("who_sent"), "Look into it: Lake, Fred")


def choose(desk: Desk, name: str = "Lake, Rita") -> Answer:
    """Find the one who is meant: by the words as typed, and by another try."""
    finder = desk.press(look(desk), "Find whom they mean")
    if f"Choose {name}" not in dict(finder.buttons):
        finder = desk.press(finder, "Find", {"look_for": name.split(", ")[1]})
    return desk.press(finder, f"Choose {name}")


def test_the_list_says_who_named_whom_and_the_first_screen_leads_to_it(ground: Ground) -> None:
    desk = Desk()
    start = desk.ask("start")
    assert "New clients who name somebody that sent them" in start.words
    listed = desk.press(start, "Find whom")
    assert "Lake, Fred" in listed.words
    assert "Rita from school" in listed.words


def test_whom_they_mean_is_found_reviewed_and_stored_as_staffs_word(ground: Ground) -> None:
    desk = Desk()
    review = choose(desk)
    assert "Did Lake, Rita send Lake, Fred?" in review.words
    assert ground.rows("referrals") == [], "a review stores nothing"
    told = desk.press(review, "Store: Lake, Rita sent Lake, Fred")
    assert "It is decided" in told.words
    (referral,) = ground.rows("referrals")
    assert (referral["friend_id"], referral["referrer_id"], referral["evidence"], referral["state"]) == (
        scenes.FRED,
        scenes.RITA,
        "staff",
        "pending",
    )
    assert Client.get(scenes.FRED).who_sent_you == "Rita from school"
    assert not index_clients(EVERYBODY, country="US")
    assert "Nobody waits." in desk.ask("who_sent").words
    again = desk.press(review, "Store: Lake, Rita sent Lake, Fred")
    assert "This was settled already." in again.words
    assert len(ground.rows("audit")) == 1


def test_who_may_be_a_client_already_is_held_for_that_whoever_sent_them(ground: Ground) -> None:
    Client(scenes.FRED).update([Client.doubtful_of.set(scenes.GINA)])
    desk = Desk()
    desk.press(choose(desk), "Store: Lake, Rita sent Lake, Fred")
    (referral,) = ground.rows("referrals")
    assert (referral["state"], referral["reason"]) == ("held", "doubtful_duplicate")


def test_nobody_whom_we_know_ends_the_waiting_without_a_referral(ground: Ground) -> None:
    desk = Desk()
    told = desk.press(look(desk), "Nobody whom we know")
    assert "It is decided" in told.words
    assert ground.rows("referrals") == []
    assert Client.get(scenes.FRED).who_sent_you_settled_at is not None
    (record,) = ground.rows("audit")
    assert record["about"] == f"client#{scenes.FRED}"


def test_a_link_that_said_otherwise_is_outranked_and_kept(ground: Ground) -> None:
    scenes.referral(scenes.FRED, scenes.GINA, NOW)
    Client(scenes.FRED).update([Client.referred_by.set(scenes.GINA)])
    desk = Desk()
    review = choose(desk)
    assert "This moves the referral" in review.words
    desk.press(review, "Store: Lake, Rita sent Lake, Fred")
    (referral,) = ground.rows("referrals")
    assert (referral["referrer_id"], referral["evidence_reason"]) == (scenes.RITA, "replaced_link")
    assert [each["referrer_id"] for each in referral["other_evidence"]] == [scenes.GINA]


def test_what_cannot_be_stored_is_said_and_stays_on_the_list(ground: Ground) -> None:
    Client(scenes.RITA).update([Client.emails.set(["fred@people.example"])])
    desk = Desk()
    told = desk.press(choose(desk), "Store: Lake, Rita sent Lake, Fred")
    assert "A client cannot refer itself" in told.words
    assert ground.rows("referrals") == []
    assert "Lake, Fred" in desk.ask("who_sent").words


def test_a_record_that_changed_meanwhile_is_looked_at_again(ground: Ground) -> None:
    desk = Desk()
    review = choose(desk)
    Client(scenes.FRED).update([Client.version.add(1)])
    told = desk.press(review, "Store: Lake, Rita sent Lake, Fred")
    assert "Somebody changed the record meanwhile" in told.words
    assert ground.rows("referrals") == []


def test_referred_by_set_on_the_clients_own_form_ends_the_waiting_too(ground: Ground) -> None:
    from chalicelib.domain.actor import Actor
    from chalicelib.flows.edit_write import edit_writes
    from chalicelib.models import studio
    from chalicelib.models.transaction import transact

    writes = edit_writes(
        scenes.FRED,
        Client.get(scenes.FRED),
        {"referred_by": scenes.RITA},
        referrer=Client.get(scenes.RITA),
        consent_note="",
        studio=studio.load(),
        actor=Actor(role=Role.OPERATOR, request_id="r1"),
        now=NOW,
    )
    assert transact(writes).stands
    assert not index_clients(EVERYBODY, country="US")
    assert "Nobody waits." in Desk().ask("who_sent").words


def test_hostile_words_stay_text(ground: Ground) -> None:
    Client(scenes.FRED).update([Client.who_sent_you.set('"><script>alert(1)</script>')])
    desk = Desk()
    for answer in (desk.ask("who_sent"), look(desk)):
        assert "<script>alert" not in answer.html
