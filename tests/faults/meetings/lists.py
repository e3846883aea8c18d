"""Managers who change the same list at once."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.edit import edit_begun
from chalicelib.domain.lists import ListKind
from chalicelib.domain.menu import Menu
from chalicelib.domain.studio import Item, ListItem, Status
from chalicelib.flows.delete_list_item import delete_list_item
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.flows.save_preferences import save_preferences
from chalicelib.models import studio as table
from chalicelib.models.draft import Draft, begin_draft
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.flows.lists import FAIR, MANAGER, WEB, two_sources
from tests.faults.ground import Ground
from tests.faults.races import Race, Step

GROUP = ListItem(kind="group", item_id="one", description="Brides")
FREE = Status(status_id="free", description="Free")
REASON = ListItem(kind="status_reason", item_id="why", description="Moved", parent_id="free")
SOURCE = ListKind.LEAD_SOURCE


def _save(item: Item, request_id: str) -> Step:
    actor = Actor(role=Role.MANAGER, request_id=request_id)
    return lambda ground: save_list_item(item, actor=actor, now=ground.now)


def _delete(kind: ListKind, item_id: str, version: int = 0) -> Step:
    actor = Actor(role=Role.MANAGER, request_id="delete")
    return lambda ground: delete_list_item(kind, item_id, version, actor=actor, now=ground.now)


def _studio(ground: Ground) -> None:
    scenes.studio()


def _a_free_status(ground: Ground) -> None:
    scenes.studio()
    save_list_item(FREE, actor=Actor(role=Role.MANAGER, request_id="free"), now=ground.now)


def _words(ground: Ground, prefix: str) -> list[str]:
    return [row["description"] for row in ground.rows("studio") if row["record"].startswith(prefix)]


def _one_group(ground: Ground) -> Iterator[str]:
    listed = (ground.row("studio", record="list#group") or {}).get("settings", {}).get("item_ids", [])
    return missing(
        one_of_them_is_there=len(_words(ground, "item#group#")) == 1,
        the_order_knows_it=len(listed) == 1,
        one_record=len(ground.rows("audit")) == 1,
    )


def _one_name(ground: Ground) -> Iterator[str]:
    words = [each.casefold() for each in _words(ground, "item#lead_source#")]
    return missing(each_name_once=len(words) == 2 and len(set(words)) == 2)


def _one_edit(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="item#lead_source#web") or {}
    return missing(
        one_edit_stands=(row.get("description"), row.get("version")) in {("First", 1), ("Second", 1)},
        one_record=len(ground.rows("audit")) == 1,
    )


def _deleted_or_renamed(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="item#lead_source#web")
    gone = ground.row("studio", record="deleted#item#lead_source#web")
    return missing(one_of_both=(row is None) == (gone is not None))


def _no_reason_without_its_status(ground: Ground) -> Iterator[str]:
    status = ground.row("studio", record="status#free")
    reason = ground.row("studio", record="item#status_reason#why")
    return missing(one_of_both=(status is None) == (reason is None))


def _a_source_to_choose(ground: Ground) -> None:
    two_sources(ground)
    begin_draft("d1", Menu.REFERRAL.value, {}, actor=MANAGER, now=ground.now)


def _choose_it(ground: Ground) -> None:
    studio = table.load()
    draft = Draft.find("d1", Menu.REFERRAL.value, ground.now)
    assert draft is not None
    edit = edit_begun(Menu.REFERRAL, studio).typing({"default_lead_source_id": "fair"})
    save_preferences(edit, draft, actor=MANAGER, now=ground.now)


def _no_retired_default(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="item#lead_source#fair") or {}
    default = (ground.row("studio", record="preferences") or {})["settings"]["default_lead_source_id"]
    return missing(one_of_both=row["inactive"] == (default != "fair"))


RACES = (
    Race(
        name="a lead source is retired and becomes the default",
        prepare=_a_source_to_choose,
        first=_save(replace(FAIR, inactive=True), "a"),
        second=_choose_it,
        goal=_no_retired_default,
    ),
    Race(
        name="two groups of one name",
        prepare=_studio,
        first=_save(GROUP, "a"),
        second=_save(replace(GROUP, item_id="two", description="BRIDES"), "b"),
        goal=_one_group,
    ),
    Race(
        name="two lead sources become one name",
        prepare=two_sources,
        first=_save(replace(WEB, description="Online"), "a"),
        second=_save(replace(FAIR, description="online"), "b"),
        goal=_one_name,
    ),
    Race(
        name="two edits of one lead source",
        prepare=two_sources,
        first=_save(replace(WEB, description="First"), "a"),
        second=_save(replace(WEB, description="Second"), "b"),
        goal=_one_edit,
    ),
    Race(
        name="a lead source is renamed and deleted",
        prepare=two_sources,
        first=_save(replace(WEB, description="Online"), "a"),
        second=_delete(SOURCE, "web"),
        goal=_deleted_or_renamed,
    ),
    Race(
        name="a status is deleted and gets a reason",
        prepare=_a_free_status,
        first=_delete(ListKind.STATUS, "free", 1),
        second=_save(REASON, "b"),
        goal=_no_reason_without_its_status,
    ),
)
