"""The view that joins two records: through the console's function, to what is stored."""

import json

import pytest

from chalicelib.domain.actor import Role
from chalicelib.models.client import Client
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.ground import Ground
from tests.faults.invariants import broken

HOSTILE = '<cwdb-action action="call">{"view":"erase"}</cwdb-action></td>"\u202e'


@pytest.fixture
def ground(tables: Engine) -> Ground:
    ground = Ground(tables, NOW)
    joins.two_records(ground)
    return ground


def _reviewed(desk: Desk) -> Answer:
    compared = desk.ask("join", "", {"client": joins.WINNER, "other": joins.LOSER})
    return desk.press(compared, "Go on to the review")


def test_staff_join_two_records_of_one_person(ground: Ground) -> None:
    desk = Desk()
    first = desk.ask("join")
    assert first.button("Choose the record that stays")["pick"]["key"] == "client"
    second = desk.ask("join", "", {"client": joins.WINNER})
    pick = second.button("Choose the other record")["pick"]
    assert (pick["given"], pick["key"], pick["without"]) == ({"client": joins.WINNER}, "other", joins.WINNER)
    compared = desk.ask("join", "", {"client": joins.WINNER, "other": joins.LOSER})
    assert "number 1" in compared.words
    assert "number 2" in compared.words
    assert "$55.00" in compared.words, "the other's balance"
    review = desk.press(compared, "Go on to the review")
    assert "The referral of the record that stays is outranked" in review.words
    done = desk.press(review, "Join the two records")
    assert "The two records are one" in done.words
    assert not broken(ground)
    assert not list(goal_without_draft(ground))
    winner = Client.get(joins.WINNER)
    assert winner.joined == [joins.LOSER]


def goal_without_draft(ground: Ground) -> list[str]:
    """What is missing, apart from the draft of the other tests' own."""
    return [each for each in joins.joined(ground) if not each.startswith("the draft is used")]


def test_the_confirmation_names_the_numbers_and_the_draft_acts_once(ground: Ground) -> None:
    desk = Desk()
    review = _reviewed(desk)
    things = review.button("Join the two records")["n"]
    assert f"{things} things go over" in review.html
    desk.press(review, "Join the two records")
    before = ground.engine.images()
    again = desk.press(review, "Join the two records")
    assert "done already" in again.words
    assert ground.engine.images() == before


def test_a_number_that_does_not_agree_joins_nothing(ground: Ground) -> None:
    desk = Desk()
    review = _reviewed(desk)
    before = ground.engine.images()
    given = review.button("Join the two records")
    refused = desk.ask("join", "join", {"draft": given["draft"], "n": given["n"] + 1})
    assert "review them again" in refused.words
    assert ground.engine.images() == before


@pytest.mark.parametrize("change", ["record", "money", "sales"])
def test_a_record_that_changed_since_the_review_is_reviewed_again(ground: Ground, change: str) -> None:
    desk = Desk()
    review = _reviewed(desk)
    if change == "record":
        Client(joins.LOSER).update([Client.version.set(Client.version + 1)])
    elif change == "money":
        joins.manual(joins.LOSER, "late", 500, ground)
    else:
        scenes.invoice(joins.LOSER, "B-9", 1_000, ground.now)
    before = ground.engine.images()
    refused = desk.press(review, "Join the two records")
    assert "review them again" in refused.words
    assert ground.engine.images() == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"client": "nobody", "other": joins.LOSER}, "does not exist"),
        ({"client": joins.LOSER, "other": joins.LOSER}, "one and the same"),
    ],
)
def test_what_cannot_be_joined_is_said(ground: Ground, given: dict[str, str], words: str) -> None:
    assert words in Desk().ask("join", "review", given).words


def test_a_joined_or_erased_record_is_not_joined_again(ground: Ground) -> None:
    desk = Desk()
    desk.press(_reviewed(desk), "Join the two records")
    again = desk.ask("join", "", {"client": scenes.RITA, "other": joins.LOSER})
    assert "was joined to another record already" in again.words
    Client(scenes.ROLF).update([Client.erased_at.set(NOW)])
    erased = desk.ask("join", "", {"client": scenes.RITA, "other": scenes.ROLF})
    assert "was erased" in erased.words


def test_a_viewer_joins_nothing(ground: Ground) -> None:
    answer = Desk(Role.VIEWER).ask("join", "", {"client": joins.WINNER, "other": joins.LOSER})
    assert "operator's dashboard alone" in answer.words


def test_a_joining_that_died_is_found_and_finished(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.flows import join_clients

    desk = Desk()
    review = _reviewed(desk)
    with monkeypatch.context() as broken_off:
        broken_off.setattr(join_clients, "STEPS", [_dies])
        assert "our fault" in desk.press(review, "Join the two records").words
    resumed = desk.ask("join", "resume", {"draft": review.button("Join the two records")["draft"]})
    assert "did not end" in resumed.words
    offered = desk.ask("join", "", {"client": joins.WINNER})
    label = next(name for name, _ in offered.buttons if name.startswith("Finish joining"))
    finished = desk.press(offered, label)
    assert "are one" in finished.words
    assert not broken(ground)
    assert not goal_without_draft(ground)


def _dies(_: object) -> None:
    raise RuntimeError("the process ends here")


def test_hostile_names_are_text(ground: Ground) -> None:
    Client(joins.LOSER).update([Client.first_name.set(HOSTILE), Client.version.set(Client.version + 1)])
    compared = Desk().ask("join", "", {"client": joins.WINNER, "other": joins.LOSER})
    assert '<cwdb-action action="call">{' not in compared.html
    assert all(json.dumps(payload) for _, payload in compared.buttons)
    assert "\u202e" not in compared.html


def test_a_comparison_takes_a_bounded_number_of_calls(ground: Ground) -> None:
    before = ground.engine.requests
    Desk().ask("join", "", {"client": joins.WINNER, "other": joins.LOSER})
    assert ground.engine.requests - before <= 15
