"""What operators open in the console, through the door of app.py: every screen that reads."""

from typing import Any

import app
from chalicelib.models.client import Client
from chalicelib.models.import_run import EndedImport, ImportRun
from tests.faults import scenes
from tests.faults.flows.mail import letter_waits
from tests.faults.ground import Ground
from tests.privileges.work import Context, Work

SCREENS = (
    ("start", ""),
    ("night", ""),
    ("outbox", ""),
    ("blocks", ""),
    ("breaker", ""),
    ("imports", ""),
    ("clients", ""),
    ("client", ""),
    ("client", "rewards"),
    ("client", "referrals"),
    ("client", "sales"),
    ("client", "letters"),
    ("client", "changes"),
    ("invoices", ""),
    ("invoices", "of"),
    ("profile", ""),
    ("profile", "export"),
)


def _a_client(ground: Ground) -> None:
    letter_waits(ground)
    scenes.client("anna", ground.now)
    scenes.referral(scenes.ANNA, scenes.RITA, ground.now)
    run = ImportRun("run-1", kind="clients", key="imports/clients/a.csv", figures={"refused": 1})
    run.started_at = ground.now
    EndedImport.of_run(run, "imports/reports/clients/a.csv").keep()
    Client(scenes.RITA).update([Client.referred_by.set(scenes.ANNA)])


def _open_every_screen(ground: Ground) -> None:
    for view, do in SCREENS:
        event: dict[str, Any] = {"view": view, "do": do, "client": scenes.RITA}
        answer = app.console(event, Context(alias="operator"))
        assert "our fault" not in answer, f"{view} {do}"


def _find_in_every_way(ground: Ground) -> None:
    del ground
    for typed in ("rita", "1042", "rita@people.example", "+12015550123", "LR-7K3Q-X9MD"):
        answer = app.console({"view": "clients", "do": "find", "q": typed}, Context(alias="operator"))
        assert "our fault" not in answer, typed


WORKS = (
    Work(name="screens", functions=("console",), prepare=_a_client, act=_open_every_screen),
    Work(name="finding", functions=("console",), prepare=_a_client, act=_find_in_every_way),
)
