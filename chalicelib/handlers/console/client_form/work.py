"""A client's form in hand: the draft with what was read, what is typed, and where the operator is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.client_typed import Typed, changed, typed_of
from chalicelib.domain.ids import made_from
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.flows.save_client import Edit
from chalicelib.handlers.widgets import drafting
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Message
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft

VIEW = "client_edit"
FIRST_TAB = "contact"


@dataclass(frozen=True)
class Work:
    """One form. `problems` are by control, `told` stands above the form; neither is kept."""

    draft: Draft
    content: Mapping[str, Any]
    problems: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Message] = ()

    @property
    def client_id(self) -> str:
        """The client's id; that of a new one is made from the draft, so that a repeat makes no second."""
        return self.content["client_id"] or "c" + made_from("console", self.draft.draft_id)

    @property
    def is_new(self) -> bool:
        """Whether the client is still to be stored."""
        return self.content["version"] is None

    @property
    def base(self) -> Typed:
        """The record as it was read."""
        return dict(self.content["base"])

    @property
    def typed(self) -> Typed:
        """What stands in the controls."""
        return dict(self.content["typed"])

    @property
    def tab(self) -> str:
        """The area that is open."""
        return str(self.content["tab"])

    @property
    def row(self) -> Mapping[str, Any] | None:
        """The family member or task that is being filled in."""
        found: Mapping[str, Any] | None = self.content["row"]
        return found

    @property
    def changes(self) -> tuple[str, ...]:
        """The controls that stand differently from the record."""
        return changed(self.base, self.typed)

    def having(self, **content: Any) -> "Work":
        """The same with other content, not stored yet."""
        return replace(self, content={**self.content, **content})

    def typing(self, **typed: Any) -> "Work":
        """The same with something else typed."""
        return self.having(typed={**self.typed, **typed})

    def telling(self, *told: Message) -> "Work":
        """The same with something to say."""
        return replace(self, told=[*self.told, *told])

    def keep(self, now: datetime) -> bool:
        """Store the content; False when the draft was used or changed since it was read.

        A form into which nothing was typed yet is in nobody's list of work in hand.
        """
        if dict(self.content) == self.draft.content:
            return self.draft.is_open
        return self.draft.change(self.content, now, listed=bool(self.changes or self.row))

    def action(self, label: str, do: str, given: Mapping[str, Any] | None = None, **more: Any) -> Action:
        """A button of this form: it says which area its values are from."""
        return Action(
            label, VIEW, do, {"draft": self.draft.draft_id, "at": self.tab, **(given or {})}, **more
        )

    def edit(self) -> Edit:
        """The form as it is saved."""
        return Edit(
            client_id=self.client_id, version=self.content["version"], base=self.base, typed=self.typed
        )

    def title(self, studio: Studio) -> str:
        """What the form is about."""
        name = shown_name(self.base["first_name"], self.base["last_name"], studio.preferences.name_order)
        return "New client" if self.is_new else f"Edit {name or 'client'}"


def begun(ask: Ask, client: Client | None, referrer: Client | None) -> Work:
    """A form of a client as it stands, or of a new one with the studio's defaults for staff, begun now.

    `referrer` is the client's, or whom a new client comes from.
    """
    studio = ask.studio
    base = typed_of(client.attribute_values if client is not None else {}, studio)
    typed = dict(base)
    if client is None:
        typed["allow_marketing"] = studio.preferences.allow_marketing_default
        typed["referred_by"] = referrer.client_id if referrer is not None else ""
    content: dict[str, Any] = {
        "client_id": client.client_id if client is not None else "",
        "version": client.version if client is not None else None,
        "base": base,
        "typed": typed,
        "tab": FIRST_TAB,
        "row": None,
        "seen": [],
        "read_at": ask.now.isoformat(),
        "referrer_name": name_of(referrer, studio) if referrer is not None else "",
        "picture_key": (client.picture_key or "") if client is not None else "",
    }
    about = f"client#{client.client_id}" if client is not None else None
    title = name_of(client, studio) if client is not None else "a new client"
    return Work(drafting.begun(ask, VIEW, content, about=about, title=title, listed=False), content)


def name_of(client: Client, studio: Studio) -> str:
    """The client's name as the studio reads it."""
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order)
    return name or client.company or "a client without a name"
