"""The screen of one item's form, and what is told once it was sent."""

from dataclasses import replace

from chalicelib.domain.lists import ANY, ListKind, id_of, kind_of, parent_of, record_name
from chalicelib.domain.studio import Item, Studio
from chalicelib.flows.list_change import ListChange, Outcome
from chalicelib.handlers.console import list_table
from chalicelib.handlers.console.audit_words import in_words
from chalicelib.handlers.console.list_form import controls
from chalicelib.handlers.console.list_table import MENU, way
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Group, Message, Screen, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.audit import audit_of


def told(ask: Ask, wanted: Item, change: ListChange, form: Form | None = None) -> Screen:
    """The list when `wanted` is stored; else its form again, with what stands against it."""
    kind = kind_of(wanted)
    if change.outcome is Outcome.STORED:
        stored = Message(
            "Stored",
            [f"{wanted.description} is stored" + (" as retired." if wanted.inactive else ".")],
            Tone.GOOD,
        )
        return list_table.screen(replace(ask), kind, stored)
    if change.outcome is Outcome.GONE:
        return deleted(ask, kind)
    if change.outcome is Outcome.CHANGED:
        standing = change.item
        return edit_screen(
            replace(ask),
            replace(wanted, version=standing.version if standing is not None else wanted.version),
            *_theirs(wanted, ask.studio),
            form=form,
        )
    return edit_screen(ask, wanted, form=form, is_new=change.item is None, change=change)


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


def edit_screen(
    ask: Ask,
    item: Item,
    *told: Block,
    form: Form | None = None,
    is_new: bool = False,
    change: ListChange | None = None,
) -> Screen:
    """The form of an item, with what there is to tell above it and beside its fields."""
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


def deleted(ask: Ask, kind: ListKind) -> Screen:
    """The list without the item that was asked for."""
    gone = Message(
        "It was deleted meanwhile",
        ["Nothing was stored. Add it anew where it is still needed."],
        Tone.WARNING,
    )
    return list_table.screen(replace(ask), kind, gone)
