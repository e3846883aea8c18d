"""The files that were imported last, with what was not taken of each. Two calls a screen."""

from chalicelib.flows.take_note import take_note_of_import
from chalicelib.flows.what_waits import IMPORTS_MAX
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.import_run import EndedImport

FIGURES = ("rows", "stored", "unchanged", "waiting", "refused")


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
    rows: list[list[Cell]] = []
    for each in EndedImport.latest(IMPORTS_MAX):
        seen: Cell = ""
        if each.for_a_person:
            label = f"Seen to: {each.key}"
            seen = Action("Seen to", "imports", "note", {"part": each.part}, aria_label=label)
        figures = [f"{each.figures.get(name, 0):,}" for name in FIGURES]
        rows.append([each.key, f"{each.started_at:%Y-%m-%d %H:%M} UTC", *figures, each.report_key, seen])
    columns = [
        Column("File"),
        Column("Begun"),
        *(Column(name.capitalize(), number=True) for name in FIGURES),
        Column("Report in the bucket"),
        Column("Seen to"),
    ]
    blocks: list[Block] = [
        *told,
        Text(
            "Put a CSV file into the studio's bucket under imports/clients/, imports/invoices/, "
            "imports/sessions/, imports/rewards/ or imports/enrollments/. "
            "Its report says of each row what became of it."
        ),
        Table("Files, the latest first", columns, rows, empty="No file was imported yet."),
        Buttons([HOME]),
    ]
    return Screen(title="Imports", blocks=blocks, trail=[HOME])


VIEW = View(title="Imports", acts={"": Act(show), "note": Act(note)})
