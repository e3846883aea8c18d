"""Clients as rows of a table, each with its button; and the pages of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.client_list import day_of
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_clients import Found, Listed
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Badge, Cell, Column, Phone, Piece, Table
from chalicelib.models.client import Client

PHONES_SHOWN = 4
TEXT_SHOWN = 80


@dataclass(frozen=True, kw_only=True)
class Pick:
    """Why somebody is looked for: the act that wants a client, with what it carries.

    The client's id is added under `key`. `without` is a client who cannot be chosen, such as oneself.
    """

    view: str
    do: str
    key: str
    given: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    without: str = ""

    @property
    def carried(self) -> dict[str, Any]:
        """What the buttons of the finder carry, so that it stays one."""
        return {
            "pick": {
                "view": self.view,
                "do": self.do,
                "key": self.key,
                "given": dict(self.given),
                "title": self.title,
                "without": self.without,
            }
        }

    def chosen(self, client_id: str, name: str) -> Action:
        """The button that goes on with a client."""
        given = {**self.given, self.key: client_id}
        return Action("Choose", self.view, self.do, given, aria_label=f"Choose {name}")

    @property
    def cancelled(self) -> Action:
        """The button that goes back without one: the same act, without the key."""
        return Action("Cancel: choose nobody", self.view, self.do, dict(self.given))


def pick_of(ask: Ask) -> Pick | None:
    """The pick that the button carried; None where clients are looked for to be opened."""
    told = ask.given.get("pick")
    if not isinstance(told, Mapping) or not all(isinstance(told.get(name), str) for name in ("view", "key")):
        return None
    given = told.get("given")
    return Pick(
        view=told["view"],
        do=str(told.get("do") or ""),
        key=told["key"],
        given=dict(given) if isinstance(given, Mapping) else {},
        title=str(told.get("title") or ""),
        without=str(told.get("without") or ""),
    )


def client_table(
    caption: str,
    found: Found,
    studio: Studio,
    *,
    more: Sequence[Action],
    empty: str,
    pick: Pick | None = None,
    day_title: str = "",
) -> Table:
    """The page as a table; `more` are its ways on."""
    titles = ["Client", "Number", "Status", "Phones", "City", *([day_title] if day_title else []), "Go on"]
    columns = [Column(title, number=title == "Number") for title in titles]
    rows = [_row(each, studio, pick, has_day=bool(day_title)) for each in found.clients]
    return Table(caption, columns, rows, empty=empty, more=more)


def pages(found: Found, again: Action) -> list[Action]:
    """The buttons to the previous and the next page of what `again` shows."""

    def to(label: str, **cursor: str) -> Action:
        return Action(label, again.view, again.do, {**again.given, **cursor})

    ways = [to("Previous page", before=found.before)] if found.before else []
    return [*ways, *([to("Next page", after=found.after)] if found.after else [])]


def name_of(client: Client, studio: Studio) -> str:
    """What the client is called, or what stands for that."""
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order)
    return _short(name or client.company or f"Client {client.client_number or client.client_id}")


def _row(listed: Listed, studio: Studio, pick: Pick | None, *, has_day: bool) -> list[Cell]:
    client = listed.client
    name = name_of(client, studio)
    status = studio.statuses.get(client.status_id or "")
    return [
        _names(client, name),
        str(client.client_number) if client.client_number is not None else "prospect",
        status.description if status is not None else "",
        _phones(client),
        _short(client.city or ""),
        *([day_of(listed.place)] if has_day else []),
        _button(client, name, pick),
    ]


def _names(client: Client, name: str) -> list[Piece]:
    """The name, the company, and the secondary contact, by whom the client may have been found."""
    pieces: list[Piece] = [name]
    if client.company and client.company != name:
        pieces.append(f"({_short(client.company)})")
    for member in client.family or ():
        if member.get("secondary_contact"):
            other = f"{member.get('first_name') or ''} {member.get('last_name') or ''}".strip()
            pieces.append(f"with {_short(other)}")
    if client.merged_into:
        pieces.append(Badge("joined to another record"))
    return pieces


def _phones(client: Client) -> Cell:
    lines = client.phones or []
    phones: list[Piece] = [
        Phone(_short(str(line.get("number") or "")), str(line.get("label") or ""), client.call_warning or "")
        for line in lines[:PHONES_SHOWN]
    ]
    if len(lines) > PHONES_SHOWN:
        phones.append(f"and {len(lines) - PHONES_SHOWN} more")
    return phones or ""


def _button(client: Client, name: str, pick: Pick | None) -> Cell:
    client_id = client.merged_into or client.client_id
    if pick is None:
        return Action("Open", "client", given={"client": client_id}, aria_label=f"Open {name}")
    return "" if client_id == pick.without else pick.chosen(client_id, name)


def _short(text: str) -> str:
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…"
