"""What an operator's click may never do, tried with the very call that the click would send.

    trials = Trials(console, lambda: desk.tables.rows("clients"))
    trials.refuses_without_a_form("Save client")
    trials.acts_once("Save client")

`effects` tells what is stored; give it the tables whose rows are the act, not its drafts or its audit.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from tests.browser.console import Console

Call = dict[str, Any]


class Trials:
    """Calls of one console, bent, sent, and judged by what they leave behind."""

    def __init__(self, console: Console, effects: Callable[[], object]) -> None:
        self.console, self.effects = console, effects

    def held(self, button: str, row: str | None = None) -> Call:
        """The call that the button would send, not sent; its question gets OK."""
        page = self.console.page
        before = len(page.evaluate("consolePage.calls"))
        page.evaluate("consolePage.holding = true")
        self.console._accept = True
        self.console.button(button, row=row).click()
        page.evaluate("consolePage.holding = false")
        calls: list[Call] = page.evaluate("consolePage.calls")
        assert len(calls) > before, f"{button} calls nothing"
        return calls[-1]

    def send(self, call: Call) -> str:
        """The function's answer to a call that is sent past the screen."""
        answer = self.console.page.request.post(f"{self.console.url}/api/invoke", data=call).json()
        assert "result" in answer, answer
        return str(answer["result"])

    def refuses_without_a_form(self, button: str, row: str | None = None) -> None:
        """Where no values arrive, nothing is read from that. Rule 2."""
        call = self.held(button, row)
        _context(call)["forms"] = {"all": {}}
        self._changes_nothing(call, f"{button} acted though no form had arrived")
        _context(call).pop("forms")
        self._changes_nothing(call, f"{button} acted though no form had arrived")

    def takes_unknown_for_no(self, button: str, field: str, no: str, row: str | None = None) -> None:
        """A value that is missing, and one that nobody knows, count as the value `no`. Rule 2."""
        call = self.held(button, row)
        assert field in _context(call)["forms"]["all"], f"{field} is no field of {button}"
        effects = []
        for value in (no, "perhaps", None):
            bent = deepcopy(call)
            values = _context(bent)["forms"]["all"]
            values.pop(field)
            values.update({} if value is None else {field: value})
            self.send(bent)
            effects.append(self.effects())
        assert effects[0] == effects[1] == effects[2], f"{button} reads yes from an unknown {field}"

    def heeds_its_draft_alone(
        self, button: str, forged: Mapping[str, str], trace: str, row: str | None = None
    ) -> None:
        """Values for what is not in the draft change nothing: no `trace` of it is in the effects. Rule 1."""
        call = self.held(button, row)
        assert trace not in str(self.effects()), f"{trace} stands there before"
        _context(call)["forms"]["all"].update(forged)
        self.send(call)
        assert trace not in str(self.effects()), f"{button} acted on what is not in its draft"

    def refuses_a_stale_count(self, button: str, row: str | None = None) -> None:
        """The number that was confirmed is the number that is done, or nothing is. Rule 4."""
        call = self.held(button, row)
        assert type(call["payload"].get("n")) is int, f"{button} carries no count"
        call["payload"]["n"] += 1
        self._changes_nothing(call, f"{button} acted on another number than was confirmed")

    def acts_once(self, button: str, row: str | None = None) -> str:
        """The call sent twice has the effects of one; the second answer. Rule 5."""
        call = self.held(button, row)
        before = self.effects()
        self.send(call)
        once = self.effects()
        assert once != before, f"{button} did nothing"
        second = self.send(call)
        assert self.effects() == once, f"{button} acted twice"
        return second

    def _changes_nothing(self, call: Call, complaint: str) -> None:
        before = self.effects()
        self.send(call)
        assert self.effects() == before, complaint


def _context(call: Call) -> Call:
    context: Call = call["payload"]["widgetContext"]
    return context
