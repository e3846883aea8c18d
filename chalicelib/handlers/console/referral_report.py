"""The Client Referral Report: who sent whom, what came of it, in figures, over time and by channel.

A call for each month of the span, one for the studio, one or two for the names on the page; the thousand
latest referrals of the span are looked at. What is more stands in the file, which has them all.
"""

from collections.abc import Iterator, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.referral_export import gift_words
from chalicelib.domain.referral_report import ALL, NONE, Figures, Line, OfReferrer, Wanted, by_referrer
from chalicelib.domain.referral_words import (
    CAME_BY,
    channel_words,
    noticed_words,
    reason_words,
    said,
    state_words,
)
from chalicelib.flows.named import named
from chalicelib.flows.referral_report import READ_MAX, Read, read_report
from chalicelib.flows.referral_report_rows import REPORT, about, program_words, totals
from chalicelib.flows.report import Plain
from chalicelib.handlers.console.report_file import ReportFile
from chalicelib.handlers.console.report_span import Span, controls, of_button, of_form
from chalicelib.handlers.console.summary.words import title_of, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Bar,
    Block,
    Buttons,
    Cell,
    Chart,
    Choice,
    Column,
    Facts,
    Heading,
    Message,
    Option,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client

VIEW_NAME, TITLE = REPORT.name, REPORT.title
PROGRAM = "program"
REFERRERS_MAX, FRIENDS_MAX = 8, 10
TONES = {"rewarded": Tone.GOOD, "held": Tone.WARNING, "expired": Tone.WARNING, "void": Tone.ERROR}
COLUMNS = (
    *("Referred client", "Program", "State", "Why", "Channel", "Known by", "Noticed", "Since"),
    *("Gift", "Reward", "Referral sales"),
)
MONEY = ("Reward", "Referral sales")


def show(ask: Ask) -> Screen:
    """The report of the dashboard's time range, or as a button says."""
    return _screen(ask, of_button(ask, [PROGRAM]))


def look(ask: Ask) -> Screen:
    """The report of the days and program that were typed and chosen."""
    if not ask.form.arrived:
        return not_arrived(Action(TITLE, VIEW_NAME))
    return _screen(ask, of_form(ask, [PROGRAM]))


def _screen(ask: Ask, span: Span) -> Screen:
    program = Choice(name=PROGRAM, label="Program", options=_programs(ask), value=span.chosen[PROGRAM])
    blocks: list[Block] = [
        controls(span, [program]),
        Buttons([Action("Show the report", VIEW_NAME, "look", primary=True)]),
    ]
    wanted = _wanted(span)
    if wanted is not None:
        blocks += _report(ask, span, wanted)
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def _wanted(span: Span) -> Wanted | None:
    if span.days is None:
        return None
    return Wanted(first_on=span.days.first_on, last_on=span.days.last_on, program=span.chosen[PROGRAM])


def _programs(ask: Ask) -> Sequence[Option]:
    programs = sorted(ask.studio.programs.values(), key=lambda each: each.description.casefold())
    ids = [ALL, NONE, *(each.program_id for each in programs)]
    return [Option(each, program_words(each, ask.studio)) for each in ids]


def _report(ask: Ask, span: Span, wanted: Wanted) -> Iterator[Block]:
    read = read_report(wanted, ask.studio)
    whole = Action("Write all of it as a CSV file", VIEW_NAME, "export", span.given)
    if read.is_cut:
        yield Message(
            f"There are more than {READ_MAX:,} referrals in these days",
            [
                f"The figures below are of the latest {READ_MAX:,}. Choose fewer days, or let all of it be "
                "written as a file: figures of the whole come with it."
            ],
            Tone.WARNING,
        )
    yield from _figures(to_plain(wanted), Figures().add(read.lines, wanted.step).plain, ask)
    yield Buttons([whole])
    yield from _referrers(read, span, wanted, ask)


def _figures(about_what: Plain, made: Plain, ask: Ask) -> Iterator[Block]:
    """Totals, the chart over time and the one by channel."""
    wanted, figures = from_plain(Wanted, about_what), Figures.of(made)
    yield Facts(totals(made, ask.studio), about(about_what, ask.studio))
    times = [Bar(label, number) for label, number in figures.times(wanted)]
    yield Chart("Referrals over time", (wanted.step.value.capitalize(), "Referrals"), times)
    channels = [Bar(label, number) for label, number in figures.channels()]
    yield Chart(
        "Referrals by channel", ("Channel", "Referrals"), channels, empty="No referral in these days."
    )


def _referrers(read: Read, span: Span, wanted: Wanted, ask: Ask) -> Iterator[Block]:
    found = by_referrer(read.lines, wanted.step)
    page = max(ask.whole("page") or 0, 0)
    shown = found[page * REFERRERS_MAX : (page + 1) * REFERRERS_MAX]
    clients = named(
        client_id
        for each in shown
        for client_id in (each.referrer_id, *(line.friend_id for line in each.lines[:FRIENDS_MAX]))
    )
    yield Heading(f"{len(found):,} referring clients" if len(found) != 1 else "1 referring client")
    for each in shown:
        yield from _referrer(each, clients, ask)
    ways = [
        Action(label, VIEW_NAME, "", {**span.given, "page": number})
        for label, number, is_there in (
            ("Previous referring clients", page - 1, page > 0),
            ("Next referring clients", page + 1, len(found) > (page + 1) * REFERRERS_MAX),
        )
        if is_there
    ]
    if ways:
        yield Buttons(ways)


def _referrer(each: OfReferrer, clients: dict[str, Client], ask: Ask) -> Iterator[Block]:
    currency = ask.studio.preferences.currency
    made = each.figures
    referrals = "1 referral" if made.referrals == 1 else f"{made.referrals:,} referrals"
    caption = (
        f"{_name(clients.get(each.referrer_id), ask)}: {referrals}, "
        f"rewards of {to_display(made.reward_cents, currency)}, "
        f"referral sales of {to_display(made.sales_cents, currency)}"
    )
    columns = [Column(title, number=title in MONEY) for title in COLUMNS]
    yield Table(caption, columns, [_row(line, clients, ask) for line in each.lines[:FRIENDS_MAX]])
    if len(each.lines) > FRIENDS_MAX:
        yield Text(f"{len(each.lines) - FRIENDS_MAX:,} earlier ones stand in the file.")


def _row(line: Line, clients: dict[str, Client], ask: Ask) -> Sequence[Cell]:
    currency = ask.studio.preferences.currency
    friend = clients.get(line.friend_id)
    name: Cell = _name(friend, ask)
    if friend is not None and ask.actor.role.may_act_as(Role.OPERATOR):
        name = way(friend, ask.studio)
    return [
        name,
        line.program_name or "none",
        Badge(state_words(line.state), TONES.get(line.state, Tone.INFO)),
        reason_words(line.reason),
        channel_words(line.evidence, line.channel),
        said(CAME_BY, line.evidence),
        noticed_words(line.noticed),
        line.created_on.isoformat(),
        gift_words(line, currency),
        to_display(line.reward_cents, currency) if line.reward_cents else "",
        to_display(line.sales_cents, currency),
    ]


def _name(client: Client | None, ask: Ask) -> str:
    return title_of(client, ask.studio) if client is not None else "A client who is gone"


def _of_button(ask: Ask) -> Plain | None:
    wanted = _wanted(of_button(ask, [PROGRAM]))
    return None if wanted is None else to_plain(wanted)


FILE = ReportFile(
    report=REPORT, wanted=_of_button, figures=_figures, a_row="One line for each referred client."
)
VIEW = View(title=TITLE, acts={"": Act(show, Role.VIEWER), "look": Act(look, Role.VIEWER), **FILE.acts})
