"""The Tasks area: what is to be done and whom to call, on which day."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.follow_up import LABELS, TaskKind
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.client_form.fields import choice, day, line, tick
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import Badge, Block, Buttons, Cell, Column, Group, Table, Tone

SHOWN_MAX, SPOKEN_MAX = 120, 30
NEW: Mapping[str, Any] = {"kind": TaskKind.TASK.value, "text": "", "due_on": "", "done": False}


def show(work: Work, ask: Ask) -> list[Block]:
    """The tasks in the order of their days, those that are done last."""
    today = local_date(ask.now, ask.studio.preferences.local_zone()).isoformat()
    ordered = sorted(work.typed["tasks"], key=lambda each: (bool(each.get("done")), each.get("due_on") or ""))
    rows: list[list[Cell]] = [_row(work, task, today) for task in ordered]
    columns = ["What", "Kind", "Due", "State", "What to do"]
    return [
        Table("Tasks and phone calls", [Column(each) for each in columns], rows, empty="Nothing to do yet."),
        Buttons(
            [
                work.action("Add a task", "task", {"kind": TaskKind.TASK.value}),
                work.action("Add a phone call", "task", {"kind": TaskKind.CALL.value}),
            ]
        ),
    ]


def show_task(work: Work, task: Mapping[str, Any], studio: Studio) -> list[Block]:
    """The form of one task."""
    kinds = {kind.value: label for kind, label in LABELS.items()}
    return [
        Group(
            "Task or phone call",
            [
                choice(work, "kind", "Kind", kinds, str(task["kind"])),
                line(work, "text", "What is to be done", value=str(task["text"] or ""), size=60),
                day(work, "due_on", "Due on", value=str(task["due_on"] or "")),
                tick(work, "done", "Done", value=bool(task["done"])),
            ],
            columns=2,
        ),
        Buttons(
            [
                work.action("Keep this task", "keep_task", primary=True),
                work.action("Back without it", "drop_row"),
            ]
        ),
    ]


def read(row: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """What the task's controls say, as it is typed."""
    texts = {name: form.text(name) for name in ("kind", "text", "due_on")}
    return {"key": row["key"], **texts, "done": form.ticked("done")}


def _row(work: Work, task: Mapping[str, Any], today: str) -> list[Cell]:
    done, due_on = bool(task.get("done")), str(task.get("due_on") or "")
    state = Badge("Done", Tone.GOOD) if done else Badge("To do")
    if not done and due_on and due_on < today:
        state = Badge("Overdue", Tone.WARNING)
    kind = task.get("kind")
    text, carried = str(task.get("text") or ""), {"row": task["key"]}
    spoken = text[:SPOKEN_MAX]
    return [
        text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…",
        LABELS[TaskKind(kind)] if kind in {each.value for each in TaskKind} else "",
        due_on,
        state,
        [
            *([] if done else [work.action("Done", "task_done", carried, aria_label=f"Done: {spoken}")]),
            work.action("Modify", "task", carried, aria_label=f"Modify {spoken}"),
            work.action("Remove", "remove_task", carried, aria_label=f"Remove {spoken}"),
        ],
    ]
