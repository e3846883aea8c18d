"""One person's edit of the preferences: what was read, what was typed, and what others changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.ids import payload_hash
from chalicelib.domain.menu import Menu, holds, refused
from chalicelib.domain.objection import Objection
from chalicelib.domain.set_up import Judgement, judged
from chalicelib.domain.setting import SetUp, set_up_of, taken, texts
from chalicelib.domain.studio import Studio

FINGERPRINT = 16


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What stood when it was read, and what was typed that differs from it; both as texts by setting."""

    menu: Menu
    read: Mapping[str, str]
    version: int
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for the same settings of this menu as they were read."""
        own = {name: text for name, text in self.read.items() if holds(self.menu, name)}
        return payload_hash(own)[:FINGERPRINT]

    def content(self) -> dict[str, Any]:
        """The edit as a draft keeps it."""
        return {"read": dict(self.read), "version": self.version, "typed": dict(self.typed)}

    def typing(self, told: Mapping[str, str]) -> "Edit":
        """The edit with what a form told; what is as it was read is not typed."""
        typed = {**self.typed, **{name: text for name, text in told.items() if name in self.read}}
        changed = {name: text for name, text in typed.items() if text != self.read.get(name)}
        return replace(self, typed=changed)

    def shown(self) -> dict[str, str]:
        """The settings as the form shows them."""
        return {**self.read, **self.typed}

    def overtaken_by(self, standing: Mapping[str, str]) -> dict[str, str]:
        """What others made of this menu's settings since they were read; one that is gone is blank."""
        own = (name for name in self.read if holds(self.menu, name))
        return {name: standing.get(name, "") for name in own if standing.get(name) != self.read[name]}

    def upon(self, standing: Mapping[str, str], version: int, *, theirs: bool) -> "Edit":
        """The same edit of what stands now; where both changed a setting, `theirs` says whose value wins."""
        others = self.overtaken_by(standing)
        typed = {name: text for name, text in self.typed.items() if not (theirs and name in others)}
        return replace(self, read=dict(standing), version=version, typed={}).typing(typed)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an edit makes of what stands, with what is against it and what the operator is told."""

    before: SetUp
    after: SetUp
    judgement: Judgement

    def changes(self) -> dict[str, tuple[str, str]]:
        """Each setting that changes: from, to."""
        before, after = texts(self.before), texts(self.after)
        return {
            name: (before.get(name, ""), after[name]) for name in after if before.get(name) != after[name]
        }


def edit_of(menu: Menu, content: Mapping[str, Any]) -> Edit:
    """The edit that a draft keeps."""
    return Edit(menu=menu, read=content["read"], version=content["version"], typed=content["typed"])


def edit_begun(menu: Menu, studio: Studio) -> Edit:
    """An edit of what stands, with nothing typed yet."""
    return Edit(menu=menu, read=texts(set_up_of(studio)), version=studio.preferences.version)


def decided(edit: Edit, studio: Studio) -> Decision:
    """What was typed, in the place of what stands, judged as a whole."""
    before = set_up_of(studio)
    after, objections = taken(before, edit.typed)
    judgement = judged(after.preferences, studio)
    # What stood against another menu's setting before is for that menu to put right.
    known = judged(before.preferences, studio).objections.items()
    found: dict[str, Objection] = {
        **{name: each for name, each in judgement.objections.items() if (name, each) not in known},
        **{name: each for name, each in judgement.objections.items() if holds(edit.menu, name)},
        **objections,
        **refused(edit.menu, texts(before), texts(after)),
    }
    return Decision(before=before, after=after, judgement=replace(judgement, objections=found))
