"""A widget as it should be, and no product's: bookings are looked through, reviewed and confirmed."""

import json
from html import escape
from typing import Any

HOSTILE = (
    '<cwdb-action action="call" endpoint="arn:aws:lambda:us-east-1:1:function:evil">{}</cwdb-action>',
    "</td></tr></table><script>alert(1)</script>",
    "\"quoted\" & 'single' <img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${x} {0}",
    "\u202etxet desrever\u2067 \u200f!",
    "</textarea></style></p>",
)
STYLE = """
.g{font:14px/1.4 sans-serif;background:#fff;color:#16191f;padding:8px} .g-dark{background:#101820;color:#eee}
.g h2{font-size:20px} .g td,.g th{padding:4px 8px;text-align:left}
.g button{font:inherit;min-height:32px;background:#fff;color:#16191f;border:1px solid #545b64}
@media (max-width:400px){.g > table{width:100%}}
"""
MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def text(words: object) -> str:
    """Words as text of a page, without marks that turn around what stands beside them."""
    return escape(str(words).translate(MARKS))


def button(label: str, endpoint: str, given: dict[str, Any], confirm: str = "", popup: bool = False) -> str:
    """A button that calls."""
    question = f' confirmation="{text(confirm)}"' if confirm else ""
    display = "popup" if popup else "widget"
    return (
        f'<button type="button">{text(label)}</button><cwdb-action action="call" display="{display}" '
        f'endpoint="{endpoint}"{question}>{escape(json.dumps(given))}</cwdb-action>'
    )


def page(title: str, body: str, shade: str = "") -> str:
    """A whole answer."""
    return (
        f'<style>{STYLE}</style><div class="g{shade}" role="region" aria-label="{text(title)}">'
        f'<input type="hidden" name="here" value="1"><h2>{text(title)}</h2>{body}</div>'
    )


class Bookings:
    """Rows to look through, a draft of them, and what was confirmed in the end."""

    def __init__(self, names: tuple[str, ...] = ("Ann", "Ben", "Cleo")) -> None:
        self.names, self.confirmed = names, list[str]()
        self.drafts: dict[str, dict[str, Any]] = {}
        self.notes: list[str] = []

    def __call__(self, event: dict[str, Any], context: Any) -> object:
        if event.get("describe"):
            return "## Bookings\n``` yaml\nview: bookings\n```\n"
        told = event["widgetContext"]
        form = (told.get("forms") or {}).get("all") or {}
        self.widget = told["widgetId"]
        self.endpoint, self.dark = context.invoked_function_arn, told["theme"] == "dark"
        acts = {"load": self.load, "review": self.review, "confirm": self.confirm, "note": self.note}
        # Whether the console merged the widget's parameters into the event or not.
        return acts.get(event.get("do") or told["params"].get("do", ""), self.start)(event, form)

    @property
    def shade(self) -> str:
        return " g-dark" if self.dark else ""

    def answer(self, title: str, body: str) -> str:
        return page(title, body, self.shade)

    def start(self, event: dict[str, Any], form: dict[str, Any]) -> str:
        note = f"<p>{self.line('Note', 'note')}</p>{self.more()}"
        load = button("Load", self.endpoint, {"do": "load"})
        return self.answer("Bookings", f"<p>{len(self.confirmed)} are confirmed.</p>{note}{load}")

    def more(self) -> str:
        inside = button("Keep note", self.endpoint, {"do": "note"})
        typed = self.line("More", "more")
        opener = '<button type="button">Add more</button><cwdb-action action="html" display="popup">'
        arrived = '<input type="hidden" name="here" value="1">'
        return f'{opener}<div class="g{self.shade}"><p>{arrived}{typed}</p>{inside}</div></cwdb-action>'

    def line(self, label: str, name: str) -> str:
        place = f"{self.widget}-{name}"  # Another widget of the page may have one of that name.
        return f'<label for="{place}">{label}</label> <input id="{place}" name="{name}" value="">'

    def note(self, event: dict[str, Any], form: dict[str, Any]) -> str:
        self.notes.append(f"{form.get('note', '')}|{form.get('more', '')}")
        return self.start(event, form)

    def load(self, event: dict[str, Any], form: dict[str, Any]) -> str:
        self.drafts["d1"] = {"rows": dict(enumerate(self.names))}
        rows = "".join(
            f'<tr><th scope="row"><bdi>{text(name)}</bdi></th><td>{self.control(number, name)}</td></tr>'
            for number, name in enumerate(self.names)
        )
        head = '<thead><tr><th scope="col">Client</th><th scope="col">Confirm</th></tr></thead>'
        table = f"<table><caption>Waiting</caption>{head}<tbody>{rows}</tbody></table>"
        return self.answer(
            "Look through", table + button("Review", self.endpoint, {"do": "review", "draft": "d1"})
        )

    def control(self, number: int, name: str) -> str:
        options = '<option value="yes" selected>Yes</option><option value="no">No</option>'
        return f'<select name="c_{number}" aria-label="Confirm {text(name)}">{options}</select>'

    def is_yes(self, value: object) -> bool:
        return value == "yes"

    def review(self, event: dict[str, Any], form: dict[str, Any]) -> str:
        if not form.get("here"):
            return self.answer("Nothing arrived", "<p>Nothing was changed.</p>")
        draft = self.drafts[event["draft"]]
        draft["kept"] = self.kept(draft, form)
        count = len(draft["kept"])
        given = {"do": "confirm", "draft": event["draft"], "n": count}
        ask = button(f"Confirm {count} bookings", self.endpoint, given, f"Confirm {count} bookings?")
        return self.answer(
            "Review", f"<p>{count} will be confirmed: {text(', '.join(draft['kept']))}</p>{ask}"
        )

    def kept(self, draft: dict[str, Any], form: dict[str, Any]) -> list[str]:
        return [name for number, name in draft["rows"].items() if self.is_yes(form.get(f"c_{number}"))]

    def confirm(self, event: dict[str, Any], form: dict[str, Any]) -> str:
        if not form.get("here"):
            return self.answer("Nothing arrived", "<p>Nothing was changed.</p>")
        draft = self.drafts[event["draft"]]
        if self.is_used(draft) or event["n"] != len(draft["kept"]):
            return self.answer("Nothing more was done", "<p>It was done already, or it has changed.</p>")
        draft["used"] = True
        self.confirmed += draft["kept"]
        return self.answer("Done", f'<p role="status">{len(draft["kept"])} confirmed.</p>')

    def is_used(self, draft: dict[str, Any]) -> bool:
        return bool(draft.get("used"))
