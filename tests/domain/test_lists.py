"""Lists: what is offered, in which order, and what stands against an item."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.list_item import Objection, folded, objections, tidied, uses_in_studio
from chalicelib.domain.list_order import in_order, reordered
from chalicelib.domain.lists import (
    STANDARD,
    ListKind,
    id_of,
    items_of,
    kind_of,
    offered,
    phone_labels,
    record_name,
    with_standard,
    words_of,
)
from chalicelib.domain.studio import (
    Item,
    ListItem,
    ListOrder,
    Location,
    Organization,
    Preferences,
    Status,
    Studio,
)

STATUS = Status(status_id="s", description="Client")
PREFERENCES = Preferences()


def group(item_id: str, description: str, position: int = 0) -> ListItem:
    return ListItem(kind="group", item_id=item_id, description=description, position=position)


def label(item_id: str, description: str, *, inactive: bool = False) -> ListItem:
    return ListItem(kind="phone_label", item_id=item_id, description=description, inactive=inactive)


def studio(*items: ListItem, **more: Any) -> Studio:
    listed = {(item.kind, item.item_id): item for item in items}
    return Studio(preferences=PREFERENCES, items=listed, **more)


@pytest.mark.parametrize(
    ("item", "kind", "name"),
    [
        (STATUS, ListKind.STATUS, "status#s"),
        (Organization(organization_id="o", description="Oak"), ListKind.ORGANIZATION, "organization#o"),
        (Location(location_id="l", description="Lake"), ListKind.LOCATION, "location#l"),
        (group("g", "Brides"), ListKind.GROUP, "item#group#g"),
    ],
)
def test_an_item_knows_its_list_and_its_record(item: Item, kind: ListKind, name: str) -> None:
    assert (kind_of(item), record_name(item)) == (kind, name)


def test_items_are_in_the_order_of_their_positions_then_of_their_names() -> None:
    items = items_of(studio(group("c", "cats", 1), group("b", "Bears"), group("a", "ants")), ListKind.GROUP)
    assert [id_of(item) for item in items] == ["a", "b", "c"]


def test_an_order_that_was_stored_wins_and_what_it_does_not_know_comes_last() -> None:
    stored = studio(
        group("a", "Ants"),
        group("b", "Bears", 7),
        group("c", "Cats"),
        orders={"group": ListOrder(item_ids=("gone", "b", "a"), version=3)},
    )
    assert [id_of(item) for item in items_of(in_order(stored), ListKind.GROUP)] == ["b", "a", "c"]
    assert in_order(stored).orders == stored.orders


def test_reasons_are_offered_with_their_own_status_and_with_any() -> None:
    reasons = [
        ListItem(kind="status_reason", item_id=item_id, description=item_id, parent_id=parent)
        for item_id, parent in (("mine", "s"), ("theirs", "t"), ("anyones", None))
    ]
    found = offered(studio(*reasons), ListKind.STATUS_REASON, parent_id="s")
    assert {id_of(item) for item in found} == {"mine", "anyones"}


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        ((), ("Mobile", "Home", "Work", "Other")),
        ((label("cell", "mobile"),), ("mobile", "Home", "Work", "Other")),
        ((label("home", "House"),), ("House", "Mobile", "Work", "Other")),
        ((label("home", "Home", inactive=True),), ("Mobile", "Work", "Other")),
    ],
)
def test_the_standard_labels_are_listed_until_they_are_changed(
    items: tuple[ListItem, ...], labels: tuple[str, ...]
) -> None:
    assert set(phone_labels(with_standard(studio(*items)))) == set(labels)


def test_a_standard_item_that_was_deleted_is_not_listed() -> None:
    stored = with_standard(studio(deleted={("phone_label", "other"): "Other"}))
    assert phone_labels(stored) == ("Mobile", "Home", "Work")
    assert words_of(stored, ListKind.PHONE_LABEL, "other") == "Other (deleted)"


def test_a_label_that_stands_on_a_client_stays_to_choose_from() -> None:
    assert phone_labels(with_standard(studio()), ["Home", "Fax"])[-1] == "Fax"


def test_what_the_form_writes_is_standard() -> None:
    assert STANDARD[ListKind.PHONE_LABEL]["mobile"] == "Mobile"
    assert with_standard(studio()).item_named("family_relationship", "child") is not None


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({}, "ABCD"),
        ({4: 1}, "DABC"),
        ({1: 3}, "BCAD"),
        ({1: 4}, "BCDA"),
        ({1: 2, 2: 1}, "BACD"),
        ({1: 4, 2: 3, 3: 2, 4: 1}, "DCBA"),
        ({3: 1, 4: 1}, "DCAB"),
        ({2: 99}, "ACDB"),
        ({9: 1}, "ABCD"),
    ],
)
def test_typed_positions_make_an_order(typed: Mapping[int, int], order: str) -> None:
    moved = reordered("ABCD", typed)
    assert sorted(moved) == list("ABCD")
    if len(set(typed.values())) == len(typed):
        assert "".join(moved) == order


@given(st.lists(st.integers(1, 8), max_size=8), st.permutations(range(1, 9)))
def test_an_order_loses_nobody_and_a_full_one_is_taken_as_typed(some: list[int], wanted: list[int]) -> None:
    ids = [str(number) for number in range(8)]
    assert sorted(reordered(ids, dict(enumerate(some, 1)))) == ids
    full = reordered(ids, dict(enumerate(wanted, 1)))
    assert [full.index(item_id) + 1 for item_id in ids] == wanted


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (STATUS, {}),
        (replace(STATUS, description=""), {"description": Objection.NAMELESS}),
        (replace(STATUS, description="x" * 100), {}),
        (replace(STATUS, description="x" * 101), {"description": Objection.TOO_LONG}),
        (replace(STATUS, description="PROSPECT"), {"description": Objection.TAKEN}),
        (Status(status_id="n", description="Client"), {"description": Objection.TAKEN}),
        (replace(STATUS, duration_days=0), {}),
        (replace(STATUS, duration_days=3650), {}),
        (replace(STATUS, duration_days=3651), {"duration_days": Objection.NOT_DAYS}),
        (replace(STATUS, duration_days=-1), {"duration_days": Objection.NOT_DAYS}),
        (replace(STATUS, inactive=True), {"inactive": Objection.DEFAULT_OF_NEW_CLIENTS}),
        (
            Organization(organization_id="o", description="Oak", online_name="x" * 101),
            {"online_name": Objection.TOO_LONG},
        ),
        (
            Location(location_id="l", description="Lake", display_name="x" * 101),
            {"display_name": Objection.TOO_LONG},
        ),
        (
            ListItem(kind="status_reason", item_id="r", description="Why", parent_id="gone"),
            {"description": Objection.NO_STATUS},
        ),
        (ListItem(kind="status_reason", item_id="r", description="Why", parent_id="s"), {}),
        (label("mobile", "Cell"), {"description": Objection.PROTECTED}),
        (label("mobile", "Mobile", inactive=True), {"inactive": Objection.PROTECTED}),
        (label("home", "House"), {}),
    ],
)
def test_what_stands_against_an_item(wanted: Item, found: dict[str, Objection]) -> None:
    at = Studio(
        preferences=replace(PREFERENCES, default_status_id="s"),
        statuses={"s": STATUS, "p": Status(status_id="p", description="Prospect", inactive=True)},
        items={("phone_label", item_id): label(item_id, item_id.title()) for item_id in ("mobile", "home")},
    )
    assert objections(wanted, at) == found


def test_a_reason_may_have_the_words_of_another_status_s_reason() -> None:
    reason = ListItem(kind="status_reason", item_id="r", description="Moved", parent_id="s")
    other = replace(reason, item_id="q", parent_id="t")
    at = Studio(
        preferences=PREFERENCES,
        statuses={"s": STATUS, "t": replace(STATUS, status_id="t", description="Gone")},
        items={("status_reason", "r"): reason},
    )
    assert objections(other, at) == {}
    assert uses_in_studio(STATUS, at) == ((Objection.HAS_REASONS, "1 status reason of its own"),)


def test_words_are_kept_tidy() -> None:
    typed = group("g", " Wed\u200bding\n\t couples\u202e ")
    assert tidied(typed).description == "Wedding couples"
    assert folded("ＷEDDING  Couples") == "wedding couples"
