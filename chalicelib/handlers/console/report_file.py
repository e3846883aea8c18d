"""A report as a CSV file: begun, looked at meanwhile, fetched with its figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chalicelib.domain.actor import Role
from chalicelib.flows.begin_report import begin_report
from chalicelib.flows.report import Plain, Report
from chalicelib.handlers.console.written_file import WrittenFile, resumed
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Screen, Text
from chalicelib.handlers.widgets.routing import HOME, Act
from chalicelib.models.export import Export
from chalicelib.services.functions import functions
from chalicelib.settings import settings

GUARDED = (
    "Cells that a spreadsheet would take for formulas have an apostrophe before them. The file is removed "
    "within two days."
)


@dataclass(frozen=True, kw_only=True)
class ReportFile:
    """The screens of one report's file.

    `wanted` is what the button asks for, None for nothing that can be read; `figures` draws the figures of
    the whole (what it is about, and what all rows make together); `a_row` says what one row is.
    """

    report: Report
    wanted: Callable[[Ask], Plain | None]
    figures: Callable[[Plain, Plain, Ask], Iterable[Block]]
    a_row: str

    @property
    def acts(self) -> dict[str, Act]:
        """What the report's view can do about its file."""
        shown = {"export": self._begin, "exported": self._exported, "resume": self._resume}
        return {name: Act(each, Role.VIEWER) for name, each in shown.items()}

    @property
    def _back(self) -> Action:
        return Action(self.report.title, self.report.name)

    def _begin(self, ask: Ask) -> Screen:
        """Begin to write the report that the button carries."""
        wanted = self.wanted(ask)
        if wanted is None:
            return self._gone()
        export_id = begin_report(
            self.report,
            wanted,
            studio=ask.studio,
            actor=ask.actor,
            functions=functions(),
            function_name=settings.export_list_function,
            now=ask.now,
        )
        return self._screen(ask, Export.find(export_id, ask.now))

    def _exported(self, ask: Ask) -> Screen:
        """Where the file stands, and the way to it."""
        return self._screen(ask, Export.find(ask.text("export"), ask.now))

    def _resume(self, ask: Ask) -> Screen:
        """Set the function going again for a file that stands still. It goes on where that stands."""
        return self._screen(ask, resumed(ask), is_going=True)

    def _screen(self, ask: Ask, found: Export | None, *, is_going: bool = False) -> Screen:
        if found is None or found.report is None or found.heading != self.report.name:
            return self._gone()
        so_far = Facts([("Report", found.title), ("Lines so far", f"{found.clients:,}")])
        blocks: list[Block] = [] if found.is_finished else [so_far]
        ready: list[Block] = []
        if found.is_finished:
            told = Text(f"{self.a_row} {GUARDED}")
            ready = [told, *self.figures(found.report, found.figures or {}, ask)]
        file = WrittenFile(self.report.name, self._back)
        blocks += file.blocks(ask, found, ready, is_going=is_going)
        return Screen(title=f"{self.report.title} as a file", blocks=blocks, trail=[HOME, self._back])

    def _gone(self) -> Screen:
        return Screen(
            title="This file is not there",
            blocks=[
                Text("Files are kept for a day. Begin it again from the report."),
                Buttons([self._back]),
            ],
            trail=[HOME, self._back],
        )
