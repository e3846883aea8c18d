"""The menu of the lists, as *Client Maintenance* has it. One Query; each list says its own calls."""

from chalicelib.domain.actor import Role
from chalicelib.domain.lists import items_of
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.program import Program, Terms
from chalicelib.handlers.console import list_deletion, list_item, list_order, list_review, list_table
from chalicelib.handlers.console.list_table import MENU
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Badge, Buttons, Cell, Column, Screen, Table, Text
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
            Action("Open", "lists", "programs", aria_label=f"Open {PROGRAMS}"),
        ],
    )
    columns = [Column("Menu item"), Column("What it is for"), Column("Items"), Column("Way to it")]
    return Screen(title="Client lists", blocks=[Table("Client maintenance", columns, rows)], trail=[HOME])


def programs(ask: Ask) -> Screen:
    """The referral programs and what they promise, to read."""
    currency = ask.studio.preferences.currency
    rows: list[list[Cell]] = [
        [
            (each.description, *([Badge("inactive")] if each.inactive else [])),
            _requirements(each.terms),
            _reward(each.terms, currency),
            _gift(each, currency),
        ]
        for each in sorted(ask.studio.programs.values(), key=lambda each: each.description.casefold())
    ]
    columns = [Column("Program"), Column("Requires"), Column("To the referrer"), Column("To the friend")]
    return Screen(
        title=PROGRAMS,
        blocks=[
            Text("Programs are shown here as they stand. A referral keeps the terms it began with."),
            Table("Programs", columns, rows, empty="There is no program yet."),
            Buttons([MENU]),
        ],
        trail=[HOME, MENU],
        back=MENU,
    )


def _counted(inactive: list[bool]) -> str:
    retired = sum(inactive)
    return f"{len(inactive) - retired}" + (f", {retired} retired" if retired else "")


def _requirements(terms: Terms) -> str:
    asked = [
        f"a new client within {terms.within_days} days" if terms.within_days is not None else "",
        "a session booked" if terms.session_booked else "",
        "a session completed" if terms.session_completed else "",
        "paid sales" if terms.paid_sales_min_cents is not None else "",
    ]
    return ", ".join(filter(None, asked)) or "nothing but the referral"


def _reward(terms: Terms, currency: str) -> str:
    return to_display(Cents(terms.reward_cents), currency) if terms.reward_cents else "no reward"


def _gift(program: Program, currency: str) -> str:
    gift = program.terms.gift
    if gift is None:
        return "no gift"
    return gift.text or (to_display(gift.cents, currency) if gift.cents is not None else "a gift")


VIEW = View(
    title="Client lists",
    acts={
        name: Act(shown, Role.MANAGER)
        for name, shown in {
            "": show,
            "programs": programs,
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
