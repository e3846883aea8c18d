"""A manager who looks whether the money is right, walks a chain and puts right what differs."""

from typing import Any

import app
from tests.console.desk import Answer
from tests.faults import scenes
from tests.faults.flows import money_checks
from tests.faults.ground import Ground
from tests.privileges.work import Context, Work

READ = ("", "check", "chain", "walk", "review_all", "review")


def _asked(do: str, given: dict[str, Any]) -> Answer:
    context = {"widgetId": "widget-1", "theme": "light", "params": {}, "forms": {"all": {}}}
    event = {"view": "money", "do": do, **given, "widgetContext": context}
    answer = Answer(str(app.console(event, Context(alias="manager"))))
    assert "our fault" not in answer.words, do
    return answer


def _puts_right(_: Ground) -> None:
    for do in READ:
        answer = _asked(do, {"client": scenes.ANNA})
    (pressed,) = [payload for label, payload in answer.buttons if label.startswith("Put right")]
    assert "put right" in _asked("rebuild", {name: pressed[name] for name in ("client", "seen")}).words
    (pressed,) = [
        payload for label, payload in _asked("review_all", {}).buttons if label.startswith("Put right")
    ]
    _asked("rebuild_all", {name: pressed[name] for name in ("run", "n")})
    _asked("run", {"run": money_checks.CHECK})


WORKS = (
    Work(
        name="the money is put right",
        functions=("console",),
        prepare=money_checks.a_check_that_found_it,
        act=_puts_right,
    ),
)
