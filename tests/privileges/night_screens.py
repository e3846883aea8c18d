"""What a manager reads of nights, and the preview of a loyalty rule, through the doors of app.py."""

from typing import Any

import app
from tests.console.desk import FORM_CAME, Answer
from tests.faults.ground import Ground
from tests.privileges import nights
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later

(NIGHTS,) = [work for work in nights.WORKS if work.name == "nights"]


def _a_night_that_ran(ground: Ground) -> None:
    NIGHTS.prepare(ground)
    app.night(nights.CLOCK, Context())
    later(ground, hours=1)


def _asked(given: dict[str, Any], typed: dict[str, Any] | None = None) -> Answer:
    context = {"widgetId": "w", "theme": "light", "params": {}, "forms": {"all": typed or {}}}
    answer = Answer(app.console({**given, "widgetContext": context}, Context(alias="manager")))
    assert "our fault" not in answer.words, given
    return answer


def _look_at_nights(ground: Ground) -> None:
    seen = _asked({"view": "night"})
    (look, *_) = [payload for _, payload in seen.buttons if payload.get("do") == "look"]
    _asked(look)
    form = _asked({"view": "loyalty", "do": "edit"})
    values = {**FORM_CAME, **form.values, "reward": "11"}
    going = _asked(form.button("See what the next night would give"), values)
    with unheard():
        app.night(dict(ground.started[-1][1]), Context())
    done = _asked(going.button("Look again"))
    assert "Clients who get a reward" in done.words
    _asked(done.button("Save"))


WORKS = (
    Work(name="nights looked at", functions=("console",), prepare=_a_night_that_ran, act=_look_at_nights),
)
