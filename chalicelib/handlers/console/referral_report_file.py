"""The Client Referral Report as a CSV file: begun, looked at meanwhile, fetched with its figures."""

from collections.abc import Iterator

from chalicelib.domain.money import to_display
from chalicelib.domain.referral_report import Figures, Wanted
from chalicelib.flows.begin_report import begin_report
from chalicelib.handlers.console.referral_report_span import of_button, program_words
from chalicelib.handlers.console.written_file import WrittenFile, resumed
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Bar, Block, Buttons, Chart, Facts, Screen, Text
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.export import Export
from chalicelib.services.functions import functions
from chalicelib.settings import settings

VIEW_NAME = "referral_report"
REPORT = Action("Client Referral Report", VIEW_NAME)
FILE = WrittenFile(VIEW_NAME, REPORT)
READY = Text(
    "One line for each referred client. Cells that a spreadsheet would take for formulas have an "
    "apostrophe before them. The file is removed within two days."
)


def figures_blocks(figures: Figures, wanted: Wanted, ask: Ask) -> Iterator[Block]:
    """Totals, the chart over time and the one by channel."""
    currency = ask.studio.preferences.currency
    yield Facts(
        [
            ("Number of Referrals", f"{figures.referrals:,}"),
            ("Rewarded", f"{figures.rewarded:,}"),
            ("Rewards for them", to_display(figures.reward_cents, currency)),
            ("Referral Sales", to_display(figures.sales_cents, currency)),
        ],
        f"{wanted.first_on} to {wanted.last_on}, {program_words(wanted.program, ask)}",
    )
    times = [Bar(label, number) for label, number in figures.times(wanted)]
    yield Chart("Referrals over time", (wanted.step.value.capitalize(), "Referrals"), times)
    channels = [Bar(label, number) for label, number in figures.channels()]
    yield Chart(
        "Referrals by channel", ("Channel", "Referrals"), channels, empty="No referral in these days."
    )


def export(ask: Ask) -> Screen:
    """Begin to write the report that the button carries."""
    span = of_button(ask)
    if span.wanted is None:
        return _gone()
    export_id = begin_report(
        span.wanted,
        title=f"{span.wanted.first_on} to {span.wanted.last_on}, {program_words(span.wanted.program, ask)}",
        actor=ask.actor,
        functions=functions(),
        function_name=settings.export_list_function,
        now=ask.now,
    )
    return _screen(ask, Export.find(export_id, ask.now))


def exported(ask: Ask) -> Screen:
    """Where the file stands, and the way to it."""
    return _screen(ask, Export.find(ask.text("export"), ask.now))


def resume(ask: Ask) -> Screen:
    """Set the function going again for a file that stands still. It goes on where that stands."""
    return _screen(ask, resumed(ask), is_going=True)


def _screen(ask: Ask, found: Export | None, *, is_going: bool = False) -> Screen:
    if found is None or found.report is None:
        return _gone()
    blocks: list[Block] = [] if found.is_finished else [_so_far(found)]
    ready: list[Block] = []
    if found.is_finished:
        ready = [READY, *figures_blocks(Figures.of(found.figures), Wanted.of(found.report), ask)]
    blocks += FILE.blocks(ask, found, ready, is_going=is_going)
    return Screen(title="Client Referral Report as a file", blocks=blocks, trail=[HOME, REPORT])


def _so_far(found: Export) -> Facts:
    return Facts([("Report", found.title), ("Lines so far", f"{found.clients:,}")])


def _gone() -> Screen:
    return Screen(
        title="This file is not there",
        blocks=[Text("Files are kept for a day. Begin it again from the report."), Buttons([REPORT])],
        trail=[HOME, REPORT],
    )
