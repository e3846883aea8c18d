"""A task, or a call to make, that somebody has with a client on a day."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from chalicelib.domain import answers
from chalicelib.domain.staff_words import Problems

TEXT_MAX = 500
TASKS_MAX = 50


class TaskKind(StrEnum):
    """What is to be done."""

    TASK = "task"
    CALL = "call"


LABELS = {TaskKind.TASK: "Task", TaskKind.CALL: "Phone call"}


def read_task(typed: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """The task as it is kept, and what is wrong by control; with nothing wrong it counts."""
    problems = Problems()
    kind = str(typed.get("kind") or TaskKind.TASK.value)
    if kind not in {each.value for each in TaskKind}:
        problems.say("kind", "Choose a task or a phone call.")
    text = problems.take("text", partial(answers.line, str(typed.get("text") or ""), TEXT_MAX))
    if not text:
        problems.say("text", "Say what is to be done.")
    due_on = problems.take("due_on", partial(answers.day, str(typed.get("due_on") or "")))
    if due_on is None:
        problems.say("due_on", "Say on which day, such as 2026-11-22.")
    return {
        "kind": kind,
        "text": text,
        "due_on": due_on.isoformat() if due_on else None,
        "done": bool(typed.get("done")),
    }, problems
