"""A manager keeps the lists."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.lists import ListKind
from chalicelib.domain.studio import ListItem, Status, Studio
from chalicelib.flows.delete_list_item import delete_list_item
from chalicelib.flows.limit_lead_sources import limit_lead_sources
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.flows.order_list import order_list, order_seen
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.models import studio as table
from chalicelib.models.draft import Draft, begin_draft
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "d1"
VISITOR = Status(status_id="visitor", description="Visitor")
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
WEB, FAIR = (
    ListItem(kind="lead_source", item_id=item_id, description=words, position=position)
    for position, (item_id, words) in enumerate((("web", "Website"), ("fair", "Bridal fair")))
)
SEEN = order_seen(
    Studio(
        preferences=scenes.PREFERENCES, items={("lead_source", "web"): WEB, ("lead_source", "fair"): FAIR}
    ),
    ListKind.LEAD_SOURCE,
)


def two_sources(ground: Ground) -> None:
    """A studio with two lead sources."""
    scenes.studio()
    for item in (WEB, FAIR):
        table.save_item(item)


def rename(ground: Ground) -> None:
    """Another name for a lead source."""
    _stored(save_list_item(_renamed(), actor=MANAGER, now=ground.now))


def a_reviewed_status(ground: Ground) -> None:
    """A status whose loyalty tick waits in a draft."""
    two_sources(ground)
    table.save_item(VISITOR)
    begin_draft(DRAFT, "lists", {}, actor=MANAGER, now=ground.now)


def store_reviewed(ground: Ground) -> None:
    """Press the button of the review, perhaps not for the first time."""
    draft = Draft.find(DRAFT, "lists", ground.now)
    assert draft is not None
    if draft.is_open:
        wanted = replace(VISITOR, include_in_loyalty=True)
        _stored(save_list_item(wanted, actor=MANAGER, now=ground.now, draft=draft))


def delete(ground: Ground) -> None:
    """Remove a lead source."""
    _stored(delete_list_item(ListKind.LEAD_SOURCE, "fair", 0, actor=MANAGER, now=ground.now))


def order(ground: Ground) -> None:
    """The second one first."""
    _stored(order_list(ListKind.LEAD_SOURCE, {2: 1}, SEEN, actor=MANAGER, now=ground.now))


def limit(ground: Ground) -> None:
    """Only lead sources of the list."""
    assert limit_lead_sources(limited=True, actor=MANAGER, now=ground.now)


def _renamed() -> ListItem:
    return ListItem(kind="lead_source", item_id="web", description="Our website", position=0)


def _stored(change: ListChange) -> None:
    assert change.outcome is Outcome.STORED, change


def _is_renamed(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="item#lead_source#web") or {}
    return missing(
        renamed_once=(row.get("description"), row.get("version")) == ("Our website", 1),
        audited_once=_audited(ground) == ["changed"],
    )


def _is_reviewed(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="status#visitor") or {}
    draft = ground.row("drafts", draft_id=DRAFT) or {}
    return missing(
        ticked_once=(row.get("settings", {}).get("include_in_loyalty"), row.get("version")) == (True, 1),
        used_up=draft.get("outcome") == "Visitor is stored." and "open_for" not in draft,
        audited_once=_audited(ground) == ["changed"],
    )


def _is_deleted(ground: Ground) -> Iterator[str]:
    former = ground.row("studio", record="deleted#item#lead_source#fair") or {}
    return missing(
        deleted=ground.row("studio", record="item#lead_source#fair") is None,
        its_name_is_known=former.get("settings", {}).get("description") == "Bridal fair",
        audited_once=_audited(ground) == ["deleted"],
    )


def _is_ordered(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="list#lead_source") or {}
    return missing(
        ordered_once=(row.get("settings", {}).get("item_ids"), row.get("version")) == (["fair", "web"], 1),
        audited_once=_audited(ground) == ["ordered"],
    )


def _is_limited(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="preferences") or {}
    return missing(
        limited_once=(row.get("settings", {}).get("limit_lead_sources"), row.get("version")) == (True, 2),
        audited_once=_audited(ground) == ["save"],
    )


def _audited(ground: Ground) -> list[str]:
    return [row["what"] for row in ground.rows("audit")]


FLOWS = (
    Flow(name="save_list_item", prepare=two_sources, act=rename, goal=_is_renamed, calls=2),
    Flow(
        name="save_list_item_reviewed",
        prepare=a_reviewed_status,
        act=store_reviewed,
        goal=_is_reviewed,
        calls=3,
    ),
    Flow(name="delete_list_item", prepare=two_sources, act=delete, goal=_is_deleted, calls=3),
    Flow(name="order_list", prepare=two_sources, act=order, goal=_is_ordered, calls=2),
    Flow(name="limit_lead_sources", prepare=two_sources, act=limit, goal=_is_limited, calls=2),
)
