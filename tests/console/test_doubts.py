"""The review list of doubtful intakes: silence pays nothing, a person decides, in three ways."""

from datetime import timedelta

import pytest

from chalicelib.domain.actor import Role
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.index_client import index_clients
from chalicelib.handlers import events
from chalicelib.models import studio
from chalicelib.models.client import Client
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults.flows.doubts import INTAKE, KNOWN, REFERRER, a_doubtful_intake
from tests.faults.ground import Ground
from tests.faults.invariants import broken


@pytest.fixture
def ground(tables: Engine) -> Ground:
    ground = Ground(tables, NOW)
    a_doubtful_intake(ground)
    assert not index_clients([KNOWN, INTAKE, REFERRER], country="US")
    return ground


def _evaluated(ground: Ground) -> None:
    answer = events.evaluate({"Records": ground.engine.changes("referrals")})
    assert answer == {"batchItemFailures": []}


def _look(desk: Desk) -> Answer:
    listed = desk.ask("doubts")
    label = next(name for name, _ in listed.buttons if name.startswith("Look at"))
    return desk.press(listed, label)


def test_silence_never_pays(ground: Ground) -> None:
    _evaluated(ground)
    assert evaluate_referral(INTAKE, studio=studio.load(), now=NOW + timedelta(days=300)) is None
    assert ground.rows("rewards") == []


def test_the_list_shows_each_intake_beside_whom_it_may_be_with_its_evidence(ground: Ground) -> None:
    desk = Desk()
    assert "Lake, Erna" in desk.ask("doubts").words
    looked_at = _look(desk)
    for words in ("Lake, Dora", "Lake, Rita", "$25.00", "link", "birthday are the same"):
        assert words in looked_at.words, words


def test_kept_apart_the_referral_goes_on_and_pays(ground: Ground) -> None:
    desk = Desk()
    told = desk.press(_look(desk), "Two people: keep both records", {"note": "Twins' cousin."})
    assert "It is decided" in told.words
    _evaluated(ground)
    client = Client.get(INTAKE)
    assert client.doubtful_of is None
    assert "Twins' cousin." in (client.notes or "")
    referral = ground.row("referrals", friend_id=INTAKE) or {}
    account = ground.row("accounts", client_id=REFERRER) or {}
    assert (referral["state"], account["balance_cents"]) == ("rewarded", 2_500)
    (record,) = ground.rows("audit")
    assert (record["about"], record["what"], record["role"]) == (
        f"client#{INTAKE}",
        "doubt kept apart",
        "operator",
    )
    assert not broken(ground)


def test_rejected_the_referral_is_void_and_the_record_is_kept(ground: Ground) -> None:
    desk = Desk()
    looked_at = _look(desk)
    unsaid = desk.press(looked_at, "Reject: void the referral", {"note": " "})
    assert "Please say why" in unsaid.words
    desk.press(looked_at, "Reject: void the referral", {"note": "Known since school."})
    _evaluated(ground)
    referral = ground.row("referrals", friend_id=INTAKE) or {}
    assert (referral["state"], referral["reason"], referral.get("waiting")) == ("void", "rejected", None)
    assert ground.rows("rewards") == []
    assert "Known since school." in (Client.get(INTAKE).notes or "")
    assert Client.get(INTAKE).doubtful_of is None


def test_joined_the_referral_of_who_was_a_client_already_is_void(ground: Ground) -> None:
    desk = Desk()
    compared = desk.press(_look(desk), "The same person: compare and join")
    review = desk.press(compared, "Go on to the review")
    assert "under the other record this was a client already" in review.words
    desk.press(review, "Join the two records")
    _evaluated(ground)
    states = {row["friend_id"]: (row["state"], row["reason"]) for row in ground.rows("referrals")}
    assert states == {INTAKE: ("void", "friend_is_client")}
    assert ground.rows("rewards") == []
    assert Client.get(KNOWN).referred_by is None
    assert desk.ask("doubts").words.count("Erna") <= 1
    assert not broken(ground)


def test_a_second_decision_changes_nothing(ground: Ground) -> None:
    desk = Desk()
    looked_at = _look(desk)
    desk.press(looked_at, "Two people: keep both records")
    before = ground.engine.images()
    again = desk.press(looked_at, "Reject: void the referral", {"note": "No."})
    assert "decided already" in again.words
    assert ground.engine.images() == before


def test_a_record_that_changed_meanwhile_is_looked_at_again(ground: Ground) -> None:
    desk = Desk()
    looked_at = _look(desk)
    Client(INTAKE).update([Client.version.set(Client.version + 1)])
    told = desk.press(looked_at, "Two people: keep both records")
    assert "changed the record meanwhile" in told.words
    assert Client.get(INTAKE).doubtful_of == KNOWN


def test_without_a_form_nothing_is_decided(ground: Ground) -> None:
    given = {"client": INTAKE, "version": Client.get(INTAKE).version}
    told = Desk().ask("doubts", "keep_apart", given)
    assert "did not arrive" in told.words
    assert Client.get(INTAKE).doubtful_of == KNOWN


def test_a_viewer_decides_nothing(ground: Ground) -> None:
    assert "operator's dashboard alone" in Desk(Role.VIEWER).ask("doubts").words


def test_the_list_takes_at_most_six_calls(ground: Ground) -> None:
    before = ground.engine.requests
    Desk().ask("doubts")
    assert ground.engine.requests - before <= 6
    before = ground.engine.requests
    Desk().ask("doubts", "look", {"client": INTAKE})
    assert ground.engine.requests - before <= 6
