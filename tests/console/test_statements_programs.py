"""*What is a Client Referral Program?*: its statements of setting up and of assigning clients by hand.

Each test is named after its statement, goes by the console and the streams, and looks at what is stored.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import app
from chalicelib.domain.actor import Role
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.letter import HEAD, Letter
from chalicelib.models.referral import Referral
from chalicelib.models.session import Session
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import nights
from tests.handlers.studios import STUDIO, store
from tests.privileges.work import Context

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MANAGER, OPERATOR = Desk(Role.MANAGER), Desk(Role.OPERATOR)


class Clock:
    """A clock that tests set."""

    now = NOW


@pytest.fixture(autouse=True)
def _studio(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "now", NOW)
    monkeypatch.setattr(clock, "now", lambda: Clock.now)
    store(replace(STUDIO, programs={}))
    nights.client(
        "ann", NOW - timedelta(days=90), "online", first_name="Ann", last_name="Lake", client_number=1
    )


def program(**ticked: str) -> str:
    """A program that was set up in the console; its id."""
    form = MANAGER.press(MANAGER.ask("programs"), "Add a program")
    stored = MANAGER.press(form, "Save", ticked)
    assert "Stored" in stored.words, stored.words
    return next(
        each.program_id
        for each in table.load().programs.values()
        if each.description == ticked["description"]
    )


def assign(client_id: str, program_id: str) -> Answer:
    """The client is assigned by hand, on its summary."""
    tab = OPERATOR.ask("client", "referrals", {"client": client_id})
    screen = OPERATOR.press(tab, "Assign to a program")
    return OPERATOR.press(screen, "Assign to the program", {"program": program_id})


def sends(referrer: str, name: str, tables: Engine) -> str:
    """Somebody whom the referrer sent is typed in by staff, as after a call; the friend's id."""
    Clock.now += timedelta(hours=1)
    tab = OPERATOR.ask("client", "referrals", {"client": referrer})
    (label,) = [label for label, _ in tab.buttons if label.startswith("New client referred by")]
    typed = {"first_name": name, "last_name": "Hill", "emails": f"{name.lower()}@people.example"}
    OPERATOR.press(OPERATOR.press(tab, label), "Save and close", typed)
    (friend,) = [row for row in Client.scan() if row.first_name == name]
    streamed(tables)
    return str(friend.client_id)


def streamed(tables: Engine) -> None:
    for noun in ("clients", "referrals", "sessions"):
        answer = app.evaluate({"Records": tables.changes(noun)}, Context())
        assert answer == {"batchItemFailures": []}, answer


def rewards(tables: Engine) -> list[tuple[str, int]]:
    return [(row["client_id"], row["face_cents"]) for row in tables.rows("rewards")]


def referral(friend_id: str) -> Mapping[str, Any]:
    found = Referral.of_friend(friend_id)
    assert found is not None
    return found.attribute_values


def test_a_program_is_a_set_of_rules_that_rewards_existing_clients_by_itself(tables: Engine) -> None:
    friends = program(description="Friends", reward="yes", reward_amount="25", session_booked="yes")
    assign("ann", friends)
    gina = sends("ann", "Gina", tables)
    assert not rewards(tables)
    Session(gina, "s1", source="record", starts_at=NOW, state="booked", updated_at=NOW).save()
    streamed(tables)
    assert rewards(tables) == [("ann", 2500)], "nobody approved anything"
    assert referral(gina)["state"] == "rewarded"


def test_multiple_programs_students_are_a_part_of_one_and_brides_of_another(tables: Engine) -> None:
    students = program(description="Students", reward="yes", reward_amount="10")
    brides = program(description="Brides", reward="yes", reward_amount="50")
    nights.client("bea", NOW, first_name="Bea", last_name="Moss")
    assign("ann", students)
    assign("bea", brides)
    sends("ann", "Gina", tables)
    sends("bea", "Hope", tables)
    assert sorted(rewards(tables)) == [("ann", 1000), ("bea", 5000)]


def test_each_referral_is_rewarded_in_the_amount_you_specified_with_an_optional_letter(
    tables: Engine,
) -> None:
    friends = program(description="Friends", reward="yes", reward_amount="25", reward_letter="yes")
    assign("ann", friends)
    sends("ann", "Gina", tables)
    edit = MANAGER.press(MANAGER.press(MANAGER.ask("programs"), "Open Friends"), "Edit")
    MANAGER.press(edit, "Save", {"reward_amount": "30", "reward_letter": "no"})
    sends("ann", "Hope", tables)
    assert sorted(rewards(tables)) == [("ann", 2500), ("ann", 3000)]
    assert [row["kind"] for row in tables.rows("notices")] == ["reward"], "for the first one alone"


def test_the_referred_client_may_be_given_a_promotional_item_as_an_incentive(tables: Engine) -> None:
    new = MANAGER.press(MANAGER.ask("lists"), "Open Promotional Items and Coupons")
    form = MANAGER.press(new, "Add a promotional item")
    MANAGER.press(form, "Save", {"description": "A free print", "code": "PRINT"})
    (item,) = table.load().promotions.values()
    chosen = {"gift": "yes", "gift_kind": "item", "gift_item": item.promotion_id, "gift_letter": "yes"}
    assign("ann", program(description="Friends", **chosen))
    gina = sends("ann", "Gina", tables)
    assert referral(gina)["gift_state"] == "available"
    (letter,) = tables.rows("notices")
    assert (letter["kind"], letter["client_id"], letter["values"]["code"]) == ("gift", gina, "PRINT")
    tab = OPERATOR.ask("client", "referrals", {"client": gina})
    OPERATOR.press(tab, "Mark gift as used")
    assert referral(gina)["gift_state"] == "used"


def test_letters_statuses_and_coupons_are_created_before_and_then_chosen_in_the_program(
    tables: Engine,
) -> None:
    Letter(
        "thanks",
        HEAD,
        kind="reward",
        form="print",
        description="Our thanks",
        latest=2,
        changed_at=NOW,
        head_of="letters",
        sorted_by="thanks",
    ).save()
    statuses = MANAGER.press(MANAGER.ask("lists"), "Open Client Statuses")
    MANAGER.press(MANAGER.press(statuses, "Add a client status"), "Save", {"description": "Ambassador"})
    (status,) = [each for each in table.load().statuses.values() if each.description == "Ambassador"]
    chosen = {"reward_letter": "yes", "reward_letter_id": "thanks", "referrer_status": "yes"}
    chosen |= {"referrer_status_id": status.status_id, "reward": "yes", "reward_amount": "25"}
    assign("ann", program(description="Friends", **chosen))
    sends("ann", "Gina", tables)
    (notice,) = tables.rows("notices")
    assert (notice["form"], notice["letter_id"], notice["letter_version"]) == ("print", "thanks", 2)
    assert Client.get("ann").status_id == status.status_id


def test_manually_assign_each_client_to_a_referral_program(tables: Engine) -> None:
    friends = program(description="Friends", reward="yes", reward_amount="25")
    told = assign("ann", friends)
    enrollment = Enrollment.open_of("ann")
    assert enrollment is not None
    assert (enrollment.program_id, enrollment.source) == (friends, "hand")
    assert f"/r/{enrollment.token}" in told.words
    (link,) = tables.rows("links")
    assert (link["token"], link["client_id"]) == (enrollment.token, "ann")


def test_referrals_may_even_happen_verbally_and_count_without_any_online_feature(tables: Engine) -> None:
    preferences = table.load().preferences
    assert table.save_preferences(replace(preferences, form_active=False, link_to_booking=False))
    assign("ann", program(description="Friends", reward="yes", reward_amount="25"))
    gina = sends("ann", "Gina", tables)
    assert (referral(gina)["evidence"], referral(gina)["state"]) == ("staff", "rewarded")
    assert rewards(tables) == [("ann", 2500)]


def test_a_client_who_is_in_no_program_earns_nothing(tables: Engine) -> None:
    program(description="Friends", reward="yes", reward_amount="25")
    gina = sends("ann", "Gina", tables)
    assert (referral(gina)["state"], referral(gina)["reason"]) == ("recorded", "not_enrolled")
    assert not rewards(tables)
