"""The Loyalty Rewards Activity: what was issued and redeemed, and every other entry, in a span of days.

A call for each month of the span, one for the studio, one for the rewards and one for the names on the page;
the thousand latest entries of the span are looked at. What is more stands in the file, which has them all.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.report_cells import ALL, location_words
from chalicelib.domain.reward_words import KINDS, SOURCES, by_words, kind_words, source_words
from chalicelib.domain.rewards_activity import BOTH, Figures, Line, Wanted
from chalicelib.flows.named import named
from chalicelib.flows.report import Plain
from chalicelib.flows.rewards_activity import (
    READ_MAX,
    REPORT,
    Told,
    about,
    chosen_kind,
    read_activity,
    rewards_of,
    totals,
)
from chalicelib.handlers.console.report_file import ReportFile
from chalicelib.handlers.console.report_span import Span, controls, of_button, of_form
from chalicelib.handlers.console.report_words import location_choice, name_of, pages
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choice,
    Column,
    Facts,
    Message,
    Option,
    Screen,
    Stack,
    Stacks,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client

VIEW_NAME, TITLE = REPORT.name, REPORT.title
KIND, SOURCE, LOCATION = "kind", "source", "location"
CHOSEN = (KIND, SOURCE, LOCATION)
SHOWN_MAX = 50
COLUMNS = (
    *("Code", "Entry", "Amount", "Day", "Issued", "Expires", "Client", "Number", "By", "Reward created by"),
    *("Invoice", "Source", "Location"),
)


def show(ask: Ask) -> Screen:
    """The report of the dashboard's time range, or as a button says."""
    return _screen(ask, of_button(ask, CHOSEN))


def look(ask: Ask) -> Screen:
    """The report of the days and entries that were typed and chosen."""
    if not ask.form.arrived:
        return not_arrived(Action(TITLE, VIEW_NAME))
    return _screen(ask, of_form(ask, CHOSEN))


def _screen(ask: Ask, span: Span) -> Screen:
    blocks: list[Block] = [
        controls(span, _choices(ask, span)),
        Buttons([Action("Show the report", VIEW_NAME, "look", primary=True)]),
    ]
    wanted = _wanted(span)
    if wanted is not None:
        blocks += _report(ask, span, wanted)
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def _choices(ask: Ask, span: Span) -> Sequence[Choice]:
    kinds = [Option(each, chosen_kind(each)) for each in (ALL, BOTH, *(kind.value for kind in KINDS))]
    sources = [Option(ALL, "All sources"), *(Option(each.value, words) for each, words in SOURCES.items())]
    return [
        Choice(name=KIND, label="Entries", options=kinds, value=span.chosen[KIND]),
        Choice(name=SOURCE, label="Rewards from", options=sources, value=span.chosen[SOURCE]),
        location_choice(ask, LOCATION, span.chosen[LOCATION]),
    ]


def _wanted(span: Span) -> Wanted | None:
    if span.days is None:
        return None
    return Wanted(first_on=span.days.first_on, last_on=span.days.last_on, **span.chosen)


def _report(ask: Ask, span: Span, wanted: Wanted) -> Iterator[Block]:
    read = read_activity(wanted, ask.studio)
    if read.is_cut:
        yield Message(
            f"There are more than {READ_MAX:,} entries in these days",
            [
                f"The figures below are of the latest {READ_MAX:,}. Choose fewer days, or let all of it be "
                "written as a file: figures of the whole come with it."
            ],
            Tone.WARNING,
        )
    yield from _figures(to_plain(wanted), Figures().add(read.lines, wanted.step).plain, ask)
    yield Buttons([Action("Write all of it as a CSV file", VIEW_NAME, "export", span.given)])
    yield _entries(ask, span, read.lines)


def _figures(about_what: Plain, made: Plain, ask: Ask) -> Iterator[Block]:
    """Totals by kind of entry, and what was issued and redeemed over time and by source."""
    wanted, figures = from_plain(Wanted, about_what), Figures.of(made)
    money = partial(to_display, currency=ask.studio.preferences.currency)

    def stacks(rows: Iterable[tuple[str, int, int]]) -> list[Stack]:
        return [Stack(label, pair, [*map(money, pair)]) for label, *pair in rows]

    yield Facts(totals(made, ask.studio) or [("Entries", "None")], about(about_what, ask.studio))
    parts = ("Issued", "Redeemed")
    yield Stacks(
        "Issued and redeemed over time",
        wanted.step.value.capitalize(),
        parts,
        stacks(figures.times(wanted)),
    )
    by_source = [(source_words(source), issued, used) for source, issued, used in figures.sources()]
    yield Stacks(
        "Issued and redeemed by source",
        "Source",
        parts,
        stacks(by_source),
        empty="Nothing was issued or redeemed in these days.",
    )


def _entries(ask: Ask, span: Span, lines: Sequence[Line]) -> Table:
    page = pages(ask, VIEW_NAME, span.given, len(lines), SHOWN_MAX)
    shown = lines[page.start : page.end]
    clients = named(each.client_id for each in shown)
    rewards = rewards_of(shown, ask.studio)
    rows = [_row(each, rewards.get(each.reward_key or ("", ""), {}), clients, ask) for each in shown]
    numbers = ("Amount",)
    columns = [Column(title, number=title in numbers) for title in COLUMNS]
    empty = "No entry in these days."
    return Table(page.caption("Entries, the latest first"), columns, rows, empty=empty, more=page.ways)


def _row(line: Line, reward: Told, clients: dict[str, Client], ask: Ask) -> Sequence[Cell]:
    client = clients.get(line.client_id)
    return [
        str(reward.get("code") or ""),
        kind_words(line.kind),
        to_display(line.cents, ask.studio.preferences.currency),
        line.on.isoformat(),
        str(reward.get("issued_on") or ""),
        str(reward.get("expires_on") or ("never" if reward else "")),
        name_of(client, ask),
        str(client.client_number or "") if client is not None else "",
        by_words(line.by),
        by_words(str(reward.get("created_by") or "")),
        line.invoice,
        source_words(line.source),
        location_words(reward.get("location_id"), ask.studio),
    ]


def _of_button(ask: Ask) -> Plain | None:
    wanted = _wanted(of_button(ask, CHOSEN))
    return None if wanted is None else to_plain(wanted)


FILE = ReportFile(report=REPORT, wanted=_of_button, figures=_figures, a_row="One line for each entry.")
VIEW = View(title=TITLE, acts={"": Act(show, Role.VIEWER), "look": Act(look, Role.VIEWER), **FILE.acts})
