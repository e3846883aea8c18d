"""Triggers, and what they wait for, for the tests of what they do."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.handlers import events, triggers
from chalicelib.models import trigger as table
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from tests.engine import Engine, Row
from tests.faults import scenes

CONSENT = {"allow_marketing": True, "allow_email_marketing": True}
ANNA, BERT, RITA = scenes.ANNA, scenes.BERT, scenes.RITA
NAMES = ("anna", "bert", "carl", "dora", "erna")
IDS = {client_id_of_ref(name): name for name in NAMES}
MADE = timedelta(days=30)


class Context:
    """What Lambda says; `looks` at the time find enough of it, then none."""

    def __init__(self, looks: int | None = None) -> None:
        self.looks = looks

    def get_remaining_time_in_millis(self) -> int:
        if self.looks is None:
            return 600_000
        self.looks -= 1
        return 600_000 if self.looks >= 0 else 0


def active(event: Event, now: datetime, **settings: Any) -> Trigger:
    """A trigger that was switched on a month ago, unless `since` says otherwise; stored."""
    trigger = Trigger(
        **{
            "trigger_id": "t1",
            "description": "One",
            "event": event,
            "active": True,
            "since": now - MADE,
            **settings,
        }
    )
    assert transact([table.trigger_put(trigger)]).stands
    table.known = table.Known()
    return trigger


def client(name: str, now: datetime, **more: Any) -> str:
    """A client who may be written to."""
    return str(scenes.client(name, now, **{**CONSENT, **more}).client_id)


def bring(tables: Engine, noun: str) -> None:
    """Every change of a table so far comes to the consumer, perhaps not for the first time."""
    answer = events.evaluate({"Records": tables.changes(noun)})
    assert answer == {"batchItemFailures": []}, answer


def fire(now: datetime, looks: int | None = None) -> dict[str, Any]:
    """The clock of that instant."""
    return triggers.fire_triggers({"now": now.isoformat()}, Context(looks))


def at(monkeypatch: Any, now: datetime) -> None:
    """The clock of the consumers stands there."""
    monkeypatch.setattr(clock, "now", lambda: now)


def firings(tables: Engine) -> dict[str, tuple[str, str]]:
    """State and reason of each firing by its record."""
    return {row["record"]: (row["state"], row["reason"]) for row in tables.rows("firings")}


def letters(tables: Engine) -> list[Row]:
    """The letters that triggers queued."""
    return [row for row in tables.rows("notices") if row["cause"].startswith("trigger:")]
