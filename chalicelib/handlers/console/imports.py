"""The files that were imported or tried last, with what was not taken of each. Two calls a screen."""

from chalicelib.flows.take_note import take_note_of_import
from chalicelib.flows.what_waits import IMPORTS_MAX
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Cell,
    Column,
    Link,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.import_run import EndedImport
from chalicelib.services.files import files

FIGURES = ("rows", "stored", "unchanged", "waiting", "refused")
LINK_SECONDS = 3600
HOW = (
    "Put a CSV file into the studio's bucket under imports/clients/, imports/invoices/, imports/sessions/, "
    "imports/rewards/ or imports/enrollments/. Its report says of each row that was not taken why."
)
TRY = (
    "To see first what a file of clients would do, put it under imports/dry-run/clients/: nothing is stored, "
    "and the report says of each row what it would do."
)


def show(ask: Ask) -> Screen:
    """The latest files, and how to bring one in."""
    return _list([])


def note(ask: Ask) -> Screen:
    """The operator has seen to the rows that were not taken."""
    stood = take_note_of_import(ask.text("part"), actor=ask.actor, now=ask.now)
    if stood:
        return _list([Message("Noted", ["The file no longer waits."], Tone.GOOD)])
    return _list([Message("It was noted already", ["Somebody else was quicker."], Tone.INFO)])


def _list(told: list[Block]) -> Screen:
    columns = [
        Column("File"),
        Column("Begun"),
        *(Column(name.capitalize(), number=True) for name in FIGURES),
        Column("Report"),
        Column("Seen to"),
    ]
    rows = [_row(each) for each in EndedImport.latest(IMPORTS_MAX)]
    table = Table("Files, the latest first", columns, rows, empty="No file was imported yet.")
    return Screen(title="Imports", blocks=[*told, Text(HOW), Text(TRY), table], trail=[HOME])


def _row(each: EndedImport) -> list[Cell]:
    name: Cell = (each.key, Badge("dry run")) if each.dry_run else each.key
    figures = [f"{each.figures.get(figure, 0):,}" for figure in FIGURES]
    report = Link(f"Report of {each.key}", files().link(each.report_key, seconds=LINK_SECONDS))
    seen: Cell = ""
    if each.for_a_person:
        label = f"Seen to: {each.key}"
        seen = Action("Seen to", "imports", "note", {"part": each.part}, aria_label=label)
    return [name, f"{each.started_at:%Y-%m-%d %H:%M} UTC", *figures, report, seen]


VIEW = View(title="Imports", acts={"": Act(show), "note": Act(note)})
