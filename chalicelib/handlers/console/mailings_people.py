"""The third step of a mailing: whom it goes to, gathered in the background, to look through and untick."""

from datetime import timedelta

from chalicelib.domain.mailing import UNTICKED_MAX, State
from chalicelib.domain.recipients import in_words
from chalicelib.flows.mailing_report import People, people
from chalicelib.handlers.console.client_name import name_of
from chalicelib.handlers.console.mailings_words import MAILINGS, local, reasons
from chalicelib.handlers.console.mailings_work import Step, Work
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Message,
    Screen,
    Table,
    Text,
    Tick,
    Tone,
)
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Side, page_before, recipients

STANDS_STILL_AFTER = timedelta(minutes=3)


def people_screen(work: Work, mailing: Mailing) -> Screen:
    """A page of the list, or how far the making of it is."""
    if mailing.state == State.GATHERING:
        return _making(work, mailing)
    at = work.ask.text("at")
    work.carried["at"] = at
    page = people(mailing.mailing_id, Side.TO, at)
    to, unticked = mailing.found.get("to", 0), len(work.unticked)
    blocks: list[Block] = [
        Text("; ".join(in_words(work.whom[0], work.ask.studio)) + "."),
        Facts(
            [
                ("Get it", f"{to - unticked:,}"),
                ("Taken off by you", f"{unticked:,}"),
                ("Would not get it", f"{mailing.found.get('not', 0):,}"),
                ("Made", local(mailing.created_at, work.ask.studio)),
            ]
        ),
        *_left_out(work, mailing),
        _table(work, page, at),
        Buttons(
            [
                work.go("Go on: when", Step.WHEN, primary=True),
                Action(
                    "Make the list anew",
                    MAILINGS,
                    "anew",
                    {"draft": work.draft.draft_id, "mailing": mailing.mailing_id},
                    confirm="Make the list anew? Whom you took off is on it again.",
                ),
            ]
        ),
    ]
    return work.screen("Mailing: the list", blocks)


def unticked_after(work: Work, mailing: Mailing) -> list[str]:
    """Who is off the list, by what came with the page that was shown: its rows are walked, never the form."""
    shown = {row.client_id for row in recipients(mailing.mailing_id, Side.TO, work.ask.text("at")).rows}
    form = work.ask.form
    off = {client_id for client_id in shown if not form.ticked(_name(client_id))}
    return sorted((set(work.unticked) - shown) | off)


def turned(work: Work, mailing: Mailing) -> str:
    """The part behind which the page begins that is asked for from the one that was shown."""
    at, turn = work.ask.text("at"), work.ask.text("turn")
    if turn == "next":
        return recipients(mailing.mailing_id, Side.TO, at).after
    if turn == "previous":
        return page_before(mailing.mailing_id, Side.TO, at) if at else ""
    return at


def too_many() -> Message:
    """What to say when more were taken off than a mailing remembers."""
    lines = [f"At most {UNTICKED_MAX:,} people can be taken off one by one. Choose fewer in the first step."]
    return Message("These were not taken off", lines, Tone.WARNING)


def _making(work: Work, mailing: Mailing) -> Screen:
    looked_at = sum(mailing.found.get(side, 0) for side in (Side.TO, Side.NOT))
    again = work.go("Look again", Step.PEOPLE, primary=True)
    lines = ["You may leave this screen: it goes on by itself, and the work waits on the first screen."]
    blocks: list[Block] = [
        Message("The list is being made", lines),
        Facts([("On the list so far", f"{looked_at:,}")]),
    ]
    since = mailing.lease_until or mailing.created_at
    ways = [again]
    if work.ask.now - since > STANDS_STILL_AFTER:
        given = {"draft": work.draft.draft_id}
        blocks.append(Message("It stands still", ["Nothing happened for some minutes."], Tone.WARNING))
        ways.append(Action("Go on with it", MAILINGS, "push", given))
    return work.screen("Mailing: the list", [*blocks, Buttons(ways)])


def _left_out(work: Work, mailing: Mailing) -> list[Block]:
    if not mailing.found.get("not"):
        return []
    rows: list[list[Cell]] = [[words, f"{number:,}"] for words, number in reasons(mailing.found)]
    given = {"mailing": mailing.mailing_id, "side": Side.NOT.value, "draft": work.draft.draft_id}
    return [
        Table("Who would not get it, and why", [Column("Why"), Column("How many", number=True)], rows),
        Buttons([Action("Who they are", MAILINGS, "people", given)]),
    ]


def _table(work: Work, page: People, at: str) -> Table:
    studio, off = work.ask.studio, set(work.unticked)
    rows: list[list[Cell]] = []
    for each in page.people:
        name = name_of(each.client, studio)
        number = each.client.client_number if each.client is not None else None
        tick = Tick(
            name=_name(each.row.client_id),
            label=f"Send to {name}",
            value=each.row.client_id not in off,
            compact=True,
        )
        rows.append([name, str(number) if number is not None else "", tick])
    more = []
    if at:
        more.append(work.go("Keep and go to the previous page", Step.PEOPLE, turn="previous"))
    if page.after:
        more.append(work.go("Keep and go to the next page", Step.PEOPLE, turn="next"))
    more.append(work.go("Keep this page", Step.PEOPLE, turn="stay"))
    columns = [Column("Client"), Column("Number", number=True), Column("Send")]
    return Table("Who gets it", columns, rows, empty="Nobody would get it.", more=more)


def _name(client_id: str) -> str:
    return f"send_{client_id}"
