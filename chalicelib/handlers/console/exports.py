"""A list of clients as a CSV file: begun, looked at while it is written, and fetched.

Beginning asks for a transaction and one call of the function that writes; looking for one read.
"""

from chalicelib.domain import dates
from chalicelib.domain.client_list import client_list
from chalicelib.flows.begin_export import begin_export
from chalicelib.handlers.console.finding import CLIENTS
from chalicelib.handlers.console.written_file import WrittenFile, resumed
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Buttons, Facts, Screen, Text
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.export import Export
from chalicelib.services.functions import functions
from chalicelib.settings import settings

FILE = WrittenFile("clients", CLIENTS)
READY = [
    Text(
        "Its columns are those of a file of clients: you may change it and bring it in again. Cells "
        "that a spreadsheet would take for formulas have an apostrophe before them, which the import "
        "takes off. The file is removed within two days."
    )
]


def export(ask: Ask) -> Screen:
    """Begin the export of the list that the button names."""
    today = dates.local_date(ask.now, ask.studio.preferences.local_zone())
    wanted = client_list(ask.text("list"), ask.text("item"), ask.studio, today)
    if wanted is None:
        return _gone()
    export_id = begin_export(
        wanted,
        actor=ask.actor,
        functions=functions(),
        function_name=settings.export_list_function,
        now=ask.now,
    )
    return _screen(ask, Export.find(export_id, ask.now))


def exported(ask: Ask) -> Screen:
    """Where an export stands, and the way to its file."""
    return _screen(ask, Export.find(ask.text("export"), ask.now))


def resume(ask: Ask) -> Screen:
    """Set the function going again for an export that stands still. It goes on where that stands."""
    return _screen(ask, resumed(ask), is_going=True)


def _screen(ask: Ask, found: Export | None, *, is_going: bool = False) -> Screen:
    if found is None:
        return _gone()
    facts = Facts([("List", found.title), ("Clients so far", f"{found.clients:,}")])
    return Screen(
        title="Export",
        blocks=[facts, *FILE.blocks(ask, found, READY, is_going=is_going)],
        trail=[HOME, CLIENTS],
    )


def _gone() -> Screen:
    return Screen(
        title="This export is not there",
        blocks=[
            Text("Exports are kept for a day. Begin it again from its list."),
            Buttons([CLIENTS]),
        ],
        trail=[HOME, CLIENTS],
    )
