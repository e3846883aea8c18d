"""A check or a rebuild in the background: how far it is, and what came of it."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.mending import MENDED
from chalicelib.domain.names import shown_name
from chalicelib.domain.night import PAGE_SIZE_MAX
from chalicelib.domain.night_step import Step
from chalicelib.domain.reconciliation import Difference
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.console.money_words import difference_cells
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Link,
    Message,
    Table,
    Tone,
)
from chalicelib.models.client import Client
from chalicelib.models.run import Run
from chalicelib.services.files import files

NAME = "money"
MONEY = Action("Is the money right?", NAME)
LINK_SECONDS = 3600
NAME_SHOWN = 60
NAMED = ("client_id", "client_ref", "first_name", "last_name", "company")


def progress(run_id: str, run: Run | None) -> list[Block]:
    """How far a run is that is not finished; None: its function has not begun it yet."""
    again = Buttons([Action("Look again", NAME, "run", {"run": run_id}, primary=True), MONEY])
    if run is None:
        return [Message("It is beginning", ["This takes a few seconds."]), again]
    of = f" of {run.pages}" if run.pages else ""
    said = f"{run.pages_done}{of} pages of at most {PAGE_SIZE_MAX} clients are done."
    return [Message("It is going on", [said, "You may leave this screen; it goes on by itself."]), again]


def rebuilt(ask: Ask, run: Run) -> Iterator[Block]:
    """What a finished rebuild wrote, and what it left."""
    figures = run.figures.get(Step.REBUILD.value, {})
    left = figures.get("left", 0) + figures.get("failed", 0)
    if left:
        title = "1 client still differs" if left == 1 else f"{left:,} clients still differ"
        said = "What was left is named below. Where a chain is broken nothing is written over it."
        yield Message(title, [said], Tone.WARNING)
    else:
        yield Message("Everything was put right", ["Check everything again to see it."], Tone.GOOD)
    yield Facts(
        [
            ("Ended", moment(run.finished_at, ask.known_studio)),
            ("Clients looked at", f"{figures.get('clients', 0):,}"),
            ("Clients put right", f"{figures.get('mended', 0):,}"),
            ("Clients who still differ", f"{left:,}"),
        ]
    )
    yield from found_table(ask, "What was written, and what was left", run.found or (), ended=True)
    yield from link(run.report_key)


def found_table(ask: Ask, caption: str, rows: Sequence[Sequence[str]], *, ended: bool = False) -> list[Block]:
    """The first lines of a run's report, each with a way to its client; nothing where there are none."""
    if not rows:
        return []
    ids = list(dict.fromkeys(row[1] for row in rows))
    clients = {each.client_id: each for each in Client.batch_get(ids, attributes_to_get=list(NAMED))}
    currency = ask.known_studio.preferences.currency
    titles = ["Client", "What", "Stored", "By the ledger and the invoices", *(["Now"] if ended else [])]
    opens = ask.actor.role.may_act_as(Role.OPERATOR)
    shown: list[list[Cell]] = []
    for row in rows:
        name = _name(clients.get(row[1]), row[0], ask.known_studio)
        given = {"client": row[1]}
        cells: list[Cell] = [Action(name, "client", "", given, plain=True) if opens else name]
        cells += difference_cells(Difference(row[2], row[3], row[4]), currency)
        cells += [_outcome(row)] if ended else []
        label = f"Look at the chain of {name}"
        cells += [Action("Look", NAME, "chain", given, aria_label=label)] if opens else []
        shown.append(cells)
    columns = [Column(title) for title in (*titles, *(["Its chain"] if opens else []))]
    return [Table(caption, columns, shown)]


def _outcome(row: Sequence[str]) -> Badge:
    return Badge("put right", Tone.GOOD) if row[5] == MENDED else Badge("left", Tone.WARNING)


def _name(client: Client | None, reference: str, studio: Studio) -> str:
    if client is None:
        return reference
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order)
    return (name or client.company or client.client_ref)[:NAME_SHOWN]


def link(key: str) -> list[Block]:
    """The way to a file of the bucket, for an hour."""
    return [Link("Download all of it as a CSV file", files().link(key, seconds=LINK_SECONDS))]
