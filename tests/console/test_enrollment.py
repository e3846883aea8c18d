"""A client's referral program and a friend's gift, by hand: what is stored, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pynamodb.expressions.update import Action

from chalicelib.domain import records
from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.link import Link
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import nights
from tests.handlers.studios import STUDIO, TERMS, store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>"\'{{ 7*7 }}'
BRIDES = Terms(program_id="brides", program_name="Brides", reward_cents=Cents(5000))
PRINT = Gift(kind=GiftKind.ITEM, text="A print", code="PRINT", valid_until=date(2026, 12, 31))


class Clock:
    """A clock that tests set."""

    now = NOW


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "now", NOW)
    monkeypatch.setattr(clock, "now", lambda: Clock.now)
    store(replace(STUDIO, preferences=replace(STUDIO.preferences, public_url="https://hello.example")))
    table.save_item(Program(program_id="brides", description="Brides", terms=BRIDES))
    table.save_item(Program(program_id="old", description="Old", terms=BRIDES, inactive=True))
    for client_id in ("ann", "fred"):
        nights.client(client_id, NOW - timedelta(days=90), first_name=client_id.title(), last_name="Lake")


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.OPERATOR)


def tab(desk: Desk, client: str = "ann") -> Answer:
    return desk.ask("client", "referrals", {"client": client})


def assigned(desk: Desk, program: str = "friends", reason: str = "") -> Answer:
    screen = desk.press(tab(desk), "Assign to a program")
    return desk.press(screen, "Assign to the program", {"program": program, "reason": reason})


def standing() -> Enrollment:
    found = Enrollment.open_of("ann")
    assert found is not None
    return found


def audit(tables: Engine, client: str = "ann") -> list[dict[str, Any]]:
    rows = [row for row in tables.rows("audit") if row["about"] == f"client#{client}"]
    return sorted(rows, key=lambda row: str(row["at"]))


def test_a_client_is_assigned_by_hand_and_has_a_link(desk: Desk, tables: Engine) -> None:
    told = assigned(desk, reason="She asked for it")
    row = standing()
    assert (row.program_id, row.source, row.enrolled_at, row.replaced_count) == ("friends", "hand", NOW, 0)
    link = Link.of_token(row.token)
    assert link is not None
    assert (link.client_id, link.program_id) == ("ann", "friends")
    assert link.removed_at is None
    assert f"https://hello.example/r/{row.token}" in told.words
    (record,) = audit(tables)
    assert (record["what"], record["role"]) == ("assigned to a program", "operator")
    assert record["after"] == {
        "program": "Friends",
        "enrolled_at": NOW.isoformat(),
        "reason": "She asked for it",
    }
    shown = tab(desk).words
    assert "Program Friends" in shown
    assert "by hand" in shown
    assert "by February 20, 2027" in shown, "the promise says this client's own last day"
    assert f"https://hello.example/r/{row.token}" in shown


def test_moving_keeps_the_link_and_the_history_and_says_so(desk: Desk, tables: Engine) -> None:
    assigned(desk)
    token = standing().token
    Clock.now = NOW + timedelta(days=9)
    screen = desk.press(tab(desk), "Move or remove")
    assert "Please say why" in desk.press(screen, "Move to the program", {"program": "brides"}).words
    assert "kept as history" in screen.html
    assert "keep working" in screen.html
    desk.press(screen, "Move to the program", {"program": "brides", "reason": "Engaged"})
    row = standing()
    assert (row.program_id, row.token, row.replaced_count) == ("brides", token, 1)
    link = Link.of_token(token)
    assert link is not None
    assert link.program_id == "brides"
    assert link.removed_at is None
    record = audit(tables)[-1]
    assert (record["what"], record["before"]["program"], record["after"]["program"]) == (
        "moved to another program",
        "Friends",
        "Brides",
    )
    shown = tab(desk).words
    assert "Moved between programs 1 time" in shown
    assert "Friends 2026-11-22 10:00 2026-12-01 10:00 by hand replaced" in shown


def test_the_same_program_again_begins_its_days_anew(desk: Desk, tables: Engine) -> None:
    assigned(desk)
    Clock.now = NOW + timedelta(days=9)
    screen = desk.press(tab(desk), "Move or remove")
    told = desk.press(screen, "Move to the program", {"program": "friends", "reason": "Another try"})
    assert "counted from now on" in told.words
    assert (standing().enrolled_at, standing().replaced_count) == (Clock.now, 0)
    assert audit(tables)[-1]["what"] == "enrolled anew"


def test_removal_ends_it_with_a_reason_and_pending_referrals_stay(desk: Desk, tables: Engine) -> None:
    assigned(desk)
    token = standing().token
    nights.waiting_referral("fred", "ann", NOW)
    screen = desk.press(tab(desk), "Move or remove")
    assert "Please say why" in desk.press(screen, "Remove from the program").words
    desk.press(screen, "Remove from the program", {"reason": "Moved away"})
    assert Enrollment.open_of("ann") is None
    link = Link.of_token(token)
    assert link is not None
    assert link.removed_at == NOW
    assert audit(tables)[-1]["after"] == {"reason": "Moved away"}
    referral = Referral.of_friend("fred")
    assert referral is not None
    assert referral.state == "pending"
    assert "Assign to a program" in [label for label, _ in tab(desk).buttons]


def test_pressing_twice_acts_once(desk: Desk, tables: Engine) -> None:
    screen = desk.press(tab(desk), "Assign to a program")
    desk.press(screen, "Assign to the program", {"program": "friends"})
    Clock.now = NOW + timedelta(minutes=1)
    told = desk.press(screen, "Assign to the program", {"program": "friends"})
    assert "not what this screen showed" in told.words
    assert standing().enrolled_at == NOW
    assert len(audit(tables)) == 1


@pytest.mark.parametrize(
    ("what", "said"),
    [("joined", "no client any more"), ("erased", "no client any more"), ("nobody", "no client any more")],
)
def test_a_record_that_is_no_client_is_not_enrolled(what: str, said: str, desk: Desk, tables: Engine) -> None:
    screen = desk.press(tab(desk), "Assign to a program")
    if what == "joined":
        Client("ann").update([Client.merged_into.set("fred")])
    elif what == "erased":
        Client("ann").update([Client.erased_at.set(NOW)])
    else:
        Client("ann").delete()
    told = desk.press(screen, "Assign to the program", {"program": "friends"})
    assert said in told.words
    assert Enrollment.open_of("ann") is None
    assert not tables.rows("links")
    assert not audit(tables)


def test_an_inactive_program_is_not_offered_nor_taken(desk: Desk) -> None:
    screen = desk.press(tab(desk), "Assign to a program")
    assert "Old" not in screen.words
    payload = screen.button("Assign to the program")
    told = desk.ask("enrollment", "assign", payload, {"program": "old", "reason": ""})
    assert "not offered any more" in told.words
    assert "Please choose a program" in desk.press(screen, "Assign to the program").words
    assert Enrollment.open_of("ann") is None


def test_a_new_referred_client_is_added_from_there(desk: Desk) -> None:
    assigned(desk)
    form = desk.press(tab(desk), "New client referred by Lake, Ann")
    typed = {"first_name": "Gina", "last_name": "Hill", "emails": "gina@people.example"}
    desk.press(form, "Save and close", typed)
    (gina,) = [row for row in Client.scan() if row.first_name == "Gina"]
    assert gina.referred_by == "ann"
    referral = Referral.of_friend(gina.client_id)
    assert referral is not None
    assert (referral.referrer_id, referral.program_id, referral.state) == ("ann", "friends", "pending")
    assert "Hill, Gina" in tab(desk).words


def friend(gift: Gift | None, state: str = "rewarded", **more: Any) -> None:
    terms = records.to_plain(replace(TERMS, gift=gift))
    nights.waiting_referral("fred", "ann", NOW)
    actions: list[Action] = [Referral.terms.set(terms), Referral.state.set(state)]
    actions += [getattr(Referral, name).set(value) for name, value in more.items()]
    Referral("fred").update(actions)


def gift_state() -> str | None:
    found = Referral.of_friend("fred")
    assert found is not None
    return found.gift_state


def test_a_gift_is_used_once_and_a_manager_may_take_that_back(desk: Desk, tables: Engine) -> None:
    friend(PRINT, gift_state="available")
    shown = tab(desk, "fred")
    for words in ("A print, code PRINT, valid until 2026-12-31", "available", "Sent by Lake, Ann"):
        assert words in shown.words
    assert "It can be used once" in shown.html
    assert "The gift is used" in desk.press(shown, "Mark gift as used").words
    assert "stands like this already" in desk.press(shown, "Mark gift as used").words
    assert gift_state() == "used"
    (record,) = audit(tables, "fred")
    assert (record["what"], record["after"]["gift"]) == ("gift used", "A print")
    used = tab(desk, "fred")
    assert "Used 2026-11-22 10:00" in used.words
    assert "It was not used after all" not in [label for label, _ in used.buttons]

    manager = Desk(Role.MANAGER)
    Clock.now = NOW + timedelta(minutes=5)
    used = tab(manager, "fred")
    assert "Please say why" in manager.press(used, "It was not used after all").words
    manager.press(used, "It was not used after all", {"gift_reason": "Wrong client"})
    assert gift_state() == "available"
    record = audit(tables, "fred")[-1]
    assert (record["what"], record["after"]["reason"]) == ("gift not used after all", "Wrong client")


MONEY = Gift(kind=GiftKind.REWARD, cents=Cents(1000))


@pytest.mark.parametrize(
    ("gift", "standing", "said"),
    [
        (PRINT, {}, "State of the gift offered"),
        (PRINT, {"gift_state": "withdrawn"}, "State of the gift withdrawn"),
        (MONEY, {"gift_state": "available", "gift_reward_id": "gift:fred:1"}, "redeemed on an invoice"),
    ],
)
def test_only_an_available_item_is_marked_as_used(
    gift: Gift, standing: dict[str, str], said: str, desk: Desk, tables: Engine
) -> None:
    friend(gift, "pending", **standing)
    shown = tab(desk, "fred")
    assert said in shown.words
    assert "Mark gift as used" not in [label for label, _ in shown.buttons]
    assert "Nothing was changed" in desk.ask("gift", "use", {"client": "fred"}).words
    assert gift_state() == standing.get("gift_state")
    assert not audit(tables, "fred")


def test_who_was_promised_no_gift_sees_none(desk: Desk) -> None:
    friend(None)
    assert "The gift of this client" not in tab(desk, "fred").words


def test_an_operator_cannot_take_a_use_back(desk: Desk) -> None:
    friend(PRINT, gift_state="used")
    told = desk.ask("gift", "undo", {"client": "fred"}, {"gift_reason": "why not"})
    assert "not on your dashboard" in told.words
    assert gift_state() == "used"


def test_hostile_reasons_are_words(desk: Desk) -> None:
    assigned(desk, reason=HOSTILE)
    assert "{{ 7*7 }}" in desk.ask("client", "changes", {"client": "ann"}).words
    told = desk.press(
        desk.press(tab(desk), "Move or remove"), "Remove from the program", {"reason": "x" * 301}
    )
    assert "at most 300" in told.words
