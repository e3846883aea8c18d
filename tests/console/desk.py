"""An operator's desk for the tests: calls the console's function as CloudWatch does, and reads its answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.handlers import console
from chalicelib.handlers.widgets.ask import NAMED

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:tests-console"
FORM_CAME = {"_f": "1"}


@dataclass
class Context:
    """What Lambda says of an invocation."""

    invoked_function_arn: str
    aws_request_id: str


Call = Callable[[dict[str, Any], Context], str]


@dataclass
class Answer(HTMLParser):
    """A screen as read back: its words, its buttons with what they carry, its controls with their values."""

    html: str
    words: str = ""
    buttons: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    endpoints: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._label, self._inside, self._select, self._area = "", "", "", ""
        self._payload = ""
        self.feed(self.html)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = (given.get("name") or "").removeprefix(NAMED)
        if tag in ("button", "style", "cwdb-action", "textarea"):
            self._inside = tag
        if tag == "button":
            self._label = given.get("aria-label") or ""
        elif tag == "cwdb-action":
            self._payload = ""
            if given.get("endpoint"):
                self.endpoints.add(given["endpoint"] or "")
        elif tag == "input" and given.get("name") not in (None, "_f", "_q"):
            self.values[name] = given.get("value") or ""
        elif tag == "select":
            self._select = name
            self.values[self._select] = [] if "multiple" in given else ""
        elif tag == "option" and self._select and "selected" in given:
            if isinstance(self.values[self._select], list):
                self.values[self._select].append(given.get("value") or "")
            else:
                self.values[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self.values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "cwdb-action" and self._payload.strip().startswith("{"):
            self.buttons.append((self._label, json.loads(self._payload)))
        if tag == "select":
            self._select = ""
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "button":
            self._label = self._label or data
        elif self._inside == "cwdb-action":
            self._payload += data
            return
        elif self._inside == "textarea":
            self.values[self._area] += data.removeprefix("\n")
        elif self._inside == "style":
            return
        self.words += data + " "

    def button(self, label: str) -> dict[str, Any]:
        """What the button of this label (its accessible name) carries."""
        found = [payload for name, payload in self.buttons if name == label]
        assert found, f"no button {label!r} among {[name for name, _ in self.buttons]}"
        return found[0]


@dataclass
class Desk:
    """One operator with one role. Each call has a request id of its own, unless one is given.

    `call` is the console itself, in this process; or whatever invokes the `function` where it is deployed.
    """

    role: Role = Role.OPERATOR
    calls: int = 0
    call: Call = console.answer
    function: str = FUNCTION

    def ask(
        self,
        view: str,
        do: str = "",
        given: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        *,
        request_id: str | None = None,
        **context: Any,
    ) -> Answer:
        """The screen that a click leads to; `form` are the controls' values (none arrived when None)."""
        self.calls += 1
        forms = {"all": {} if form is None else {**FORM_CAME, **form}}
        event = {
            **(given or {}),
            "view": view,
            "do": do,
            "widgetContext": {
                "widgetId": "widget-1",
                "params": {},
                "forms": forms,
                "theme": "light",
                **context,
            },
        }
        called = Context(
            f"{self.function}:{self.role.value}", request_id or f"request-{self.role}-{self.calls}"
        )
        html = self.call(json.loads(json.dumps(event)), called)
        assert len(html.encode()) < 150_000, "a screen of more than 150 kB"
        answer = Answer(html)
        assert answer.endpoints <= {called.invoked_function_arn}, answer.endpoints
        return answer

    def press(self, answer: Answer, label: str, form: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Click the button of this label: every control's value goes along, changed as `form` says."""
        payload = dict(answer.button(label))
        view, do = payload.pop("view"), payload.pop("do")
        unknown = (form or {}).keys() - answer.values.keys()
        assert not unknown, f"the screen has no {sorted(unknown)} among {sorted(answer.values)}"
        return self.ask(view, do, payload, {**answer.values, **(form or {})}, **more)
