"""A list of clients as a CSV file: begun, looked at while it is written, and fetched.

Beginning asks for a transaction and one call of the function that writes; looking for one read.
"""

from datetime import timedelta

from chalicelib.domain import dates
from chalicelib.domain.client_list import client_list
from chalicelib.flows.begin_export import begin_export
from chalicelib.handlers.console.finding import CLIENTS
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Facts,
    Link,
    Message,
    Screen,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.export import Export
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings

LINK_SECONDS = 3600
STANDS_STILL_AFTER = timedelta(minutes=3)


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
    found = Export.find(ask.text("export"), ask.now)
    if found is not None and not found.is_finished:
        functions().start(settings.export_list_function, {"export": found.draft_id})
    return _screen(ask, found, is_going=True)


def _screen(ask: Ask, found: Export | None, *, is_going: bool = False) -> Screen:
    if found is None:
        return _gone()
    given = {"export": found.draft_id}
    facts = Facts([("List", found.title), ("Clients so far", f"{found.clients:,}")])
    blocks: list[Block] = [facts]
    if found.is_finished:
        blocks += [
            Message("The file is ready", ["The link below works for an hour."], Tone.GOOD),
            Link("Download the CSV file", files().link(found.key, seconds=LINK_SECONDS)),
            Text(
                "Its columns are those of a file of clients: you may change it and bring it in again. Cells "
                "that a spreadsheet would take for formulas have an apostrophe before them, which the import "
                "takes off. The file is removed within two days."
            ),
            Buttons([Action("A new link", "clients", "exported", given), CLIENTS]),
        ]
    elif ask.now - found.changed_at > STANDS_STILL_AFTER and not is_going:
        blocks += [
            Message("It stands still", ["Nothing was written for some minutes."], Tone.WARNING),
            Buttons([Action("Go on with it", "clients", "resume", given, primary=True), CLIENTS]),
        ]
    else:
        blocks += [
            Message("The file is being written", ["You may leave this screen; it is kept for a day."]),
            Buttons([Action("Look again", "clients", "exported", given, primary=True), CLIENTS]),
        ]
    return Screen(title="Export", blocks=blocks, trail=[HOME, CLIENTS])


def _gone() -> Screen:
    return Screen(
        title="This export is not there",
        blocks=[
            Text("Exports are kept for a day. Begin it again from its list."),
            Buttons([CLIENTS]),
        ],
        trail=[HOME, CLIENTS],
    )
