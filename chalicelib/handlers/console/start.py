"""What waits for the operator, each line a way to it."""

from chalicelib.domain.actor import Role
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Screen, Text
from chalicelib.handlers.widgets.routing import Act, View


def show(ask: Ask) -> Screen:
    """The first screen of each dashboard."""
    return Screen(title=f"{ask.studio.preferences.studio_name}", blocks=[Text("Nothing waits.")])


VIEW = View(title="Start", acts={"": Act(show, Role.VIEWER)})
