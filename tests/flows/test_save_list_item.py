"""Lists as stored: what changes with an item, and what a night makes of a status."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.list_item import Objection
from chalicelib.domain.lists import ListKind, items_of, offered, words_of
from chalicelib.domain.night import Reach
from chalicelib.domain.studio import Item, ListItem, Status, Studio
from chalicelib.flows.delete_list_item import delete_list_item
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from tests.engine import Engine
from tests.flows import nights
from tests.flows.nights import NEWCOMER, NOW, Night
from tests.handlers.studios import STUDIO, store

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
WEB = ListItem(kind="lead_source", item_id="web", description="Website")
FAIR = ListItem(kind="lead_source", item_id="fair", description="Bridal fair")


def save(item: Item) -> ListChange:
    return save_list_item(item, actor=MANAGER, now=NOW)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something that others do once, right after the flow has read the studio."""
    left, read = [act], table.load

    def load() -> Studio:
        studio = read()
        if left:
            left.pop()()
        return studio

    monkeypatch.setattr(table, "load", load)


def test_a_retired_item_stays_where_it_is_and_is_offered_no_more(tables: Engine) -> None:
    store()
    assert save(FAIR).outcome is Outcome.STORED
    fair = table.load().items["lead_source", "fair"]
    assert save(replace(fair, inactive=True)).outcome is Outcome.STORED
    studio = table.load()
    assert [each.description for each in offered(studio, ListKind.LEAD_SOURCE)] == ["Website"]
    assert [each.description for each in offered(studio, ListKind.LEAD_SOURCE, standing=["fair"])] == [
        "Website",
        "Bridal fair",
    ]
    assert words_of(studio, ListKind.LEAD_SOURCE, "fair") == "Bridal fair"


def test_renaming_keeps_the_id_and_with_it_every_client(tables: Engine, now: datetime) -> None:
    store()
    nights.client("ann", now, "online", lead_source_id="web")
    web = table.load().items["lead_source", "web"]
    assert save(replace(web, description="Our website")).outcome is Outcome.STORED
    client = Client.get("ann")
    assert words_of(table.load(), ListKind.LEAD_SOURCE, client.lead_source_id) == "Our website"


def test_what_becomes_the_default_in_the_same_moment_is_not_retired(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store()
    save(FAIR)
    fair = table.load().items["lead_source", "fair"]

    def make_it_the_default() -> None:
        preferences = table.load().preferences
        assert table.save_preferences(replace(preferences, default_lead_source_id="fair"))

    meanwhile(monkeypatch, make_it_the_default)
    change = save(replace(fair, inactive=True))
    assert change.outcome is Outcome.REFUSED
    assert change.objections == {"inactive": Objection.DEFAULT_OF_NEW_CLIENTS}
    assert not table.load().items["lead_source", "fair"].inactive


def test_of_two_who_rename_at_once_one_is_told(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store()
    web = table.load().items["lead_source", "web"]

    def rename() -> None:
        assert save(replace(web, description="Theirs")).outcome is Outcome.STORED

    meanwhile(monkeypatch, rename)
    change = save(replace(web, description="Mine"))
    assert change.outcome is Outcome.CHANGED
    assert change.item is not None
    assert change.item.description == "Theirs"
    assert table.load().items["lead_source", "web"].description == "Theirs"


def test_saving_what_stands_writes_nothing(tables: Engine) -> None:
    store()
    before = tables.rows("studio")
    assert save(WEB).outcome is Outcome.STORED
    assert tables.rows("studio") == before
    assert tables.rows("audit") == []


def test_a_list_holds_so_many_items_and_no_more(tables: Engine) -> None:
    store(replace(STUDIO, items={}))
    for number in range(499):
        table.save_item(ListItem(kind="group", item_id=f"g{number}", description=f"Group {number}"))
    assert save(ListItem(kind="group", item_id="last", description="Last")).outcome is Outcome.STORED
    change = save(ListItem(kind="group", item_id="more", description="More"))
    assert change.objections == {"description": Objection.TOO_MANY}


def test_a_standard_item_gets_a_record_when_it_is_changed(tables: Engine) -> None:
    store(replace(STUDIO, items={}))
    child = table.load().items["family_relationship", "child"]
    assert save(replace(child, description="Kid")).outcome is Outcome.STORED
    (item,) = items_of(table.load(), ListKind.RELATIONSHIP)
    assert (item.description, item.version) == ("Kid", 1)
    deleted = delete_list_item(ListKind.RELATIONSHIP, "child", 1, actor=MANAGER, now=NOW)
    assert deleted.outcome is Outcome.STORED
    assert items_of(table.load(), ListKind.RELATIONSHIP) == []


def test_an_order_of_one_kind_moves_no_other(tables: Engine) -> None:
    store()
    save(FAIR)
    assert table.load().orders.keys() == {"lead_source"}
    assert table.load().statuses == STUDIO.statuses


# Loyalty: rules 5, "rule, tick and start-date changes start one full pass".


@pytest.mark.parametrize("ticked", [True, False])
def test_the_tick_of_a_status_starts_one_full_pass(ticked: bool, tables: Engine) -> None:
    nights.studio()
    table.save_item(replace(NEWCOMER, include_in_loyalty=not ticked))
    earlier = NOW - timedelta(days=5)
    nights.client("ann", earlier, "newcomer")
    nights.invoice("ann", "ann-1", 10_000, earlier)
    night = Night()
    assert reach(night) is Reach.FULL
    night.pass_time(days=3)
    assert reach(night) is Reach.CHANGED
    rewards = len(tables.rows("rewards"))
    assert rewards == (0 if ticked else 1)

    newcomer = table.load().statuses["newcomer"]
    assert save(replace(newcomer, include_in_loyalty=ticked)).outcome is Outcome.STORED
    night.pass_time(days=1)
    assert reach(night) is Reach.FULL
    assert len(tables.rows("rewards")) == 1
    night.pass_time(days=1)
    assert reach(night) is Reach.CHANGED


def test_a_new_name_or_duration_of_a_status_starts_none(tables: Engine) -> None:
    nights.studio()
    night = Night()
    night.by_clock()
    regular = table.load().statuses["regular"]
    save(replace(regular, description="Regulars", duration_days=30))
    save(Status(status_id="new", description="New"))
    night.pass_time(days=1)
    assert reach(night) is Reach.CHANGED


def reach(night: Night) -> Reach:
    """Whom tonight's loyalty looks at."""
    (run,) = night.by_clock()
    return Reach(run.reach)
