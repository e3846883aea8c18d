"""Mailings: the list of them, and the ways to a new one and to each that stands."""

from datetime import datetime

from chalicelib.domain.actor import Role
from chalicelib.handlers.console import mailings_shown, mailings_steps
from chalicelib.handlers.console.mailings_words import MAILINGS, local, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Cell, Column, Screen, Table, Text
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.mailing import latest

SHOWN = 20
NEW = Action("New mailing", MAILINGS, "new", primary=True)


def show(ask: Ask) -> Screen:
    """All mailings, the newest first."""
    before = _instant(ask.text("before"))
    found = latest(SHOWN + 1, before)
    rows: list[list[Cell]] = []
    for each in found[:SHOWN]:
        at = local(each.begins_at or each.created_at, ask.studio)
        given = {"mailing": each.mailing_id}
        opened = Action("Open", MAILINGS, "show", given, aria_label=f"Open {each.title}, {at}")
        to = f"{each.found.get('to', 0):,}"
        sent = f"{each.figures.get('queued', 0):,}"
        rows.append([each.title, at, state_badge(each.state), to, sent, opened])
    more = []
    if len(found) > SHOWN:
        more.append(
            Action("Earlier mailings", MAILINGS, "", {"before": found[SHOWN - 1].created_at.isoformat()})
        )
    columns = [
        Column("Mailing"),
        Column("Begun"),
        Column("State"),
        Column("On the list", number=True),
        Column("Written to", number=True),
        Column("Go on"),
    ]
    return Screen(
        title="Mailings",
        blocks=[
            Text("One letter to many clients, who may be enrolled in a referral program by it."),
            Buttons([NEW]),
            Table("Mailings", columns, rows, empty="There was no mailing yet.", more=more),
        ],
        trail=[HOME],
    )


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


VIEW = View(
    title="Mailings",
    acts={
        "": Act(show, Role.OPERATOR),
        "new": Act(mailings_steps.new, Role.OPERATOR),
        "resume": Act(mailings_steps.resume, Role.OPERATOR),
        "go": Act(mailings_steps.go, Role.OPERATOR),
        "anew": Act(mailings_steps.anew, Role.OPERATOR),
        "push": Act(mailings_steps.push, Role.OPERATOR),
        "confirm": Act(mailings_steps.confirm, Role.OPERATOR),
        "show": Act(mailings_shown.shown, Role.OPERATOR),
        "stop": Act(mailings_shown.stop, Role.OPERATOR),
        "go_on": Act(mailings_shown.resume, Role.OPERATOR),
        "report": Act(mailings_shown.report, Role.OPERATOR),
        "people": Act(mailings_shown.people_of, Role.OPERATOR),
    },
)
