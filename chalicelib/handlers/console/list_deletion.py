"""Deleting an item of a list: first who uses it, with numbers, then the act. Five calls at most."""

from dataclasses import replace

from chalicelib.domain.list_item import Objection, uses_in_studio
from chalicelib.domain.lists import ANY, ListKind, id_of, is_protected, item_of, kind_of, parent_of
from chalicelib.domain.studio import Item
from chalicelib.flows.delete_list_item import COUNTED_MAX, clients_with, delete_list_item
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.handlers.console import list_table
from chalicelib.handlers.console.list_table import MENU, kind_asked, no_such_list, way
from chalicelib.handlers.console.list_words import LISTS, SENTENCES
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.directory import counted_in_words

KEPT = {
    ListKind.LOCATION: "Sessions, invoices and rewards of this location keep its name.",
    ListKind.SESSION_TYPE: "Sessions of this type keep its name.",
}


def ask_first(ask: Ask) -> Screen:
    """Who uses the item; where nobody does, the button that deletes it."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    item = item_of(ask.studio, kind, ask.text("id"))
    if item is None:
        return _gone(ask, kind)
    return _screen(ask, item)


def remove(ask: Ask) -> Screen:
    """Delete it, unless somebody uses it by now."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    change = delete_list_item(kind, ask.text("id"), ask.whole("version") or 0, actor=ask.actor, now=ask.now)
    if change.outcome is Outcome.STORED:
        told = Message("Deleted", ["It is on the list no more."], Tone.GOOD)
        return list_table.screen(replace(ask), kind, told)
    if change.item is None:
        return _gone(ask, kind)
    return _screen(replace(ask), change.item, _refused(change))


def _screen(ask: Ask, item: Item, *told: Block) -> Screen:
    kind, parent_id = kind_of(item), parent_of(item)
    if kind is ListKind.STATUS_REASON:
        parent_id = parent_id or ANY
    clients = clients_with(item)
    uses = uses_in_studio(item, ask.studio)
    given = {"kind": kind.value, "parent": parent_id, "id": id_of(item)}
    facts = Facts(
        [
            (LISTS[kind].one.capitalize(), item.description),
            ("Clients who have it", counted_in_words(clients, COUNTED_MAX)),
            ("What else uses it", [words for _, words in uses] or "nothing"),
        ]
    )
    leave = way(kind, parent_id, "Leave it")
    if clients or uses or is_protected(item):
        words = (
            SENTENCES[Objection.PROTECTED] if is_protected(item) else "Only what is unused can be deleted."
        )
        verdict: Block = Message(
            "It cannot be deleted", [words, "Retired, it is offered no more and stays where it is."]
        )
        retire = Action("Edit or retire it", "lists", "edit", given)
        buttons = [leave] if is_protected(item) else [retire, leave]
    else:
        verdict = Text(f"Nothing uses it. Deleting cannot be undone. {KEPT.get(kind, '')}".strip())
        buttons = [
            Action(
                "Delete it",
                "lists",
                "remove",
                {**given, "version": item.version},
                primary=True,
                confirm=f"Delete {item.description}?",
            ),
            leave,
        ]
    return Screen(
        title=f"Delete {LISTS[kind].any_one}",
        blocks=[*told, facts, verdict, Buttons(buttons)],
        trail=[HOME, MENU, way(kind, parent_id)],
    )


def _refused(change: ListChange) -> Message:
    if change.outcome is Outcome.CHANGED:
        words = "Somebody else changed it meanwhile."
    else:
        words = " ".join(SENTENCES[objection] for objection in change.objections.values())
    return Message("Nothing was deleted", [words], Tone.WARNING)


def _gone(ask: Ask, kind: ListKind) -> Screen:
    told = Message("It is not on the list any more", ["Somebody else deleted it."], Tone.WARNING)
    return list_table.screen(ask, kind, told)
