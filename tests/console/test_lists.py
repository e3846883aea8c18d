"""*Client Maintenance*: each line of the menu is a list, and what is done to it is stored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.directory import Entry
from chalicelib.domain.lists import ListKind, id_of, items_of, offered, phone_labels
from chalicelib.domain.program import Gift, GiftKind, Program
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import ListItem, Location, NumberMode, Organization, Status
from chalicelib.models import studio as table
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.handlers.studios import STUDIO, TERMS, TWO_PLACES, store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>\u202e"\'{{ 7*7 }}'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store(replace(STUDIO, locations=TWO_PLACES))


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def opened(desk: Desk, title: str) -> Answer:
    return desk.press(desk.ask("lists"), f"Open {title}")


def added(desk: Desk, title: str, one: str, form: Mapping[str, Any]) -> Answer:
    return desk.press(desk.press(opened(desk, title), f"Add {one}"), "Save", form)


def named(kind: ListKind) -> dict[str, Any]:
    """The items of a list as stored now, by description."""
    return {item.description: item for item in items_of(table.load(), kind)}


def give(heading: str, *client_ids: str) -> None:
    """Clients who stand under a heading of the directory."""
    for client_id, row in stands(client_ids).items():
        assert transact(index_writes(row, [Entry(heading, f"lake#{client_id}")], [])).stands


def audit(tables: Engine, what: str) -> dict[str, Any]:
    (record,) = [row for row in tables.rows("audit") if row["what"] == what]
    return record


# The menu, line by line.


@pytest.mark.parametrize(
    ("title", "one", "kind"),
    [
        ("Client Groups", "a client group", ListKind.GROUP),
        ("Family Member Relationships", "a family relationship", ListKind.RELATIONSHIP),
        ("Lead Sources", "a lead source", ListKind.LEAD_SOURCE),
        ("Marketing Plans", "a marketing plan", ListKind.MARKETING_PLAN),
        ("Phone Number Labels", "a phone number label", ListKind.PHONE_LABEL),
        ("Session Types", "a session type", ListKind.SESSION_TYPE),
    ],
)
def test_each_list_is_added_to_renamed_retired_and_deleted_from(
    title: str, one: str, kind: ListKind, desk: Desk, tables: Engine
) -> None:
    assert "Stored" in added(desk, title, one, {"description": "  First   of all "}).words
    item = named(kind)["First of all"]
    assert [item_of.description for item_of in offered(table.load(), kind)][-1] == "First of all"

    renamed = desk.press(
        desk.press(opened(desk, title), "Edit First of all"), "Save", {"description": "Second"}
    )
    assert "Second is stored" in renamed.words
    assert named(kind)["Second"].item_id == item.item_id

    desk.press(desk.press(opened(desk, title), "Edit Second"), "Save", {"inactive": "yes"})
    assert "Second" not in [each.description for each in offered(table.load(), kind)]
    assert [id_of(each) for each in offered(table.load(), kind, standing={item.item_id})][-1] == item.item_id
    assert "retired" in opened(desk, title).words

    desk.press(desk.press(opened(desk, title), "Delete Second"), "Delete it")
    assert "Second" not in named(kind)
    about = f"item#{kind.value}#{item.item_id}"
    assert [(row["what"], row["role"]) for row in tables.rows("audit") if row["about"] == about] == [
        ("added", "manager"),
        ("changed", "manager"),
        ("retired", "manager"),
        ("deleted", "manager"),
    ]
    assert audit(tables, "changed")["before"] == {"description": "First of all"}
    assert audit(tables, "changed")["after"] == {"description": "Second"}


def test_promotional_items_have_a_text_a_code_and_a_last_day(desk: Desk, tables: Engine) -> None:
    title, one = "Promotional Items and Coupons", "a promotional item"
    form = {"description": "  A  print ", "code": " PRINT ", "valid_until": "2026-11-22"}
    assert "PRINT 2026-11-22" in added(desk, title, one, form).words
    item = named(ListKind.PROMOTION)["A print"]
    assert item == Promotion(
        promotion_id=item.promotion_id,
        description="A print",
        code="PRINT",
        valid_until=date(2026, 11, 22),
        version=1,
    )
    edit = desk.press(opened(desk, title), "Edit A print")
    assert "expired" not in opened(desk, title).words, "the last day counts"
    assert "This is not a day" in desk.press(edit, "Save", {"valid_until": "31.3."}).words
    assert "longer than 200" in desk.press(edit, "Save", {"description": "x" * 201}).words
    assert "longer than 40" in desk.press(edit, "Save", {"code": "x" * 41}).words
    assert named(ListKind.PROMOTION) == {"A print": item}
    desk.press(edit, "Save", {"description": "x" * 200, "valid_until": "2026-11-21", "inactive": "yes"})
    shown = opened(desk, title).words
    assert "retired" in shown
    assert "expired" in shown
    assert audit(tables, "retired")["about"] == f"promotion#{item.promotion_id}"


def test_what_a_program_gives_is_retired_but_not_deleted(desk: Desk) -> None:
    title = "Promotional Items and Coupons"
    table.save_item(Promotion(promotion_id="print", description="A print"))
    gift = Gift(kind=GiftKind.ITEM, text="A print", promotion_id="print")
    table.save_item(Program(program_id="friends", description="Friends", terms=replace(TERMS, gift=gift)))
    told = desk.press(opened(desk, title), "Delete A print")
    assert "the gift of the program Friends" in told.words
    assert "It cannot be deleted" in told.words
    told = desk.ask("lists", "remove", {"kind": "promotion", "id": "print", "version": 0})
    assert "A referral program gives it to the friend" in told.words
    desk.press(desk.press(opened(desk, title), "Edit A print"), "Save", {"inactive": "yes"})
    assert named(ListKind.PROMOTION)["A print"].inactive


def test_client_groups_categorize_clients(desk: Desk) -> None:
    added(desk, "Client Groups", "a client group", {"description": "Brides"})
    assert named(ListKind.GROUP)["Brides"].kind == "group"


def test_client_referral_programs_are_shown_as_they_stand(desk: Desk) -> None:
    table.save_item(Program(program_id="old", description="Old program", terms=TERMS, inactive=True))
    menu = desk.ask("lists")
    assert "1, 1 retired" in menu.words
    programs = desk.press(menu, "Open Client Referral Programs")
    assert "Friends" in programs.words
    assert "$25.00" in programs.words
    assert "Old program" not in programs.words, "inactive hides it"
    shown = desk.press(programs, "Show the inactive ones too (1)")
    assert "Old program inactive" in shown.words


def test_client_statuses_have_a_default_duration_loyalty_and_numbering(desk: Desk, tables: Engine) -> None:
    form = {
        "description": "Prospect",
        "duration_days": "14",
        "include_in_loyalty": "yes",
        "gives_number": "yes",
    }
    assert "14 days" in added(desk, "Client Statuses", "a client status", form).words
    status = named(ListKind.STATUS)["Prospect"]
    assert status == replace(
        Status(
            status_id=status.status_id,
            description="Prospect",
            duration_days=14,
            include_in_loyalty=True,
            gives_number=True,
        ),
        position=1,
        version=1,
    )
    edit = desk.press(opened(desk, "Client Statuses"), "Edit Prospect")
    assert (edit.values["duration_days"], edit.values["include_in_loyalty"]) == ("14", "yes")
    desk.press(edit, "Save", {"duration_days": ""})
    assert named(ListKind.STATUS)["Prospect"].duration_days is None


def test_a_status_that_assigns_the_number_says_where_that_is_of_use(desk: Desk) -> None:
    edit = desk.press(opened(desk, "Client Statuses"), "Edit Client - Online")
    assert "Of use only where" in edit.words
    preferences = table.load().preferences
    assert table.save_preferences(replace(preferences, number_mode=NumberMode.STATUS))
    assert (
        "Of use only where" not in desk.press(opened(desk, "Client Statuses"), "Edit Client - Online").words
    )


def test_client_status_reasons_belong_to_a_status_each(desk: Desk) -> None:
    added(desk, "Client Statuses", "a client status", {"description": "Prospect"})
    prospect = named(ListKind.STATUS)["Prospect"].status_id
    for status in ("Client - Online", "Prospect"):
        reasons = desk.press(opened(desk, "Client Status Reasons"), f"Reasons of {status}")
        desk.press(desk.press(reasons, "Add a status reason"), "Save", {"description": "Moved away"})
    stored = items_of(table.load(), ListKind.STATUS_REASON)
    assert {(item.description, item.parent_id) for item in stored if isinstance(item, ListItem)} == {
        ("Moved away", "online"),
        ("Moved away", prospect),
    }
    shown = desk.press(opened(desk, "Client Status Reasons"), "Reasons of Prospect")
    assert shown.words.count("Edit") == 1
    told = desk.press(desk.press(shown, "Add a status reason"), "Save", {"description": "moved AWAY"})
    assert "The list has this already" in told.words


def test_reasons_of_no_status_are_found_too(desk: Desk) -> None:
    table.save_item(ListItem(kind="status_reason", item_id="old", description="Other"))
    reasons = desk.press(opened(desk, "Client Status Reasons"), "Reasons of any status")
    desk.press(desk.press(reasons, "Edit Other"), "Save", {"description": "Something else"})
    assert named(ListKind.STATUS_REASON)["Something else"].parent_id is None


def test_family_member_relationships_have_the_child_of_the_form(desk: Desk) -> None:
    added(desk, "Family Member Relationships", "a family relationship", {"description": "Godparent"})
    assert list(named(ListKind.RELATIONSHIP)) == ["Child", "Godparent"]


def test_lead_sources_may_be_limited_to_the_list(desk: Desk, tables: Engine) -> None:
    shown = opened(desk, "Lead Sources")
    assert shown.values["limit_lead_sources"] == ""
    told = desk.press(shown, "Save the limit", {"limit_lead_sources": "yes"})
    assert "must be one of the list" in told.words
    assert table.load().preferences == replace(STUDIO.preferences, limit_lead_sources=True, version=2)
    record = audit(tables, "save")
    assert (record["about"], record["after"]) == ("preferences", {"limit_lead_sources": "yes", "version": 2})


def test_organizations_have_an_online_name_and_are_visible_online(desk: Desk) -> None:
    form = {"description": "Lakeside", "online_name": "Lakeside School", "visible_online": "yes"}
    added(desk, "Organizations", "an organization", form)
    stored = named(ListKind.ORGANIZATION)["Lakeside"]
    assert (stored.online_name, stored.visible_online) == ("Lakeside School", True)
    desk.press(desk.press(opened(desk, "Organizations"), "Edit Lakeside"), "Save", {"visible_online": "no"})
    assert named(ListKind.ORGANIZATION)["Lakeside"].visible_online is False


def test_phone_number_labels_keep_mobile(desk: Desk) -> None:
    assert phone_labels(table.load()) == ("Mobile", "Home", "Work", "Other")
    shown = opened(desk, "Phone Number Labels")
    assert "Mobile protected" in shown.words
    assert "Delete Mobile" not in [label for label, _ in shown.buttons]
    edit = desk.press(shown, "Edit Mobile")
    for form in ({"description": "Cell"}, {"inactive": "yes"}):
        assert "Mobile cannot be renamed" in desk.press(edit, "Save", form).words
    given = {"kind": "phone_label", "id": "mobile", "version": 0}
    assert "Mobile cannot be renamed" in desk.ask("lists", "remove", given).words
    assert phone_labels(table.load()) == ("Mobile", "Home", "Work", "Other")


def test_a_standard_label_that_was_deleted_stays_away(desk: Desk) -> None:
    desk.press(desk.press(opened(desk, "Phone Number Labels"), "Delete Other"), "Delete it")
    desk.press(
        desk.press(opened(desk, "Phone Number Labels"), "Edit Work"), "Save", {"description": "Office"}
    )
    assert phone_labels(table.load()) == ("Mobile", "Home", "Office")


def test_locations_have_a_display_name_online(desk: Desk) -> None:
    edit = desk.press(opened(desk, "Locations"), "Edit Lake Road")
    desk.press(edit, "Save", {"display_name": "At the lake"})
    assert table.load().locations["lake"] == Location(
        location_id="lake", description="Lake Road", display_name="At the lake", position=2, version=1
    )


# Order.


def test_one_save_puts_the_whole_list_in_order(desk: Desk, tables: Engine) -> None:
    for description in ("Yes", "Prints", "Albums"):
        added(desk, "Client Groups", "a client group", {"description": description})
    shown = opened(desk, "Client Groups")
    desk.press(shown, "Save the positions", {"at_3": "1"})
    assert list(named(ListKind.GROUP)) == ["Albums", "Yes", "Prints"]
    record = audit(tables, "ordered")
    assert record["before"] == {"order": ["Yes", "Prints", "Albums"]}
    assert record["after"] == {"order": ["Albums", "Yes", "Prints"]}
    desk.press(opened(desk, "Client Groups"), "Order by description")
    assert list(named(ListKind.GROUP)) == ["Albums", "Prints", "Yes"]


def test_an_order_is_stored_once_and_not_over_another_one(desk: Desk, tables: Engine) -> None:
    for description in ("One", "Two", "Three"):
        added(desk, "Client Groups", "a client group", {"description": description})
    shown = opened(desk, "Client Groups")
    for _ in range(2):
        assert "The order is stored" in desk.press(shown, "Save the positions", {"at_3": "1"}).words
    assert list(named(ListKind.GROUP)) == ["Three", "One", "Two"]
    audit(tables, "ordered")
    other = desk.press(shown, "Save the positions", {"at_1": "2"})
    assert "Somebody else changed this list meanwhile" in other.words
    assert list(named(ListKind.GROUP)) == ["Three", "One", "Two"]


def test_a_position_that_is_none_is_said_and_nothing_is_stored(desk: Desk) -> None:
    for description in ("One", "Two"):
        added(desk, "Client Groups", "a client group", {"description": description})
    for text in ("0", "3", "second", "", "-1", "9" * 30):
        told = desk.press(opened(desk, "Client Groups"), "Save the positions", {"at_1": text})
        assert "is not a position from 1 to 2" in told.words
    assert list(named(ListKind.GROUP)) == ["One", "Two"]


def test_the_public_form_follows_the_order(desk: Desk) -> None:
    desk.press(opened(desk, "Locations"), "Save the positions", {"at_3": "1"})
    places = table.load().locations
    assert places["lake"].position < places["main"].position


# What stands against it.


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"description": ""}, "This is needed."),
        ({"description": " \u200b\u202e "}, "This is needed."),
        ({"description": "x" * 101}, "longer than 100 letters"),
        ({"description": " CLIENT  -  online"}, "The list has this already"),
        ({"description": "New", "duration_days": "soon"}, "not a whole number of days"),
        ({"description": "New", "duration_days": "-1"}, "not a whole number of days"),
        ({"description": "New", "duration_days": "3651"}, "not a whole number of days"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_the_field(form: dict[str, str], said: str, desk: Desk) -> None:
    told = added(desk, "Client Statuses", "a client status", form)
    assert "nothing was stored" in told.words
    assert said in told.words
    assert told.values["duration_days"] == form.get("duration_days", "")
    assert list(named(ListKind.STATUS)) == ["Client - Online"]


def test_a_form_that_did_not_arrive_changes_nothing(desk: Desk) -> None:
    given = {"kind": "status", "id": "online", "version": 0}
    assert "The form did not arrive" in desk.ask("lists", "save", given).words
    assert named(ListKind.STATUS)["Client - Online"].version == 0


def test_what_is_given_by_default_or_by_a_program_is_neither_retired_nor_deleted(desk: Desk) -> None:
    added(desk, "Client Statuses", "a client status", {"description": "Rewarded"})
    rewarded = named(ListKind.STATUS)["Rewarded"].status_id
    terms = replace(TERMS, friend_status_id=rewarded)
    table.save_item(Program(program_id="friends", description="Friends", terms=terms))
    for title, item, said in (
        ("Client Statuses", "Client - Online", "default of new clients"),
        ("Client Statuses", "Rewarded", "A referral program gives it"),
        ("Lead Sources", "Website", "default of new clients"),
    ):
        edit = desk.press(opened(desk, title), f"Edit {item}")
        assert said in desk.press(edit, "Save", {"inactive": "yes"}).words
        review = desk.press(opened(desk, title), f"Delete {item}")
        assert "It cannot be deleted" in review.words
        assert "Delete it" not in [label for label, _ in review.buttons]
    assert not any(item.inactive for item in items_of(table.load(), ListKind.STATUS))


def test_a_status_with_reasons_is_not_deleted(desk: Desk) -> None:
    added(desk, "Client Statuses", "a client status", {"description": "Prospect"})
    prospect = named(ListKind.STATUS)["Prospect"].status_id
    table.save_item(ListItem(kind="status_reason", item_id="m", description="Moved", parent_id=prospect))
    assert (
        "1 status reason of its own" in desk.press(opened(desk, "Client Statuses"), "Delete Prospect").words
    )
    given = {"kind": "status", "id": prospect, "version": 1}
    assert "It has status reasons of its own" in desk.ask("lists", "remove", given).words
    assert "Prospect" in named(ListKind.STATUS)


@pytest.mark.parametrize(
    ("kind", "item_id", "heading"),
    [
        ("organization", "elm", "organization#elm"),
        ("location", "lake", "location#lake"),
        ("family_relationship", "child", "relationship#child"),
        ("phone_label", "work", "phone_label#Work"),
    ],
)
def test_what_clients_have_is_counted_and_not_deleted(
    kind: str, item_id: str, heading: str, desk: Desk
) -> None:
    free = desk.ask("lists", "delete", {"kind": kind, "id": item_id})
    give(heading, "ann", "bea")
    review = desk.ask("lists", "delete", {"kind": kind, "id": item_id})
    assert "Clients who have it 2" in review.words
    assert "Delete it" not in [label for label, _ in review.buttons]
    # Somebody came to have it after the review.
    told = desk.press(free, "Delete it")
    assert "Nothing was deleted" in told.words
    assert "Clients have it." in told.words
    assert item_id in [id_of(item) for item in items_of(table.load(), ListKind(kind))]


def test_a_deleted_item_keeps_its_name_for_who_took_it_meanwhile(desk: Desk) -> None:
    for _ in range(2):
        told = desk.ask("lists", "remove", {"kind": "location", "id": "lake", "version": 0})
        assert "Deleted" in told.words
    assert "lake" not in table.load().locations
    assert table.load().deleted["location", "lake"] == "Lake Road"
    gone = desk.ask("lists", "edit", {"kind": "location", "id": "lake"})
    assert "It was deleted meanwhile" in gone.words
    form = {"description": "Lake Road"}
    told = desk.ask("lists", "save", {"kind": "location", "id": "lake", "version": 0}, form)
    assert "It was deleted meanwhile" in told.words
    assert "lake" not in table.load().locations


# Two editors.


def test_of_two_editors_the_second_is_told_what_the_first_changed(desk: Desk) -> None:
    shown = opened(desk, "Organizations")
    first, second = desk.press(shown, "Edit Elm Park"), desk.press(shown, "Edit Elm Park")
    desk.press(first, "Save", {"online_name": "The Elms"})
    told = desk.press(second, "Save", {"description": "Elm Park School"})
    assert "Somebody else changed this meanwhile" in told.words
    assert "They made it online name: The Elms" in told.words
    stored = table.load().organizations["elm"]
    assert (stored.description, stored.online_name) == ("Elm Park", "The Elms")
    assert told.values["description"] == "Elm Park School"
    desk.press(told, "Save", {"online_name": "The Elms"})
    assert table.load().organizations["elm"] == Organization(
        organization_id="elm", description="Elm Park School", online_name="The Elms", version=2
    )


def test_adding_twice_adds_once(desk: Desk, tables: Engine) -> None:
    form = desk.press(opened(desk, "Client Groups"), "Add a client group")
    for _ in range(2):
        assert "Brides is stored" in desk.press(form, "Save", {"description": "Brides"}).words
    assert list(named(ListKind.GROUP)) == ["Brides"]
    audit(tables, "added")


# Loyalty.


def test_a_status_whose_clients_enter_loyalty_is_reviewed_first(desk: Desk, tables: Engine) -> None:
    give("status#online", "ann", "bea")
    edit = desk.press(opened(desk, "Client Statuses"), "Edit Client - Online")
    review = desk.press(edit, "Save", {"include_in_loyalty": "yes"})
    assert "Clients of this status 2" in review.words
    assert not table.load().includes_in_loyalty("online")

    resumed = desk.ask("lists", "resume", {"draft": review.button("Store the status")["draft"]})
    assert "Clients of this status 2" in resumed.words
    give("status#online", "cat")
    again = desk.press(resumed, "Store the status")
    assert "The number of clients changed meanwhile" in again.words
    assert not table.load().includes_in_loyalty("online")

    assert "Stored" in desk.press(again, "Store the status").words
    assert table.load().includes_in_loyalty("online")
    assert audit(tables, "changed")["after"] == {"include_in_loyalty": True}
    assert "This was done already" in desk.press(again, "Store the status").words
    audit(tables, "changed")


def test_a_review_that_was_overtaken_stores_nothing(desk: Desk) -> None:
    edit = desk.press(opened(desk, "Client Statuses"), "Edit Client - Online")
    review = desk.press(edit, "Save", {"include_in_loyalty": "yes"})
    desk.press(edit, "Save", {"description": "Online"})
    told = desk.press(review, "Store the status")
    assert "Somebody else changed this meanwhile" in told.words
    assert table.load().statuses["online"].description == "Online"
    assert not table.load().includes_in_loyalty("online")


# The console.


@pytest.mark.parametrize("do", ["", "list", "new", "edit", "save", "order", "limit", "delete", "remove"])
def test_the_lists_are_the_managers_alone(do: str, tables: Engine) -> None:
    before = tables.images()
    for role in (Role.VIEWER, Role.OPERATOR):
        given = {"kind": "location", "id": "lake", "version": 0}
        told = Desk(role).ask("lists", do, given, {"description": "Mine"})
        assert "This is not on your dashboard" in told.words
    assert tables.images() == before


@pytest.mark.parametrize("do", ["list", "new", "edit", "save", "order", "sort", "delete", "remove"])
def test_a_list_that_is_none_is_said(do: str, desk: Desk) -> None:
    told = desk.ask("lists", do, {"kind": "preferences", "id": "x"}, {"description": "x"})
    assert "There is no such list" in told.words


def test_hostile_names_become_text(desk: Desk) -> None:
    table.save_item(ListItem(kind="group", item_id="evil", description=HOSTILE))
    for answer in (
        opened(desk, "Client Groups"),
        desk.ask("lists", "edit", {"kind": "group", "id": "evil"}),
        desk.ask("lists", "delete", {"kind": "group", "id": "evil"}),
    ):
        assert "\u202e" not in answer.html
        assert 'endpoint="arn:evil"' not in answer.html
    added(desk, "Marketing Plans", "a marketing plan", {"description": HOSTILE})
    (stored,) = named(ListKind.MARKETING_PLAN)
    assert stored == HOSTILE.replace("\u202e", "")


def test_a_long_list_pages_and_stays_small(desk: Desk) -> None:
    for number in range(120):
        name = f"School {number:03d} " + "x" * 80
        table.save_item(Organization(organization_id=f"s{number}", description=name, position=number + 2))
    page = opened(desk, "Organizations")
    assert page.words.count("School 0") >= 48
    assert "School 119" not in page.words
    last = desk.press(desk.press(page, "Next page"), "Next page")
    assert "School 119" in last.words
    desk.press(last, "Save the positions", {"at_122": "1"})
    assert next(iter(named(ListKind.ORGANIZATION))).startswith("School 119")


@pytest.mark.parametrize(
    ("do", "form", "calls"),
    [
        ("", None, 1),
        ("list", None, 1),
        ("edit", None, 1),
        ("delete", None, 2),
        ("save", {"description": "Lakeside"}, 4),
        ("remove", None, 4),
        ("sort", None, 3),
    ],
)
def test_the_calls_of_a_screen_are_bounded(
    do: str, form: dict[str, str] | None, calls: int, desk: Desk, tables: Engine
) -> None:
    given: dict[str, Any] = {"kind": "location", "id": "lake", "version": 0}
    if do == "sort":
        given["seen"] = opened(desk, "Locations").button("Order by description")["seen"]
    before = tables.requests
    desk.ask("lists", do, given, form)
    assert tables.requests - before <= calls
