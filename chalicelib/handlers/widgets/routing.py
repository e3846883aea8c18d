"""From a widget's event to its HTML: the role is checked, the act is called, whatever happens is a screen."""

import importlib
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.handlers.widgets.ask import Ask, NotAsked, ask_of
from chalicelib.handlers.widgets.blocks import Action, Buttons, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.render import rendered
from chalicelib.models.transaction import Unknown
from chalicelib.services import clock

log = logging.getLogger(__name__)
HOME = Action("Start", "start")


@dataclass(frozen=True)
class Act:
    """What one button leads to, and the role that may press it."""

    show: Callable[[Ask], Screen]
    role: Role = Role.OPERATOR


@dataclass(frozen=True)
class View:
    """One noun of the console: its acts by name, the first screen under the empty one."""

    title: str
    acts: Mapping[str, Act]


@dataclass(frozen=True)
class Widgets:
    """All views of the console: name → module, each with a `VIEW`, imported when it is asked for."""

    modules: Mapping[str, str]
    description: str

    def answer(self, event: Mapping[str, Any], *, endpoint: str, request_id: str) -> str:
        """The HTML of the screen that is asked for, or Markdown for the console's own documentation."""
        if event.get("describe"):
            return self.description
        try:
            ask = ask_of(event, endpoint=endpoint, request_id=request_id, now=clock.now())
        except NotAsked as refused:
            return str(refused)
        facts: dict[str, Any] = {
            "request_id": request_id,
            "alias": ask.actor.role.value,
            "view": ask.view,
            "do": ask.do,
        }
        try:
            screen = self._screen(ask)
        except Unknown:
            log.warning("screen unknown", extra=facts)
            screen = _unknown()
        except Exception as fault:  # noqa: BLE001 - the edge: the operator gets a screen, the log gets the fault
            frames = traceback.extract_tb(fault.__traceback__)[-8:]
            at = [f"{frame.name}:{frame.lineno}" for frame in frames]
            log.error("screen failed", extra={**facts, "fault": type(fault).__name__, "at": at})
            screen = _failed(request_id)
        log.info("screen", extra={**facts, "draft": screen.draft_id})
        return rendered(screen, ask)

    def _screen(self, ask: Ask) -> Screen:
        view = self.view(ask.view)
        act = view.acts.get(ask.do) if view is not None else None
        if act is None:
            return _missing()
        if not ask.actor.role.may_act_as(act.role):
            return _refused(act.role)
        return act.show(ask)

    def view(self, name: str) -> View | None:
        """The view of this name."""
        if name not in self.modules:
            return None
        view = importlib.import_module(self.modules[name]).VIEW
        assert isinstance(view, View)
        return view


def _missing() -> Screen:
    return Screen(
        title="There is no such screen",
        blocks=[
            Text("The dashboard may be older than the program. Refresh it, or start again."),
            Buttons([HOME]),
        ],
    )


def _refused(needed: Role) -> Screen:
    dashboards = {Role.OPERATOR: "an operator's", Role.MANAGER: "a manager's"}
    return Screen(
        title="This is not on your dashboard",
        blocks=[
            Message(
                "Nothing was changed",
                [f"This can be done from {dashboards[needed]} dashboard alone."],
                Tone.WARNING,
            ),
            Buttons([HOME]),
        ],
    )


def _unknown() -> Screen:
    return Screen(
        title="We do not know whether that was stored",
        blocks=[
            Message(
                "The answer was lost",
                ["Open the record again and look before you go on."],
                Tone.WARNING,
            ),
            Buttons([HOME]),
        ],
    )


def _failed(request_id: str) -> Screen:
    return Screen(
        title="Something went wrong",
        blocks=[
            Message(
                "It is our fault",
                [f"Please try again. If it stays, give support this number: {request_id}"],
                Tone.ERROR,
            ),
            Buttons([HOME]),
        ],
    )
