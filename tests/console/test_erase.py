"""The view that erases a client: a manager's alone, reviewed, chosen, confirmed, once."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.row import Row
from chalicelib.flows.record_client import record_clients
from chalicelib.handlers.console import erase
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services.files import FakeFiles
from tests import template
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import erasure
from tests.faults.ground import Ground
from tests.faults.invariants import broken

PRESS = "Erase the client"


@pytest.fixture
def ground(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    ground = Ground(tables, NOW)
    erasure.a_known_person(ground)
    monkeypatch.setattr(erase, "files", FakeFiles)
    yield ground
    ground.close()


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def _review(desk: Desk) -> Answer:
    return desk.ask("erase", "", {"client": erasure.PERSON})


def test_a_manager_erases_a_person_and_the_books_stay(ground: Ground, desk: Desk) -> None:
    assert desk.ask("erase").button("Find the client to erase")["pick"]["key"] == "client"
    review = _review(desk)
    assert "Balance that can still be spent $60.00" in review.words
    done = desk.press(review, PRESS, {"sure": "erase"})
    assert "was erased" in done.words
    assert erasure.SECRET not in done.html
    leaks = [noun for noun in template.tables() if erasure.SECRET in str(ground.rows(noun))]
    assert leaks == []
    assert len(ground.rows("ledger")) == 6
    assert not broken(ground)
    records = [row for row in ground.rows("audit") if row["what"] == "client erased"]
    assert [(row["role"], row["before"]) for row in records] == [("manager", {})]


def test_without_the_choice_nothing_is_erased(ground: Ground, desk: Desk) -> None:
    before = ground.rows("clients")
    assert "Choose to erase" in desk.press(_review(desk), PRESS).words
    assert ground.rows("clients") == before


def test_without_a_form_nothing_is_erased(ground: Ground, desk: Desk) -> None:
    given = _review(desk).button(PRESS)
    before = ground.rows("clients")
    answer = desk.ask("erase", "erase", {"draft": given["draft"], "n": given["n"]})
    assert "did not arrive" in answer.words
    assert ground.rows("clients") == before


def test_the_number_must_agree_and_the_draft_acts_once(ground: Ground, desk: Desk) -> None:
    review = _review(desk)
    given = review.button(PRESS)
    wrong = desk.ask("erase", "erase", {"draft": given["draft"], "n": 1}, {"sure": "erase"})
    assert "review it again" in wrong.words
    desk.press(review, PRESS, {"sure": "erase"})
    before = ground.engine.images()
    assert "done already" in desk.press(review, PRESS, {"sure": "erase"}).words
    assert ground.engine.images() == before


def test_a_record_that_changed_since_the_review_is_reviewed_again(ground: Ground, desk: Desk) -> None:
    review = _review(desk)
    Client(erasure.PERSON).update([Client.version.set(Client.version + 1)])
    before = ground.rows("clients")
    assert "review it again" in desk.press(review, PRESS, {"sure": "erase"}).words
    assert ground.rows("clients") == before


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VIEWER])
@pytest.mark.parametrize("do", ["", "erase", "resume"])
def test_nobody_else_erases(ground: Ground, role: Role, do: str) -> None:
    answer = Desk(role).ask("erase", do, {"client": erasure.PERSON})
    assert "a manager's dashboard alone" in answer.words


def test_an_erased_person_does_not_come_back_by_a_file(ground: Ground, desk: Desk) -> None:
    desk.press(_review(desk), PRESS, {"sure": "erase"})
    told = Row({"client_ref": "anna", "first_name": "Anna", "email": "anna@people.example"}, 2)
    (judged,) = record_clients([told], studio.load(), now=NOW)
    assert (judged.outcome, judged.reason) == ("refused", "was erased")
    assert Client.get(erasure.PERSON).first_name is None


def test_whoever_was_erased_is_not_rewarded_again_as_somebody_new(ground: Ground, desk: Desk) -> None:
    held = {row["claim"]: row["holder"] for row in ground.rows("claims") if row["claim"][:8] == "contact:"}
    desk.press(_review(desk), PRESS, {"sure": "erase"})
    after = {row["claim"]: row["holder"] for row in ground.rows("claims") if row["claim"][:8] == "contact:"}
    assert after == held
    assert erasure.PERSON in after.values()


def test_the_record_that_it_was_joined_to_is_the_one_to_erase(ground: Ground, desk: Desk) -> None:
    Client(scenes.FRED).update([Client.merged_into.set(erasure.PERSON)])
    assert "Erase that one" in desk.ask("erase", "", {"client": scenes.FRED}).words


def test_a_review_takes_a_bounded_number_of_calls(ground: Ground, desk: Desk) -> None:
    before = ground.engine.requests
    _review(desk)
    assert ground.engine.requests - before <= 14


@pytest.mark.parametrize(
    ("view", "do", "given"),
    [
        ("join", "review", {"client": erasure.PERSON, "other": scenes.RITA}),
        ("join", "review", {"client": scenes.RITA, "other": erasure.PERSON}),
        ("client_edit", "edit", {"client": scenes.FRED}),
        ("client_edit", "new", {"referrer": erasure.PERSON}),
    ],
)
def test_work_in_hand_about_somebody_else_names_the_person_no_more(
    ground: Ground, desk: Desk, view: str, do: str, given: dict[str, str]
) -> None:
    Client(scenes.FRED).update([Client.referred_by.set(erasure.PERSON)])
    Desk().ask(view, do, given)
    assert erasure.SECRET in str([row for row in ground.rows("drafts") if row["kind"] == view])
    desk.press(_review(desk), PRESS, {"sure": "erase"})
    assert erasure.SECRET not in str(ground.rows("drafts"))
