"""One item of a list: added, renamed, changed, retired and brought back, all by one form.

Opening it is one call, saving it at most five. A status whose clients enter or leave the loyalty program
is reviewed first, and stored by at most seven.
"""

import secrets
from dataclasses import replace

from chalicelib.domain.ids import made_from
from chalicelib.domain.list_item import objections, tidied
from chalicelib.domain.lists import ANY, ListKind, id_of, item_of, items_of, kind_of, parent_of, record_name
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.studio import Item, Status, Studio
from chalicelib.flows.delete_list_item import COUNTED_MAX, clients_with
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.handlers.console import list_table
from chalicelib.handlers.console.audit_words import in_words
from chalicelib.handlers.console.list_form import controls, empty, typed_item
from chalicelib.handlers.console.list_table import MENU, kind_asked, no_such_list, way
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Facts,
    Group,
    Message,
    Screen,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import begun, found, gone, not_arrived, used
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.audit import audit_of
from chalicelib.models.directory import counted_in_words
from chalicelib.models.draft import Draft

KEY_BYTES = 12
DRAFT = "lists"


def new(ask: Ask) -> Screen:
    """An empty form. The item's id is made here, so that sending it twice adds one item."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    item_id = made_from("list_item", kind.value, secrets.token_urlsafe(KEY_BYTES))
    return _screen(ask, empty(kind, item_id, ask.text("parent")), is_new=True)


def edit(ask: Ask) -> Screen:
    """The item as it stands."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    item = item_of(ask.studio, kind, ask.text("id"))
    return _screen(ask, item) if item is not None else _deleted(ask, kind)


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
        return _review(draft)
    return _told(ask, wanted, save_list_item(wanted, actor=ask.actor, now=ask.now), form=ask.form)


def resume(ask: Ask) -> Screen:
    """The review that was begun."""
    draft = found(ask, DRAFT)
    if draft is None:
        return gone(MENU)
    return _review(draft) if draft.is_open else used(draft, MENU)


def apply(ask: Ask) -> Screen:
    """Store a status whose loyalty tick changes, when as many clients have it as were reviewed."""
    draft = found(ask, DRAFT)
    if draft is None:
        return gone(MENU)
    if not draft.is_open:
        return used(draft, MENU)
    wanted = _drafted(draft)
    if clients_with(wanted) != ask.whole("n"):
        return _review(draft, Message("The number of clients changed meanwhile", tone=Tone.WARNING))
    return _told(ask, wanted, save_list_item(wanted, actor=ask.actor, now=ask.now, draft=draft))


def _drafted(draft: Draft) -> Status:
    return from_plain(Status, draft.content["item"])


def _moves_loyalty(standing: Item | None, wanted: Item) -> bool:
    return (
        isinstance(standing, Status)
        and isinstance(wanted, Status)
        and standing.version == wanted.version
        and standing.include_in_loyalty != wanted.include_in_loyalty
    )


def _review(draft: Draft, *told: Block) -> Screen:
    status = _drafted(draft)
    clients = clients_with(status)
    joins = status.include_in_loyalty
    blocks: list[Block] = [
        *told,
        Facts(
            [
                ("Status", status.description),
                ("Include in Loyalty Rewards", "yes, from now on" if joins else "no, from now on"),
                ("Clients of this status", counted_in_words(clients, COUNTED_MAX)),
            ]
        ),
        Text(
            "The next night looks at every client anew. Clients of this status are rewarded for all sales "
            "since the start of the loyalty program that were not rewarded yet."
            if joins
            else "From the next night on, its clients earn no loyalty rewards. Those that they have stay."
        ),
        Buttons(
            [
                Action(
                    "Store the status",
                    "lists",
                    "apply",
                    {"draft": draft.draft_id, "n": clients},
                    primary=True,
                    confirm=f"Store this for {counted_in_words(clients, COUNTED_MAX)} clients?",
                ),
                way(ListKind.STATUS, label="Leave it as it is"),
            ]
        ),
    ]
    return Screen(
        title=f"Review: {status.description}",
        blocks=blocks,
        trail=[HOME, MENU, way(ListKind.STATUS)],
        draft_id=draft.draft_id,
    )


def _told(ask: Ask, wanted: Item, change: ListChange, form: Form | None = None) -> Screen:
    kind = kind_of(wanted)
    if change.outcome is Outcome.STORED:
        told = Message(
            "Stored",
            [f"{wanted.description} is stored" + (" as retired." if wanted.inactive else ".")],
            Tone.GOOD,
        )
        return list_table.screen(replace(ask), kind, told)
    if change.outcome is Outcome.GONE:
        return _deleted(ask, kind)
    if change.outcome is Outcome.CHANGED:
        standing = change.item
        return _screen(
            replace(ask),
            replace(wanted, version=standing.version if standing is not None else wanted.version),
            *_theirs(wanted, ask.studio),
            form=form,
        )
    return _screen(ask, wanted, form=form, is_new=change.item is None, change=change)


def _theirs(wanted: Item, studio: Studio) -> list[Block]:
    """What the other one changed, beside what was typed here."""
    blocks: list[Block] = [
        Message(
            "Somebody else changed this meanwhile",
            ["Nothing of yours was stored. What you typed stands below; saving it again replaces theirs."],
            Tone.WARNING,
        )
    ]
    for record in audit_of(record_name(wanted), 1):
        blocks.append(
            Facts(
                [
                    ("It was", in_words(record.before, studio)),
                    ("They made it", in_words(record.after, studio)),
                ],
                title="What they changed",
            )
        )
    return blocks


def _screen(
    ask: Ask,
    item: Item,
    *told: Block,
    form: Form | None = None,
    is_new: bool = False,
    change: ListChange | None = None,
) -> Screen:
    kind = kind_of(item)
    parent_id = (parent_of(item) or ANY) if kind is ListKind.STATUS_REASON else ""
    given = {"kind": kind.value, "parent": parent_id, "id": id_of(item)}
    shown = controls(
        item, ask.studio, change.objections if change is not None else {}, form=form, is_new=is_new
    )
    buttons = [Action("Save", "lists", "save", {**given, "version": item.version}, primary=True)]
    if kind is ListKind.STATUS and not is_new:
        buttons.append(way(ListKind.STATUS_REASON, id_of(item), "Its reasons"))
    words = LISTS[kind]
    return Screen(
        title=f"{'Add' if is_new else 'Edit'} {words.any_one}",
        blocks=[*told, Group("", shown), Buttons(buttons)],
        trail=[HOME, MENU, way(kind, parent_id)],
        back=way(kind, parent_id, "Back to the list without saving"),
    )


def _deleted(ask: Ask, kind: ListKind) -> Screen:
    told = Message(
        "It was deleted meanwhile",
        ["Nothing was stored. Add it anew where it is still needed."],
        Tone.WARNING,
    )
    return list_table.screen(replace(ask), kind, told)
