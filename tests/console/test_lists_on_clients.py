"""What a manager does to a list is what an operator finds on the client's form, and the other way round."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.asked import asked
from chalicelib.domain.lists import ListKind, items_of, words_of
from chalicelib.domain.studio import NumberMode
from chalicelib.flows.index_client import index_clients
from chalicelib.handlers import events
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services import clock
from tests.console.client_forms import JANE, NOW, created, edited, fill, set_up
from tests.console.desk import Answer, Desk
from tests.engine import Engine


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    set_up()


@pytest.fixture
def manager() -> Desk:
    return Desk(Role.MANAGER)


@pytest.fixture
def operator() -> Desk:
    return Desk()


def add(manager: Desk, kind: str, parent: str = "", **form: str) -> str:
    """Add an item; its id."""
    given = {"kind": kind, "parent": parent}
    new = manager.press(manager.ask("lists", "list", given), f"Add {ONE[kind]}")
    assert "Stored" in manager.press(new, "Save", form).words
    return str(new.button("Save")["id"])


def change(manager: Desk, kind: str, item_id: str, **form: str) -> Answer:
    return manager.press(manager.ask("lists", "edit", {"kind": kind, "id": item_id}), "Save", form)


def saved(answer: Answer) -> Client:
    label = next(label for label, _ in answer.buttons if label.startswith("Open"))
    client: Client = Client.get(answer.button(label)["client"], consistent_read=True)
    assert not index_clients([client.client_id], country="US")
    return client


ONE = {
    "phone_label": "a phone number label",
    "family_relationship": "a family relationship",
    "group": "a client group",
    "lead_source": "a lead source",
    "organization": "an organization",
    "marketing_plan": "a marketing plan",
    "status": "a client status",
    "status_reason": "a status reason",
    "location": "a location",
}


def test_see_phone_number_labels_to_customize_the_labels(manager: Desk, operator: Desk) -> None:
    add(manager, "phone_label", description="Grandparents")
    phone = {"phones_0_label": "Grandparents", "phones_0_number": "5552010100"}
    client = saved(created(operator, contact={**JANE, **phone}))
    assert client.phones == [{"label": "Grandparents", "number": "+15552010100", "sms": False}]
    (label,) = [
        each for each in items_of(studio.load(), ListKind.PHONE_LABEL) if each.description == "Grandparents"
    ]
    given = {"kind": "phone_label", "id": label.item_id}  # type: ignore[union-attr]
    review = manager.ask("lists", "delete", given)
    assert "Clients who have it 1" in review.words
    assert "It cannot be deleted" in review.words


@pytest.mark.parametrize(
    ("kind", "area", "name"),
    [
        ("group", "groups", "groups"),
        ("marketing_plan", "groups", "marketing_plans"),
        ("organization", "groups", "organization_id"),
        ("location", "groups", "location_id"),
        ("status", "general", "status_id"),
    ],
)
def test_a_new_item_is_offered_and_a_retired_one_stays_where_it_is(
    kind: str, area: str, name: str, manager: Desk, operator: Desk
) -> None:
    item_id = add(manager, kind, description="Something new")
    chosen = item_id if name.endswith("_id") else [item_id]
    client = saved(created(operator, **{area: {name: chosen}}))
    assert getattr(client, name) == chosen
    assert "Stored" in change(manager, kind, item_id, description="Renamed", inactive="yes").words
    assert words_of(studio.load(), ListKind(kind), item_id) == "Renamed"

    # Somebody who has it keeps it, whatever else is edited; nobody else is offered it.
    edited(operator, client.client_id, **{area: {}, "contact": {"city": "Maplewood"}})
    client.refresh()
    assert (getattr(client, name), client.city) == (chosen, "Maplewood")
    fresh = fill(operator, operator.ask("client_edit", "new"), contact=JANE)
    shown = operator.press(fresh, TITLE[area]) if TITLE[area] in dict(fresh.buttons) else fresh
    assert "Renamed" not in shown.words

    # The number of uses is shown, and what is used is not deleted.
    review = manager.ask("lists", "delete", {"kind": kind, "id": item_id})
    assert "Clients who have it 1" in review.words
    assert "Delete it" not in dict(review.buttons)


TITLE = {"groups": "Groups and organization", "general": "General"}


def test_family_member_relationships_are_customized(manager: Desk, operator: Desk) -> None:
    item_id = add(manager, "family_relationship", description="Godparent")
    answer = fill(operator, operator.ask("client_edit", "new"), contact=JANE)
    answer = operator.press(answer, "Family")
    button = next(label for label in dict(answer.buttons) if label.startswith("Add a family member"))
    form: dict[str, Any] = {"first_name": "Ben", "relationship_id": item_id}
    answer = operator.press(operator.press(answer, button), "Keep this family member", form)
    client = saved(operator.press(answer, "Save and close"))
    assert client.family[0]["relationship_id"] == item_id
    review = manager.ask("lists", "delete", {"kind": "family_relationship", "id": item_id})
    assert "Clients who have it 1" in review.words


def test_a_status_and_its_reason_are_chosen_with_the_due_date_of_its_duration(
    manager: Desk, operator: Desk
) -> None:
    status_id = add(manager, "status", description="Waiting", duration_days="3")
    reason_id = add(manager, "status_reason", status_id, description="Asked for prices")
    client = saved(created(operator, general={"status_id": status_id, "status_reason_id": reason_id}))
    assert (client.status_id, client.status_reason_id) == (status_id, reason_id)
    assert client.status_due_on is not None
    assert client.status_due_on.isoformat() == "2026-11-25"


def stream(tables: Engine) -> None:
    """What the clients' stream brings about."""
    source = "arn:aws:dynamodb:us-east-1:123456789012:table/tests-clients/stream/1"
    changes = [{**change, "eventSourceARN": source} for change in tables.changes("clients")]
    studio.bundle = studio.Bundle()
    assert events.evaluate({"Records": changes}) == {"batchItemFailures": []}


def test_a_number_is_assigned_when_a_client_reaches_the_status(
    manager: Desk, operator: Desk, tables: Engine
) -> None:
    preferences = studio.load().preferences
    assert studio.save_preferences(replace(preferences, number_mode=NumberMode.STATUS))
    status_id = add(manager, "status", description="Booked", gives_number="yes")
    client = saved(created(operator))
    stream(tables)
    client.refresh()
    assert client.client_number is None
    edited(operator, client.client_id, general={"status_id": status_id})
    stream(tables)
    client.refresh()
    assert client.client_number is not None


def test_the_form_offers_what_is_visible_online_under_its_online_name(manager: Desk) -> None:
    add(manager, "organization", description="Lakeside", online_name="Lakeside School", visible_online="yes")
    add(manager, "organization", description="Staff only")
    add(manager, "location", description="Pier 7", display_name="At the harbor")
    now_asked = asked(studio.load(), NOW.date())
    assert [each.label for each in now_asked.organizations] == ["Lakeside School"]
    assert [each.label for each in now_asked.locations] == ["Main Street", "At the harbor"]


def test_a_lead_source_that_was_typed_is_not_added_to_the_list(manager: Desk, operator: Desk) -> None:
    before = items_of(studio.load(), ListKind.LEAD_SOURCE)
    client = saved(created(operator, general={"lead_source": "A poster in the bakery"}))
    assert client.lead_source_text == "A poster in the bakery"
    assert items_of(studio.load(), ListKind.LEAD_SOURCE) == before
    given = {"kind": "lead_source"}
    manager.press(manager.ask("lists", "list", given), "Save the limit", {"limit_lead_sources": "yes"})
    refused = fill(operator, operator.ask("client_edit", "new"), contact=JANE)
    refused = operator.press(refused, "Contact", {"lead_source": "Another poster"})
    assert "not on the list of lead sources" in operator.press(refused, "Save and close").words
    assert len(list(Client.scan())) == 1


def test_a_client_is_found_under_the_new_name_of_its_item(manager: Desk, operator: Desk) -> None:
    client = saved(created(operator, groups={"groups": ["vip"]}))
    change(manager, "group", "vip", description="Very important people")
    assert "Very important people" in operator.ask("client", "", {"client": client.client_id}).words
