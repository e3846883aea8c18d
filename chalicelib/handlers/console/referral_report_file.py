"""The Client Referral Report as a CSV file: begun, looked at meanwhile, fetched with its figures."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.money import to_display
from chalicelib.domain.referral_report import Figures, Wanted
from chalicelib.flows.begin_report import begin_report
from chalicelib.handlers.console.referral_report_span import of_button, program_words
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Bar,
    Block,
    Buttons,
    Chart,
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

VIEW_NAME = "referral_report"
REPORT = Action("Client Referral Report", VIEW_NAME)
LINK_SECONDS = 3600
STANDS_STILL_AFTER = timedelta(minutes=3)


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
    found = Export.find(ask.text("export"), ask.now)
    if found is not None and not found.is_finished:
        functions().start(settings.export_list_function, {"export": found.draft_id})
    return _screen(ask, found, is_going=True)


def _screen(ask: Ask, found: Export | None, *, is_going: bool = False) -> Screen:
    if found is None or found.report is None:
        return _gone()
    given = {"export": found.draft_id}
    blocks: list[Block] = []
    if found.is_finished:
        blocks += [
            Message("The file is ready", ["The link below works for an hour."], Tone.GOOD),
            Link("Download the CSV file", files().link(found.key, seconds=LINK_SECONDS)),
            Text(
                "One line for each referred client. Cells that a spreadsheet would take for formulas have an "
                "apostrophe before them. The file is removed within two days."
            ),
            *figures_blocks(Figures.of(found.figures), Wanted.of(found.report), ask),
            Buttons([Action("A new link", VIEW_NAME, "exported", given), REPORT]),
        ]
    elif ask.now - found.changed_at > STANDS_STILL_AFTER and not is_going:
        blocks += [
            _so_far(found),
            Message("It stands still", ["Nothing was written for some minutes."], Tone.WARNING),
            Buttons([Action("Go on with it", VIEW_NAME, "resume", given, primary=True), REPORT]),
        ]
    else:
        blocks += [
            _so_far(found),
            Message("The file is being written", ["You may leave this screen; it is kept for a day."]),
            Buttons([Action("Look again", VIEW_NAME, "exported", given, primary=True), REPORT]),
        ]
    return Screen(title="Client Referral Report as a file", blocks=blocks, trail=[HOME, REPORT])


def _so_far(found: Export) -> Facts:
    return Facts([("Report", found.title), ("Lines so far", f"{found.clients:,}")])


def _gone() -> Screen:
    return Screen(
        title="This file is not there",
        blocks=[Text("Files are kept for a day. Begin it again from the report."), Buttons([REPORT])],
        trail=[HOME, REPORT],
    )
