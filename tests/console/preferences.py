"""A manager with the preferences open, and a visitor of the form that comes of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.studio import Preferences, Studio
from chalicelib.models import studio as table
from chalicelib.models.audit import AuditRecord, audit_of
from tests.console.desk import Answer, Desk
from tests.handlers.studios import STUDIO, store
from tests.handlers.visits import Visitor

REFERRAL, BOOKING, COMPANY = "preferences", "booking_preferences", "company"
SAVED = "It is stored and in use."


class Office:
    """A studio with its form, a manager who sets it up, and whoever visits it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime, studio: Studio = STUDIO) -> None:
        store(replace(studio, preferences=replace(studio.preferences, public_url="https://forms.example")))
        self.desk = Desk(Role.MANAGER)
        self.browser = Visitor(monkeypatch, now)

    def save(self, view: str, tab: str, form: Mapping[str, Any]) -> Answer:
        """Open the menu, go to the tab, type, save; the screen after it."""
        answer = self.opened(view, tab)
        return self.desk.press(answer, "Save", form)

    def opened(self, view: str, tab: str = "General") -> Answer:
        """The menu's tab as it stands."""
        answer = self.desk.ask(view)
        names = [name for name, _ in answer.buttons]
        return self.desk.press(answer, tab) if tab in names else answer

    @property
    def stored(self) -> Preferences:
        """The preferences as they are stored now."""
        return table.load().preferences

    def visitor(self) -> Visitor:
        """Someone who comes a minute later, when no container remembers the studio as it was."""
        table.bundle = table.Bundle()
        return self.browser


def saves() -> list[AuditRecord]:
    """Every save of preferences, newest first."""
    return audit_of("preferences", 50)
