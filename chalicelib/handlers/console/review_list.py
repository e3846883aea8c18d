"""A list of what waits for a person's decision, and what is said once that was taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.handlers.widgets.blocks import (
    Action,
    Buttons,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME


@dataclass(frozen=True)
class ReviewList:
    """One such list: what it is called, and the view that shows it."""

    title: str
    view: str

    @property
    def way(self) -> Action:
        """The way to the list, as it stands in the path of a screen."""
        return Action(self.title, self.view)

    def screen(
        self, words: Sequence[str], titles: Sequence[str], rows: Sequence[Sequence[Cell]], after: str | None
    ) -> Screen:
        """A page of the list under `words`; `after` is where the next page begins, if there is one."""
        more = [Action("Next page", self.view, "", {"after": after})] if after else []
        columns = [Column(title) for title in titles]
        table = Table("Waiting for a decision", columns, rows, empty="Nobody waits.", more=more)
        return Screen(title=self.title, blocks=[*map(Text, words), table], trail=[HOME])

    def nothing(self, why: str) -> Screen:
        """There is nothing to decide any more."""
        return self._told(Message("Nothing to decide", [why], Tone.INFO))

    def unchanged(self, why: str, client_id: str) -> Screen:
        """The decision was not taken."""
        return self._told(Message("Nothing was changed", [why], Tone.WARNING), client_id)

    def decided(self, words: str, client_id: str) -> Screen:
        """The decision stands."""
        return self._told(Message("It is decided", [words], Tone.GOOD), client_id)

    def _told(self, message: Message, client_id: str = "") -> Screen:
        ways = [Action("Back to the list", self.view, primary=True)]
        if client_id:
            ways.append(Action("Open the client", "client", "", {"client": client_id}))
        return Screen(title=self.title, blocks=[message, Buttons(ways)], trail=[HOME, self.way])
