"""A file that a function writes on its own: how far it is, and the way to it when it is ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Link, Message, Tone
from chalicelib.models.export import Export
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings

LINK_SECONDS = 3600
STANDS_STILL_AFTER = timedelta(minutes=3)


@dataclass(frozen=True)
class WrittenFile:
    """The screens of one kind of file: the view they belong to, and the way back from them."""

    view: str
    back: Action

    def blocks(self, ask: Ask, found: Export, ready: Sequence[Block], *, is_going: bool) -> list[Block]:
        """Where the file stands; `ready` is what stands under the link to a finished one."""
        if found.is_finished:
            return [
                Message("The file is ready", ["The link below works for an hour."], Tone.GOOD),
                Link("Download the CSV file", files().link(found.key, seconds=LINK_SECONDS)),
                *ready,
                self._buttons("A new link", "exported", found, primary=False),
            ]
        if ask.now - found.changed_at > STANDS_STILL_AFTER and not is_going:
            return [
                Message("It stands still", ["Nothing was written for some minutes."], Tone.WARNING),
                self._buttons("Go on with it", "resume", found),
            ]
        return [
            Message("The file is being written", ["You may leave this screen; it is kept for a day."]),
            self._buttons("Look again", "exported", found),
        ]

    def _buttons(self, label: str, act: str, found: Export, *, primary: bool = True) -> Buttons:
        given = {"export": found.draft_id}
        return Buttons([Action(label, self.view, act, given, primary=primary), self.back])


def resumed(ask: Ask) -> Export | None:
    """The file that the button names, its function set going again if it stands still.

    It goes on where the file stands.
    """
    found = Export.find(ask.text("export"), ask.now)
    if found is not None and not found.is_finished:
        functions().start(settings.export_list_function, {"export": found.draft_id})
    return found
