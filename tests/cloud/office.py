"""Operators at a deployed studio: their desks, the form that comes of what they save, and what is stored."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any

from chalicelib.domain.actor import Role
from tests.cloud import visitor
from tests.cloud.live_studio import LiveStudio, Row
from tests.cloud.visitor import Visitor
from tests.console import client_forms
from tests.console.desk import Answer, Context, Desk

REFERRAL, BOOKING, COMPANY = "preferences", "booking_preferences", "company"
SAVED = "It is stored and in use."
THANKED = (200, "Thank you")
_letters = "abcdefghijklmnopqrstuvwxyz"
_people = count()


def somebody() -> str:
    """A last name that nobody else has, in small letters."""
    number = next(_people)
    return "quim" + _letters[number // 26 % 26] + _letters[number % 26]


@dataclass(frozen=True, eq=False)
class Office:
    """A manager's and an operator's desk over the deployed console, each by the alias of its role."""

    live: LiveStudio
    _desks: dict[Role, Desk] = field(default_factory=dict)

    def desk(self, role: Role) -> Desk:
        """The desk of this role."""
        if role not in self._desks:
            function = self.live.outputs["functions"]["console"]
            self._desks[role] = Desk(role, call=self._invoke, function=function)
        return self._desks[role]

    @property
    def manager(self) -> Desk:
        return self.desk(Role.MANAGER)

    @property
    def operator(self) -> Desk:
        return self.desk(Role.OPERATOR)

    def _invoke(self, event: dict[str, Any], called: Context) -> str:
        told = self.live.client("lambda").invoke(
            FunctionName=called.invoked_function_arn, Payload=json.dumps(event).encode()
        )
        answer = json.loads(told["Payload"].read())
        assert "FunctionError" not in told, answer
        assert "our fault" not in answer, answer
        return str(answer)

    # Preferences and the form that comes of them.

    @property
    def preferences(self) -> Row:
        """The preferences as they are stored."""
        return dict(self.live.row("studio", part="studio", record="preferences")["settings"])

    def tab(self, tab: str = "General", menu: str = REFERRAL) -> Answer:
        """The menu's tab as it stands."""
        answer = self.manager.ask(menu)
        names = dict(answer.buttons)
        return self.manager.press(answer, tab) if tab in names else answer

    def save(self, tabs: Mapping[str, Mapping[str, Any]], menu: str = REFERRAL) -> Answer:
        """Type into the tabs, one after the other, and save them all at once; the screen after it."""
        answer = self.manager.ask(menu)
        names: Sequence[str] = list(tabs)
        for name, following in zip(names, [*names[1:], None], strict=True):
            if name in dict(answer.buttons):
                answer = self.manager.press(answer, name)
            answer = self.manager.press(answer, following or "Save", tabs[name])
        return answer

    def saved(self, menu: str = REFERRAL, /, **tabs: Mapping[str, Any]) -> None:
        """Save, and see that it is so; the form's next visitor meets no container that knew it otherwise."""
        answer = self.save({name.replace("_", " "): form for name, form in tabs.items()}, menu)
        assert SAVED in answer.words, answer.words
        self.live.renew("api_handler")

    def page(self, path: str = "") -> visitor.Answer:
        """What a new visitor sees."""
        return Visitor().get(self.live.outputs["form_url"] + path)

    def send(self, name: str, path: str = "", **values: str) -> visitor.Answer:
        """What a new friend of that last name gets who sends the form at this path."""
        person = {"first_name": "Vera", "last_name": name, "email": f"{name}@friends.example"}
        return self.live.post(self.live.outputs["form_url"] + path, self.live.open_form(**person, **values))

    def friend(self, path: str = "", **values: str) -> Row:
        """The record of a new friend who sent the form with these values."""
        name = somebody()
        answer = self.send(name, path, **values)
        assert (answer.status, answer.heading) == THANKED, answer.text
        (row,) = self.live.clients_at(f"{name}@friends.example")
        return row

    def is_refused(self, **values: str) -> bool:
        """Whether the form does not take these values, and nobody's record comes of them."""
        name = somebody()
        answer = self.send(name, **values)
        return answer.status == 422 and not self.live.clients_at(f"{name}@friends.example")

    # Clients.

    def client(self, **areas: Mapping[str, Any]) -> Row:
        """A new client of a name of their own, with these values in the areas of the form, as stored."""
        contact = {"first_name": "Sara", "last_name": somebody(), **areas.pop("contact", {})}
        return self.of(client_forms.created(self.operator, contact=contact, **areas))

    def of(self, answer: Answer) -> Row:
        """The client that a form was saved for, as stored."""
        labels = [label for label, _ in answer.buttons if label.startswith("Open")]
        assert labels, answer.words
        return self.again({"client_id": answer.button(labels[0])["client"]})

    def again(self, row: Row) -> Row:
        """The client as stored now."""
        return self.live.row("clients", client_id=row["client_id"])

    def edit(self, row: Row, **areas: Mapping[str, Any]) -> Answer:
        """Change the client; what the console says to it."""
        return client_forms.edited(self.operator, row["client_id"], **areas)

    def new(self, **contact: str) -> Answer:
        """A client's form that has only a name as yet, with its area General open."""
        names = {"first_name": "Sara", "last_name": somebody(), **contact}
        return client_forms.fill(self.operator, self.operator.ask("client_edit", "new"), contact=names)

    def close(self, answer: Answer, form: Mapping[str, Any] | None = None) -> Row:
        """Save a client's form; the client as stored."""
        return self.of(self.operator.press(answer, "Save and close", form))

    def listed(self, kind: str, item: str = "") -> list[str]:
        """The clients of a list's first page."""
        return shown(self.operator.ask("clients", "list", {"list": kind, "item": item}))

    def found(self, text: str) -> list[str]:
        """The clients that are found by what is typed into the field at the top."""
        return shown(self.operator.ask("clients", "find", form={"_q": text}))

    def files(self, answer: Answer) -> list[str]:
        """What the links of a screen give to whoever opens them, in order."""
        links = [unescape(link) for link in re.findall(r'href="(http[^"]+X-Amz-[^"]+)"', answer.html)]
        assert links, answer.words
        opened = [Visitor().get(link) for link in links]
        assert [each.status for each in opened] == [200] * len(links)
        return [each.text for each in opened]

    # Lists.

    def open_list(self, title: str) -> Answer:
        """A list of *Client Maintenance*."""
        return self.manager.press(self.manager.ask("lists"), f"Open {title}")

    def add(self, title: str, one: str, **form: str) -> str:
        """Add to the list; the id of the item."""
        before = self.live.rows("studio")
        answer = self.manager.press(self.open_list(title), f"Add {one}")
        answer = self.manager.press(answer, "Save", form)
        new = [row for row in self.live.rows("studio") if row not in before]
        items = [row for row in new if row.get("description") == form["description"]]
        assert len(items) == 1, answer.words
        return str(items[0]["record"]).rpartition("#")[2]

    def item(self, record: str) -> Row:
        """What is stored of a list's item, such as `status#online`."""
        return self.live.row("studio", part="studio", record=record)

    def audit_of(self, about: str) -> list[Row]:
        """Every change of this record, in order."""
        return sorted(self.live.rows("audit", about=about), key=lambda row: str(row["at"]))


def pages(desk: Desk, first: Answer, label: str = "Next page") -> Iterator[Answer]:
    """A list's first page and those that follow it: what other files have made may stand before ours."""
    yield first
    while label in dict(first.buttons):
        first = desk.press(first, label)
        yield first


def said(row: Row, *names: str) -> tuple[Any, ...]:
    """What a row says in these attributes; None where it says nothing."""
    return tuple(row.get(name) for name in names)


def shown(answer: Answer) -> list[str]:
    """The clients whom a screen leads to."""
    return [given["client"] for _, given in answer.buttons if given["view"] == "client"]
