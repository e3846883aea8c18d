"""What came of saving a client's form: who it may be already, that it is stored, or that it cannot be."""

from collections.abc import Sequence

from chalicelib.flows.find_duplicates import Candidate
from chalicelib.handlers.console.client_form.shown import CLIENTS, screen
from chalicelib.handlers.console.client_form.work import VIEW, Work, name_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Message,
    Phone,
    Screen,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME


def duplicates(work: Work, ask: Ask, found: Sequence[Candidate]) -> Screen:
    """Who may be the same person, before anything is stored."""
    rows: list[list[Cell]] = []
    for each in found:
        client, name = each.client, name_of(each.client, ask.studio)
        phones = [
            Phone(str(line.get("number") or ""), str(line.get("label") or ""), client.call_warning or "")
            for line in client.phones[:3]
        ]
        number = "none" if client.client_number is None else str(client.client_number)
        opened = Action(
            "Open", "client", "", {"client": client.client_id}, aria_label=f"Open {name}, number {number}"
        )
        rows.append([name, number, "; ".join(client.emails[:3]), phones, ", ".join(each.why), opened])
    columns = [Column(title) for title in ("Client", "Number", "Email", "Phone", "Why", "What to do")]
    blocks: list[Block] = [
        Message(
            "This may be a client already; nothing was stored",
            [
                "Look at these first. What you typed is kept for a day: the start screen leads back to it.",
                "Families often share an email or a phone; then save it anyway. Two records of one person "
                "can be joined later.",
            ],
            Tone.WARNING,
        ),
        Table("Who it may be", columns, rows),
        Buttons(
            [work.action("Save anyway", "anyway", primary=True), work.action("Back to the form", "resume")]
        ),
    ]
    return screen(work, ask, blocks)


def gone(ask: Ask) -> Screen:
    """What to say of a client that cannot be edited."""
    return Screen(
        title="This client cannot be edited",
        blocks=[
            Message("It was erased, or joined with another record", ["Find the client again."], Tone.WARNING),
            Buttons([CLIENTS]),
        ],
        trail=[HOME],
    )


def saved(client_id: str, name: str, *, stored: bool) -> Screen:
    """What came of it, and where to go on."""
    told = Message("Saved", [f"{name} is stored."], Tone.GOOD)
    if not stored:
        told = Message("Nothing was different", [f"{name} stands as before."], Tone.INFO)
    ways = [
        Action(f"Open {name}", "client", "", {"client": client_id}, primary=True),
        Action("Picture", "picture", "", {"client": client_id}),
        Action("New client", VIEW, "new"),
    ]
    return Screen(title="Client saved", blocks=[told, Buttons(ways)], trail=[HOME, CLIENTS])
