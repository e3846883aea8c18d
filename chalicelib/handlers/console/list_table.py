"""One list: its items in order, fifty a page. One call to show it, at most four to put it in order."""

from collections.abc import Sequence
from datetime import date

from chalicelib.domain.dates import local_date
from chalicelib.domain.lists import ANY, ListKind, id_of, is_protected, items_of, parent_of, words_of
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Item, Location, Organization, Status, Studio
from chalicelib.flows.order_list import order_seen
from chalicelib.handlers.console.list_words import LISTS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Kind,
    Line,
    Message,
    Screen,
    Table,
    Text,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME

MENU = Action("Client lists", "lists")
PAGE_SIZE = 50
LIMIT = "limit_lead_sources"
COLUMNS = {
    ListKind.STATUS: ("Due after", "Include in Loyalty Rewards", "Gives the client number"),
    ListKind.ORGANIZATION: ("Online name", "Visible online"),
    ListKind.LOCATION: ("Display name online",),
    ListKind.PROMOTION: ("Code", "Valid until"),
}


def kind_asked(ask: Ask) -> ListKind | None:
    """The list that the button named."""
    try:
        return ListKind(ask.text("kind"))
    except ValueError:
        return None


def way(kind: ListKind, parent_id: str = "", label: str = "") -> Action:
    """The way to a list; to a status's own reasons with `parent_id`."""
    return Action(label or LISTS[kind].title, "lists", "list", {"kind": kind.value, "parent": parent_id})


def no_such_list() -> Screen:
    """What to say when a button names no list."""
    told = Message("There is no such list", ["Choose it from the menu."], Tone.WARNING)
    return Screen(title="Client lists", blocks=[told, Buttons([MENU])], trail=[HOME, MENU])


def show(ask: Ask) -> Screen:
    """The items of one list, or the statuses that have reasons of their own."""
    kind = kind_asked(ask)
    return no_such_list() if kind is None else screen(ask, kind)


def screen(ask: Ask, kind: ListKind, *told: Block) -> Screen:
    """One list with what there is to tell above it."""
    words, parent_id, studio = LISTS[kind], ask.text("parent"), ask.studio
    if kind is ListKind.STATUS_REASON and not parent_id:
        return _statuses(studio, *told)
    title = words.title
    if parent_id:
        title += f": {'Any status' if parent_id == ANY else words_of(studio, ListKind.STATUS, parent_id)}"
    shown = items_of(studio, kind, parent_id)
    page = min(max(ask.whole("page") or 0, 0), max(len(shown) - 1, 0) // PAGE_SIZE)
    given = {"kind": kind.value, "parent": parent_id}
    rows = [
        _row(item, at, given, local_date(ask.now, studio.preferences.local_zone()))
        for at, item in enumerate(shown, 1)
        if page * PAGE_SIZE < at <= (page + 1) * PAGE_SIZE
    ]
    columns = ["Description", *COLUMNS.get(kind, ()), "Position", "Change"]
    caption = title if len(shown) <= PAGE_SIZE else f"{title}: {len(shown)} items, page {page + 1}"
    more = [
        Action(label, "lists", "list", {**given, "page": at})
        for label, at in (("Page before", page - 1), ("Next page", page + 1))
        if 0 <= at <= max(len(shown) - 1, 0) // PAGE_SIZE and at != page
    ]
    seen = {**given, "seen": order_seen(studio, kind, parent_id), "page": page}
    buttons = [Action(f"Add {words.any_one}", "lists", "new", given, primary=True)]
    if len(shown) > 1:
        buttons += [
            Action("Save the positions", "lists", "order", seen),
            Action("Order by description", "lists", "sort", seen),
        ]
    return Screen(
        title=title,
        blocks=[
            *told,
            Text(words.purpose),
            *(_limit(studio) if kind is ListKind.LEAD_SOURCE else ()),
            Table(caption, [Column(each) for each in columns], rows, more=more),
            Buttons(buttons),
        ],
        trail=[HOME, MENU, *([way(kind)] if parent_id else [])],
        back=way(kind, label="All statuses with their reasons") if parent_id else MENU,
    )


def _row(item: Item, at: int, given: dict[str, str], today: date) -> list[Cell]:
    badges = [Badge("retired", Tone.WARNING)] if item.inactive else []
    if isinstance(item, Promotion) and item.has_expired(today):
        badges.append(Badge("expired", Tone.WARNING))
    badges += [Badge("protected")] if is_protected(item) else []
    position = Line(
        name=f"at_{at}",
        label=f"Position of {item.description}",
        value=str(at),
        kind=Kind.WHOLE,
        size=4,
        compact=True,
    )
    change = [
        Action(label, "lists", do, {**given, "id": id_of(item)}, aria_label=f"{label} {item.description}")
        for label, do in (("Edit", "edit"), ("Delete", "delete"))
        if do == "edit" or not is_protected(item)
    ]
    return [(item.description, *badges), *_settings(item), position, change]


def _settings(item: Item) -> list[Cell]:
    if isinstance(item, Status):
        days = item.duration_days
        due = "" if days is None else f"{days} {'day' if days == 1 else 'days'}"
        return [due, _yes(item.include_in_loyalty), _yes(item.gives_number)]
    if isinstance(item, Organization):
        return [item.online_name, _yes(item.visible_online)]
    if isinstance(item, Promotion):
        return [item.code, item.valid_until.isoformat() if item.valid_until else "always"]
    return [item.display_name] if isinstance(item, Location) else []


def _statuses(studio: Studio, *told: Block) -> Screen:
    kind = ListKind.STATUS_REASON
    reasons = items_of(studio, kind)
    rows: list[list[Cell]] = [
        [
            (each.description, *([Badge("retired", Tone.WARNING)] if each.inactive else [])),
            str(sum(parent_of(reason) == id_of(each) for reason in reasons)),
            way(kind, id_of(each), f"Reasons of {each.description}"),
        ]
        for each in items_of(studio, ListKind.STATUS)
    ]
    of_any = items_of(studio, kind, ANY)
    if of_any:
        rows.append(["Any status", str(len(of_any)), way(kind, ANY, "Reasons of any status")])
    columns = [Column("Status"), Column("Reasons", number=True), Column("Way to them")]
    return Screen(
        title=LISTS[kind].title,
        blocks=[*told, Text(LISTS[kind].purpose), Table("Statuses and their reasons", columns, rows)],
        trail=[HOME, MENU],
        back=MENU,
    )


def _limit(studio: Studio) -> Sequence[Block]:
    tick = Tick(
        name=LIMIT,
        label="Limit to list",
        value=studio.preferences.limit_lead_sources,
        hint="Yes: a lead source must be one of these. No: another may be typed, which is not added here.",
    )
    return [Group("Typing lead sources", [tick]), Buttons([Action("Save the limit", "lists", "limit")])]


def _yes(value: bool) -> str:
    return "yes" if value else "no"
