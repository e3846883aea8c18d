"""An operator who presses every button that the console shows, through the door of app.py.

Whatever a view comes to read or write is heard so without a line here: a new view only has to be reached by
a button from another, or to stand among the console's names.
"""

from collections import Counter, deque
from datetime import timedelta
from typing import Any

import app
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.handlers import console
from chalicelib.models.client import Client
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put
from tests.console.desk import FORM_CAME, Answer
from tests.domain.jpegs import jpeg
from tests.faults import scenes
from tests.faults.flows.mail import letter_waits
from tests.faults.ground import Ground
from tests.privileges.behind import index, upload
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later

PRESSED_EACH = 2
"""How often an act is asked for with the same kinds of things carried: a client's and a list's may differ."""
LOOKED_FOR = "lake"  # The name of them all.
LEAVES_NOTHING = frozenset({"erase"})
"""Views that take from the others what they show: their buttons come last."""


def press_all(ground: Ground, role: str) -> Counter[tuple[str, ...]]:
    """Press every button from every view on, breadth first; how often, by view, act and what it carries."""
    pressed: Counter[tuple[str, ...]] = Counter()
    todo: deque[tuple[dict[str, Any], dict[str, Any]]] = deque()
    last: deque[tuple[dict[str, Any], dict[str, Any]]] = deque()
    for view in console.NAMES:
        (last if view in LEAVES_NOTHING else todo).append(({"view": view, "client": scenes.RITA}, {}))
    seen: set[str] = set()
    while todo or last:
        given, typed = (todo or last).popleft()
        act = (str(given["view"]), str(given.get("do", "")), *sorted(given))
        if pressed[act] >= PRESSED_EACH or repr(given) in seen:
            continue
        seen.add(repr(given))
        pressed[act] += 1
        answer = Answer(_asked(given, typed, role, f"request-{pressed.total()}"))
        assert "our fault" not in answer.words, f"{act} with {given}"
        # The stream would bring what was changed, and time goes on between two clicks.
        with unheard():
            index(ground)
        later(ground, seconds=1)
        values = {**FORM_CAME, **answer.values, "_q": LOOKED_FOR}
        for _, payload in answer.buttons:
            (last if payload["view"] in LEAVES_NOTHING else todo).append((payload, values))
    return pressed


def _asked(given: dict[str, Any], typed: dict[str, Any], role: str, request_id: str) -> str:
    context = {"widgetId": "widget-1", "theme": "light", "params": {}, "forms": {"all": typed}}
    invoked = Context(alias=role)
    invoked.aws_request_id = request_id
    return str(app.console({**given, "widgetContext": context}, invoked))


def _a_studio_in_use(ground: Ground) -> None:
    letter_waits(ground)
    for name in ("anna", "bert", "fred"):
        scenes.client(name, ground.now)
    scenes.enroll(scenes.ANNA, ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)
    scenes.invoice(scenes.RITA, "INV-1", 20_000, ground.now)
    scenes.session(scenes.RITA, "S-1", "booked", ground.now)
    Client(scenes.RITA).update([Client.referred_by.set(scenes.ANNA)])
    since = ground.now - timedelta(days=9)
    birthday = Trigger(
        trigger_id="birthday", description="Birthday", event=Event.BIRTHDAY, active=True, since=since
    )
    assert transact([trigger_put(birthday)]).stands
    for key in ("uploads/logo/studio.jpg", "uploads/pictures/rita.jpg"):
        assert upload(ground, key, jpeg()) == ["taken"]
    index(ground)


def _press_everything(ground: Ground) -> None:
    pressed = press_all(ground, "manager")
    missing = set(console.NAMES) - {view for view, *_ in pressed}
    assert not missing, f"no button of {missing} was pressed"


WORKS = (Work(name="every button", functions=("console",), prepare=_a_studio_in_use, act=_press_everything),)
