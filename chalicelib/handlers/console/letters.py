"""The studio's own letters: the list, the editor, and what is done with a letter in hand."""

from collections.abc import Callable

from chalicelib.domain.actor import Role
from chalicelib.handlers.console import letters_acts as acts
from chalicelib.handlers.console import letters_begin as begin
from chalicelib.handlers.console import letters_list as listing
from chalicelib.handlers.console import letters_preview as preview
from chalicelib.handlers.console.letters_edit import edit_screen
from chalicelib.handlers.console.letters_keep import carrying, typing
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Screen
from chalicelib.handlers.widgets.routing import Act, View

ACTS: dict[str, Callable[[Ask], Screen]] = {
    "": listing.show,
    "retire": listing.retire,
    "reactivate": listing.reactivate,
    "new": begin.new,
    "begin": begin.begin,
    "copy": begin.copy,
    "edit": begin.edit,
    "resume": carrying(edit_screen),
    "for": carrying(preview.chosen),
    "forget": carrying(acts.forget),
    "save": typing(acts.save),
    "mine": typing(acts.mine),
    "shipped": typing(acts.shipped),
    "whom": typing(preview.whom),
    "preview": typing(preview.preview),
    "sample": typing(preview.sample),
}
VIEW = View("Letters", {name: Act(show, Role.MANAGER) for name, show in ACTS.items()})
