"""The Loyalty Rewards Outstanding: what the studio owes with rewards as of a day, and what clients owe it.

Today is two calls, one for the studio and one for the names on the page; an earlier day reads the ledger
where it is short, and the rewards that it tells of. What is more stands in the file, which has it all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from chalicelib.domain.actor import Role
from chalicelib.domain.dates import local_date
from chalicelib.domain.money import to_display
from chalicelib.domain.records import to_plain
from chalicelib.domain.report_cells import location_words
from chalicelib.domain.reward_words import by_words, source_words
from chalicelib.domain.rewards_outstanding import LATER, NEVER, Figures, Line, Wanted
from chalicelib.flows.named import named
from chalicelib.flows.report import Plain
from chalicelib.flows.rewards_outstanding import (
    OWING_MAX,
    REWARDS_MAX,
    SHOWN_MAX,
    Read,
    read_outstanding,
)
from chalicelib.flows.rewards_outstanding_rows import REPORT, about, totals
from chalicelib.handlers.console.report_file import ReportFile
from chalicelib.handlers.console.report_span import NOT_A_DAY, last_of_dashboard
from chalicelib.handlers.console.report_words import location_choice, name_of, pages
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Bar,
    Block,
    Buttons,
    Cell,
    Chart,
    Column,
    Facts,
    Group,
    Kind,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.blocks import Line as Typed
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client

VIEW_NAME, TITLE = REPORT.name, REPORT.title
AS_OF, LOCATION = "as_of", "location"
TO_COME = "This day is still to come."
PAGE_ROWS = 50
COLUMNS = (
    *("Code", "Client", "Number", "Issued", "Issued for", "Left", "Last day", "Days left", "Source"),
    *("Location", "Created by"),
)
NUMBERS = ("Issued for", "Left", "Days left")


@dataclass(frozen=True)
class Chosen:
    """What was asked for, or what was typed with what is wrong with it."""

    wanted: Wanted | None
    as_of: str
    location: str
    error: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What a button carries to come to the same report again."""
        return {AS_OF: self.as_of, LOCATION: self.location}


def show(ask: Ask) -> Screen:
    """The report as of today, of the last day of the dashboard's time range, or as a button says."""
    return _screen(ask, _of_button(ask))


def look(ask: Ask) -> Screen:
    """The report of the day and location that were typed and chosen."""
    if not ask.form.arrived:
        return not_arrived(Action(TITLE, VIEW_NAME))
    return _screen(ask, _read(ask, ask.form.text(AS_OF), ask.form.text(LOCATION)))


def _of_button(ask: Ask) -> Chosen:
    today = _today(ask)
    as_of = ask.text(AS_OF) or min(last_of_dashboard(ask) or today, today).isoformat()
    return _read(ask, as_of, ask.text(LOCATION))


def _read(ask: Ask, as_of: str, location: str) -> Chosen:
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        return Chosen(None, as_of, location, NOT_A_DAY)
    if day > _today(ask):
        return Chosen(None, as_of, location, TO_COME)
    return Chosen(Wanted(as_of=day, location=location), as_of, location)


def _today(ask: Ask) -> date:
    return local_date(ask.now, ask.studio.preferences.local_zone())


def _screen(ask: Ask, chosen: Chosen) -> Screen:
    day = Typed(name=AS_OF, label="As of", value=chosen.as_of, kind=Kind.DAY, size=12, error=chosen.error)
    blocks: list[Block] = [
        Group("What the report is about", [day, location_choice(ask, LOCATION, chosen.location)], columns=2),
        Buttons([Action("Show the report", VIEW_NAME, "look", primary=True)]),
    ]
    if chosen.wanted is not None:
        read = read_outstanding(chosen.wanted, ask.studio, ask.now)
        blocks += _too_long(chosen) if read is None else _report(ask, chosen, chosen.wanted, read)
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def _too_long(chosen: Chosen) -> list[Block]:
    told = "The ledger is longer than a screen reads. A file has all of it; its figures are shown with it."
    return [
        Message("An earlier day is worked out from the whole ledger", [told]),
        Buttons([Action("Work it out", VIEW_NAME, "export", chosen.given, primary=True)]),
    ]


def _report(ask: Ask, chosen: Chosen, wanted: Wanted, read: Read) -> Iterator[Block]:
    if read.is_cut:
        yield Message(
            f"There are more than {REWARDS_MAX:,} rewards",
            [
                f"The figures below are of {REWARDS_MAX:,} of them. Let all of it be written as a file: "
                "figures of the whole come with it."
            ],
            Tone.WARNING,
        )
    yield from _figures(to_plain(wanted), read.figures.plain, ask)
    yield Buttons([Action("Write all of it as a CSV file", VIEW_NAME, "export", chosen.given)])
    yield from _rewards(ask, chosen, wanted, read.lines)
    if read.owed:
        yield from _owing(ask, read)


def _figures(about_what: Plain, made: Plain, ask: Ask) -> Iterator[Block]:
    """Totals, and what the studio owes by the month in which rewards end."""
    money = partial(to_display, currency=ask.studio.preferences.currency)
    words = {NEVER: "Never ends", LATER: "Later"}
    bars = [
        Bar(words.get(month, month), cents, f"{money(cents)} ({many:,})")
        for month, many, cents in Figures.of(made).months()
    ]
    yield Facts(totals(made, ask.studio), about(about_what, ask.studio))
    heads = ("Rewards end in", "Left (rewards)")
    yield Chart("What the studio owes by month of expiry", heads, bars, empty="No reward has value left.")


def _rewards(ask: Ask, chosen: Chosen, wanted: Wanted, lines: Sequence[Line]) -> Iterator[Block]:
    page = pages(ask, VIEW_NAME, chosen.given, min(len(lines), SHOWN_MAX), PAGE_ROWS)
    shown = lines[page.start : page.end]
    clients = named(each.client_id for each in shown)
    rows = [_row(each, wanted, clients, ask) for each in shown]
    columns = [Column(title, number=title in NUMBERS) for title in COLUMNS]
    caption = page.caption("Rewards with value left, those that end soonest first")
    yield Table(caption, columns, rows, empty="No reward has value left.", more=page.ways)
    if len(lines) > SHOWN_MAX:
        yield Text(f"{len(lines) - SHOWN_MAX:,} that end later stand in the file.")


def _row(line: Line, wanted: Wanted, clients: dict[str, Client], ask: Ask) -> Sequence[Cell]:
    client, days_left = clients.get(line.client_id), line.days_left(wanted.as_of)
    currency = ask.studio.preferences.currency
    return [
        line.code,
        name_of(client, ask),
        str(client.client_number or "") if client is not None else "",
        line.issued_on.isoformat(),
        to_display(line.face_cents, currency),
        to_display(line.remaining_cents, currency),
        line.expires_on.isoformat() if line.expires_on is not None else "never ends",
        f"{days_left:,}" if days_left is not None else "",
        source_words(line.source),
        location_words(line.location_id, ask.studio),
        by_words(line.created_by),
    ]


def _owing(ask: Ask, read: Read) -> Iterator[Block]:
    owed = read.owed[:OWING_MAX]
    clients = named(client_id for client_id, _ in owed)
    currency = ask.studio.preferences.currency
    rows: list[list[Cell]] = [
        [name_of(clients.get(client_id), ask), to_display(cents, currency)] for client_id, cents in owed
    ]
    columns = [Column("Client"), Column("Owes", number=True)]
    yield Table("What clients owe the studio, at all locations", columns, rows)
    if read.owing_is_cut or len(read.owed) > OWING_MAX:
        yield Text(
            f"More than {OWING_MAX:,} clients owe something. The figures that come with the file have all."
        )


def _of_file(ask: Ask) -> Plain | None:
    wanted = _of_button(ask).wanted
    return None if wanted is None else to_plain(wanted)


FILE = ReportFile(
    report=REPORT, wanted=_of_file, figures=_figures, a_row="One line for each reward with value left."
)
VIEW = View(title=TITLE, acts={"": Act(show, Role.VIEWER), "look": Act(look, Role.VIEWER), **FILE.acts})
