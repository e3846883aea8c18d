"""One item of a list: added, renamed, changed, retired and brought back, all by one form.

Opening it is one call, saving it at most five. A status whose clients enter or leave the loyalty program
is reviewed first, and stored by at most seven.
"""

import secrets
from dataclasses import replace

from chalicelib.domain.ids import made_from
from chalicelib.domain.list_item import objections, tidied
from chalicelib.domain.lists import item_of, items_of, record_name
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Item, Status
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.handlers.console.list_edit import deleted, edit_screen, told
from chalicelib.handlers.console.list_form import empty, typed_item
from chalicelib.handlers.console.list_review import DRAFT, review
from chalicelib.handlers.console.list_table import kind_asked, no_such_list, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Screen
from chalicelib.handlers.widgets.drafting import begun, not_arrived

KEY_BYTES = 12


def new(ask: Ask) -> Screen:
    """An empty form. The item's id is made here, so that sending it twice adds one item."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    item_id = made_from("list_item", kind.value, secrets.token_urlsafe(KEY_BYTES))
    return edit_screen(ask, empty(kind, item_id, ask.text("parent")), is_new=True)


def edit(ask: Ask) -> Screen:
    """The item as it stands."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    item = item_of(ask.studio, kind, ask.text("id"))
    return edit_screen(ask, item) if item is not None else deleted(ask, kind)


def save(ask: Ask) -> Screen:
    """Store what was typed, or say what stands against it."""
    kind, item_id = kind_asked(ask), ask.text("id")
    if kind is None or not item_id:
        return no_such_list()
    if not ask.form.arrived:
        return not_arrived(way(kind, ask.text("parent")))
    standing = item_of(ask.studio, kind, item_id)
    base = standing or empty(kind, item_id, ask.text("parent"))
    wanted = tidied(replace(typed_item(base, ask.form), version=ask.whole("version") or 0))
    if standing is None:
        wanted = replace(wanted, position=len(items_of(ask.studio, kind)))
    if _moves_loyalty(standing, wanted) and not objections(wanted, ask.studio):
        draft = begun(
            ask, DRAFT, {"item": to_plain(wanted)}, about=record_name(wanted), title=wanted.description
        )
        return review(draft)
    return told(ask, wanted, save_list_item(wanted, actor=ask.actor, now=ask.now), form=ask.form)


def _moves_loyalty(standing: Item | None, wanted: Item) -> bool:
    return (
        isinstance(standing, Status)
        and isinstance(wanted, Status)
        and standing.version == wanted.version
        and standing.include_in_loyalty != wanted.include_in_loyalty
    )
