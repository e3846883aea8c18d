"""Where clients are found, and the lists of them.

The menu asks for no more than the studio's one Query, a page of a list for two calls more and at most 50
items, at any number of clients.
"""

from collections.abc import Iterator

from chalicelib.domain import dates
from chalicelib.domain.client_list import BY_ITEM, BY_MONTH, WHOLE, ClientList, choices, client_list
from chalicelib.domain.lists import ListKind
from chalicelib.flows.find_clients import list_clients
from chalicelib.handlers.console.client_rows import client_table, pages
from chalicelib.handlers.console.exports import export, exported, resume
from chalicelib.handlers.console.finding import CLIENTS, find, finder
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choice,
    Column,
    Heading,
    Option,
    Screen,
    Table,
    Text,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View

OFFERED_MAX = 60
"""A list of more items has a page of its own to choose from."""
ITEMS_SHOWN = 100


def menu(ask: Ask) -> Screen:
    """Where to look for a client, and every list of clients. One call."""
    return Screen(
        title="Clients",
        blocks=[
            *finder("", None),
            Heading("Lists of clients"),
            Table("Lists", [Column("List"), Column("Of which"), Column("Go on")], list(_menu_rows(ask))),
        ],
        trail=[HOME],
    )


def show_list(ask: Ask) -> Screen:
    """A page of a list, in the order of names or days."""
    wanted = _list_of(ask)
    if wanted is None:
        return _no_list()
    after, before = ask.text("after"), ask.text("before")
    found = list_clients(wanted.heading, until=wanted.until, after=after, before=before)
    given = {"list": wanted.kind, "item": wanted.item_id}
    again = Action("First page", "clients", "list", given)
    ways = pages(found, again)
    if after or before:
        ways.insert(0, again)
    table = client_table(
        wanted.title, found, ask.known_studio, more=ways, empty="Nobody is here.", day_title=wanted.day_title
    )
    blocks: list[Block] = [table]
    if found.clients:
        sure = "This file will have everything that is known of these clients. Write it?"
        blocks.append(Buttons([Action("Export this list as CSV", "clients", "export", given, confirm=sure)]))
    return Screen(title=wanted.title, blocks=blocks, trail=[HOME, CLIENTS])


def items(ask: Ask) -> Screen:
    """The items of one long list, each a way to its clients."""
    kind = ask.text("list")
    if kind not in BY_ITEM:
        return _no_list()
    every = choices(kind, ask.studio)
    start = max(ask.whole("from") or 0, 0)
    shown = every[start : start + ITEMS_SHOWN]
    rows: list[list[Cell]] = [[label, _show(kind, label, item_id)] for item_id, label in shown]
    more = []
    if start:
        more.append(_items(kind, "Previous page", max(start - ITEMS_SHOWN, 0)))
    if start + ITEMS_SHOWN < len(every):
        more.append(_items(kind, "Next page", start + ITEMS_SHOWN))
    label = BY_ITEM[ListKind(kind)]
    return Screen(
        title=f"Clients by {label.lower()}",
        blocks=[Table(label, [Column(label), Column("Go on")], rows, more=more)],
        trail=[HOME, CLIENTS],
    )


def _list_of(ask: Ask) -> ClientList | None:
    kind = ask.text("list")
    item_id = ask.text("item") or ask.form.text(f"of_{kind}")
    today = dates.local_date(ask.now, ask.known_studio.preferences.local_zone())
    return client_list(kind, item_id, ask.known_studio, today)


def _menu_rows(ask: Ask) -> Iterator[list[Cell]]:
    for kind, title in WHOLE.items():
        yield [title, "", Action("Show", "clients", "list", {"list": kind}, aria_label=f"Show: {title}")]
    month = dates.local_date(ask.now, ask.studio.preferences.local_zone()).month
    for kind, title in (
        *BY_ITEM.items(),
        *((kind, f"{title} of a month") for kind, title in BY_MONTH.items()),
    ):
        offered = choices(kind, ask.studio)
        if len(offered) > OFFERED_MAX:
            yield [title, f"{len(offered)} items", _items(kind, "Choose", 0)]
        elif offered:
            options = [Option(item_id, label) for item_id, label in offered]
            value = f"{month:02d}" if kind in BY_MONTH else ""
            choice = Choice(name=f"of_{kind}", label=title, options=options, value=value, compact=True)
            yield [title, choice, _show(kind, title)]


def _show(kind: str, label: str, item_id: str = "") -> Action:
    given = {"list": kind, **({"item": item_id} if item_id else {})}
    return Action("Show", "clients", "list", given, aria_label=f"Show: {label}")


def _items(kind: str, label: str, start: int) -> Action:
    aria_label = f"Choose: {kind.replace('_', ' ')}" if label == "Choose" else ""
    return Action(label, "clients", "items", {"list": kind, "from": start}, aria_label=aria_label)


def _no_list() -> Screen:
    return Screen(
        title="There is no such list",
        blocks=[Text("It may have been deleted meanwhile, or nothing was chosen."), Buttons([CLIENTS])],
        trail=[HOME, CLIENTS],
    )


VIEW = View(
    title="Clients",
    acts={
        "": Act(menu),
        "find": Act(find),
        "list": Act(show_list),
        "items": Act(items),
        "export": Act(export),
        "exported": Act(exported),
        "resume": Act(resume),
    },
)
