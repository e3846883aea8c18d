"""A reward at the front desk: looked up by its code, looked at, and everything begun that may be."""

from typing import Any

import app
from chalicelib.models.reward import Reward
from tests.console.desk import FORM_CAME, Answer
from tests.faults import scenes
from tests.faults.flows import by_hand
from tests.faults.ground import Ground
from tests.privileges.work import Context, Work


def _at_the_desk(ground: Ground) -> None:
    (row,) = Reward.query(scenes.RITA)
    given = {"client": scenes.RITA, "reward": row.reward_id}
    found = _asked("find", {}, {"code": row.code})
    assert row.code in found.words
    for do in ("one", "issue", "extend", "void", "redeem"):
        _asked(do, given, {})
    del ground


def _asked(do: str, given: dict[str, Any], typed: dict[str, str]) -> Answer:
    forms = {"all": {**FORM_CAME, **typed}}
    context = {"widgetId": "widget-1", "theme": "light", "params": {}, "forms": forms}
    event = {"view": "rewards", "do": do, **given, "widgetContext": context}
    answer = Answer(str(app.console(event, Context(alias="manager"))))
    assert "our fault" not in answer.words, do
    return answer


WORKS = (
    Work(
        name="a reward at the desk", functions=("console",), prepare=by_hand.an_expired_one, act=_at_the_desk
    ),
)
