"""The menu of the lists, as *Client Maintenance* has it. One Query; each list says its own calls."""

from chalicelib.domain.actor import Role
from chalicelib.domain.lists import items_of
from chalicelib.handlers.console import list_deletion, list_item, list_order, list_review, list_table
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Cell, Column, Screen, Table
from chalicelib.handlers.widgets.routing import HOME, Act, View

PROGRAMS = "Client Referral Programs"


def show(ask: Ask) -> Screen:
    """Every list with what it is for and how many items it has."""
    rows: list[list[Cell]] = [
        [
            words.title,
            words.purpose,
            _counted([item.inactive for item in items_of(ask.studio, kind)]),
            Action("Open", "lists", "list", {"kind": kind.value}, aria_label=f"Open {words.title}"),
        ]
        for kind, words in LISTS.items()
    ]
    rows.insert(
        1,
        [
            PROGRAMS,
            "Sets of rules that reward clients for their referrals.",
            _counted([program.inactive for program in ask.studio.programs.values()]),
            Action("Open", "programs", aria_label=f"Open {PROGRAMS}"),
        ],
    )
    columns = [Column("Menu item"), Column("What it is for"), Column("Items"), Column("Way to it")]
    return Screen(title="Client lists", blocks=[Table("Client maintenance", columns, rows)], trail=[HOME])


def _counted(inactive: list[bool]) -> str:
    retired = sum(inactive)
    return f"{len(inactive) - retired}" + (f", {retired} retired" if retired else "")


VIEW = View(
    title="Client lists",
    acts={
        name: Act(shown, Role.MANAGER)
        for name, shown in {
            "": show,
            "list": list_table.show,
            "order": list_order.order,
            "sort": list_order.sort,
            "limit": list_order.limit,
            "new": list_item.new,
            "edit": list_item.edit,
            "save": list_item.save,
            "resume": list_review.resume,
            "apply": list_review.apply,
            "delete": list_deletion.ask_first,
            "remove": list_deletion.remove,
        }.items()
    },
)
