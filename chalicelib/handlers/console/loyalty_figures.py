"""What a night makes, or would make, of loyalty: in words, with its greatest rewards and its file."""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import to_display
from chalicelib.domain.names import shown_name
from chalicelib.flows.named import named
from chalicelib.handlers.console.loyalty_words import REASONS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Cell, Column, Link, Table
from chalicelib.models.client import Client
from chalicelib.models.run import Run
from chalicelib.services.files import files

LINK_SECONDS = 3600


def reasons_table(figures: Mapping[str, int], caption: str) -> Table:
    """How many clients get something, how many do not, and why."""
    rows = [
        [REASONS[reason], f"{figures[reason.value]:,}"] for reason in REASONS if figures.get(reason.value)
    ]
    return Table(caption, [Column("Clients who"), Column("How many", number=True)], rows)


def largest_table(ask: Ask, largest: Sequence[Sequence[object]], caption: str) -> Iterator[Block]:
    """The greatest rewards with the clients' names, by one call; nothing where there were none."""
    if not largest:
        return
    known = _clients([str(ref) for ref, _ in largest])
    rows = [[*_client(ask, str(ref), known), _money(ask, cents)] for ref, cents in largest]
    columns = [Column("Client"), Column("Number"), Column("Reward", number=True)]
    yield Table(caption, columns, rows)


def report_link(run: Run, label: str = "Every client, as a CSV file") -> Link:
    """The run's report; the link works for an hour."""
    return Link(label, files().link(run.report_key, seconds=LINK_SECONDS))


def _clients(refs: Sequence[str]) -> dict[str, Client]:
    """By the references in a report: a client without one of its own is known by its id."""
    found = named([*refs, *map(client_id_of_ref, refs)])
    known = {ref: found.get(client_id_of_ref(ref)) or found.get(ref) for ref in refs}
    return {ref: client for ref, client in known.items() if client is not None}


def _client(ask: Ask, ref: str, known: Mapping[str, Client]) -> list[Cell]:
    client = known.get(ref)
    if client is None:
        return [ref, ""]
    order = ask.studio.preferences.name_order
    name = shown_name(client.first_name, client.last_name, order) or client.company or ref
    number = "" if client.client_number is None else str(client.client_number)
    if not ask.actor.role.may_act_as(Role.OPERATOR):
        return [name, number]
    return [Action(name, "client", "", {"client": client.client_id}, plain=True), number]


def _money(ask: Ask, cents: object) -> str:
    return to_display(int(str(cents)), ask.studio.preferences.currency)
