"""Every screen that a button leads to, one after the other, each looked at as after any step."""

import json
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.browser.console import Console
from tests.browser.looking import Unsound

Given = dict[str, Any]
LOOKED_FOR = "rita"


def unsound(
    console: Console, start: list[Given], between: Callable[[], object], besides: tuple[str, ...] = ()
) -> tuple[list[str], set[str]]:
    """What is wrong on any screen, and the acts that were asked for, each once, from `start` on.

    `between` is done between two clicks: time goes on, and streams bring what was changed. Views in
    `besides` try out what no other may do; how their screens are is not looked at.
    """
    found: list[str] = []
    seen: set[str] = set()
    todo: deque[tuple[Given, Given]] = deque((given, {}) for given in start)
    while todo:
        given, typed = todo.popleft()
        act = f"{given.get('view')}/{given.get('do', '')}"
        if act in seen:
            continue
        seen.add(act)
        between()
        console.page.evaluate("([given, typed]) => consolePage.widgets[0].ask(given, typed)", [given, typed])
        try:
            if given.get("view") not in besides:
                console.look_round(act)
        except Unsound as wrong:
            found.append(str(wrong))
        if "our fault" in console.screen.inner_text():
            found.append(f"after {act}: it is our fault")
        console.page.evaluate("consolePage.forget()")
        console.errors.clear()
        offered = console.page.evaluate("consolePage.widgets[0].offered()")
        values = {**offered["values"], "_q": LOOKED_FOR}
        todo += [(json.loads(action), values) for action in offered["actions"] if action]
    return found, seen
