"""The Notes area."""

from chalicelib.domain.client_typed import Typed
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import Area, Block, Group

ROWS = 14


def show(work: Work, studio: Studio) -> list[Block]:
    """The one control of the area."""
    error = work.problems.get("notes", "")
    area = Area(name="notes", label="Notes", value=work.typed["notes"], rows=ROWS, error=error)
    return [Group("", [area])]


def merge(typed: Typed, form: Form) -> Typed:
    """What the area's control says, on what was typed before."""
    return typed | {"notes": form.text("notes")}
