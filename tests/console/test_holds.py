"""The review list of held referrals: silence pays nothing, a person releases or refuses, with a note."""

import pytest

from chalicelib.domain.actor import Role
from chalicelib.flows.erase_traces import erase_audit
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.handlers import events
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.referral import HELD, Referral
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows.doubts import INTAKE, a_doubtful_intake
from tests.faults.flows.holds import a_full_day, held, looks_odd
from tests.faults.ground import Ground
from tests.faults.invariants import broken

RELEASE, REFUSE = "Release: let it go on", "Refuse: void the referral"


@pytest.fixture
def ground(tables: Engine) -> Ground:
    ground = Ground(tables, NOW)
    looks_odd(ground)
    evaluate_referral(scenes.FRED, studio=studio.load(), now=NOW)
    return ground


def look(desk: Desk) -> Answer:
    return desk.press(desk.ask("holds"), "Look at both: Lake, Fred (number 2, since 2026-11-22)")


def the_stream_brings(ground: Ground) -> None:
    assert events.evaluate({"Records": ground.engine.changes("referrals")}) == {"batchItemFailures": []}


def test_the_list_says_who_and_why(ground: Ground) -> None:
    words = Desk().ask("holds").words
    assert "more than one page" not in words
    assert "Lake, Fred Lake, Rita Looks odd: somebody must decide same email name, same last name" in words


def test_both_are_shown_beside_each_other_with_the_evidence_and_its_points(ground: Ground) -> None:
    words = look(Desk()).words
    for told in (
        "What was noticed makes 65 points; from 50 on a person decides.",
        "Both emails are the same before the @, apart from dots, dashes and tags. 60",
        "Both have the same last name. That is normal in a family. 5",
        "Program Friends",
        "Came by Referral link",
        "It would pay the referring client $25.00",
        "It would give the referred client $10.00",
        "rita@people.example ri.ta@elsewhere.example",
    ):
        assert told in words, told


def test_released_it_goes_on_and_pays(ground: Ground) -> None:
    desk = Desk()
    told = desk.press(look(desk), RELEASE, {"note": "Mother and daughter."})
    assert "It is decided" in told.words
    the_stream_brings(ground)
    row = Referral.get(scenes.FRED)
    assert (row.state, row.released_for) == ("rewarded", ["suspicious"])
    (audit,) = ground.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == (
        f"client#{scenes.FRED}",
        "referral released",
        "operator",
    )
    assert audit["after"] == {"referral": "pending", "note": "Mother and daughter."}
    assert broken(ground) == []
    assert "Nobody waits." in desk.ask("holds").words


def test_refused_it_is_void_and_pays_nothing(ground: Ground) -> None:
    desk = Desk()
    desk.press(look(desk), REFUSE, {"note": "One person."})
    the_stream_brings(ground)
    row = Referral.get(scenes.FRED)
    assert (row.state, row.reason) == ("void", "rejected")
    assert row.waiting is None
    assert ground.rows("ledger") == []
    assert Client.get(scenes.FRED).erased_at is None


def test_refused_an_unused_gift_is_withdrawn(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    held(ground)
    desk = Desk()
    answer = desk.ask("holds", "look", {"friend": scenes.FRED})
    assert "As many rewards as your preferences allow were issued that day" in answer.words
    desk.press(answer, REFUSE, {"note": "No."})
    row = Referral.get(scenes.FRED)
    assert (row.state, row.gift_state) == ("void", "withdrawn")
    assert row.gift_reward_id is None
    assert [each["remaining_cents"] for each in ground.rows("rewards")] == [0]
    assert broken(ground) == []


@pytest.mark.parametrize("press", [RELEASE, REFUSE])
def test_without_a_note_nothing_is_decided(ground: Ground, press: str) -> None:
    desk = Desk()
    before = ground.engine.images()
    for note, told in ((" ", "Please say why."), ("x" * 501, "at most 500 letters")):
        answer = desk.press(look(desk), press, {"note": note})
        assert told in answer.words
        assert answer.values["note"].strip() == note.strip()
    assert ground.engine.images() == before


def test_a_second_decision_changes_nothing(ground: Ground) -> None:
    desk = Desk()
    looked_at = look(desk)
    desk.press(looked_at, REFUSE, {"note": "One person."})
    before = ground.engine.images()
    assert "decided already" in desk.press(looked_at, RELEASE, {"note": "No."}).words
    assert ground.engine.images() == before


def test_what_moved_meanwhile_is_looked_at_again(ground: Ground) -> None:
    desk = Desk()
    looked_at = look(desk)
    Referral(scenes.FRED).update([Referral.version.set(Referral.version + 1)])
    assert "changed meanwhile" in desk.press(looked_at, RELEASE, {"note": "Fine."}).words
    assert Referral.get(scenes.FRED).state == "held"


def test_a_form_that_did_not_arrive_decides_nothing(ground: Ground) -> None:
    given = {"friend": scenes.FRED, "version": Referral.get(scenes.FRED).version}
    assert "did not arrive" in Desk().ask("holds", "refuse", given).words
    assert Referral.get(scenes.FRED).state == "held"


def test_a_viewer_decides_nothing(ground: Ground) -> None:
    given = {"friend": scenes.FRED, "version": Referral.get(scenes.FRED).version}
    desk = Desk(Role.VIEWER)
    for do in ("", "look", "release", "refuse"):
        assert "dashboard alone" in desk.ask("holds", do, given, {"note": "x"}).words
    assert Referral.get(scenes.FRED).state == "held"


def test_a_day_that_is_full_holds_and_says_so(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    a_full_day(ground)
    evaluate_referral(scenes.FRED, studio=studio.load(), now=NOW)
    assert "Over the rewards of a day" in Desk().ask("holds").words


def test_doubtful_duplicates_stand_on_the_same_list_and_are_decided_where_they_are_compared(
    tables: Engine,
) -> None:
    a_doubtful_intake(Ground(tables, NOW))
    desk = Desk()
    listed = desk.ask("holds")
    assert "May be a client already" in listed.words
    label = next(name for name, _ in listed.buttons if name.startswith("Compare: "))
    assert "Is this Lake, Dora" in desk.press(listed, label).words
    given = {"friend": INTAKE, "version": Referral.get(INTAKE).version}
    assert "decided already" in desk.ask("holds", "release", given, {"note": "x"}).words
    assert Referral.get(INTAKE).state == "held"


def test_keeping_a_doubt_apart_releases_nothing_that_is_held_for_more(ground: Ground) -> None:
    Client(scenes.FRED).update([Client.doubtful_of.set(scenes.RITA)])
    desk = Desk()
    looked_at = desk.ask("doubts", "look", {"client": scenes.FRED})
    desk.press(looked_at, "Two people: keep both records")
    assert Client.get(scenes.FRED).doubtful_of is None
    assert (Referral.get(scenes.FRED).state, Referral.get(scenes.FRED).waiting) == ("held", HELD)


def test_many_are_paged(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("rita", NOW)
    for number in range(25):
        friend = scenes.client(f"friend{number}", NOW)
        scenes.referral(friend.client_id, scenes.RITA, NOW)
        row = Referral.get(friend.client_id)
        row.state, row.reason, row.waiting = "held", "suspicious", HELD
        row.save()
    desk = Desk()
    before = ground.engine.requests
    first = desk.ask("holds")
    assert ground.engine.requests - before <= 5
    second = desk.press(first, "Next page")
    shown = [label for page in (first, second) for label, _ in page.buttons if label.startswith("Look at")]
    assert len(set(shown)) == 25
    assert "Next page" not in [label for label, _ in second.buttons]
    assert all("The oldest come first on each page, not over all" in page.words for page in (first, second))


def test_erasing_the_friend_takes_the_note(ground: Ground) -> None:
    desk = Desk()
    desk.press(look(desk), REFUSE, {"note": "Fred is Rita's cat."})
    erase_audit(scenes.FRED)
    assert "cat" not in str(ground.rows("audit"))


def test_hostile_names_become_text(ground: Ground) -> None:
    hostile = '<script>alert("1")</script>'
    Client(scenes.FRED).update([Client.last_name.set(hostile), Client.address.set(hostile)])
    Referral(scenes.FRED).update([Referral.evidence_found.set([hostile]), Referral.channel.set(hostile)])
    desk = Desk()
    assert "<script>" not in desk.ask("holds").html
    assert "<script>" not in desk.ask("holds", "look", {"friend": scenes.FRED}).html
