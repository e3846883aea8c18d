"""A client asks for a change of what the studio knows of them: a task for the staff, on the record."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.domain.follow_up import TASKS_MAX, TEXT_MAX, TaskKind

BEGINS = "Asks for a change: "
WORDS_MAX = TEXT_MAX - len(BEGINS)
OPEN_MAX = 3


class Refusal(StrEnum):
    """Why there is no new task, in order of precedence."""

    ALREADY_ASKED = "already_asked"  # The very same words wait already.
    TOO_MANY = "too_many"  # So many of theirs wait that they had better call.


def change_task(words: str, due_on: date) -> dict[str, Any]:
    """The task that the words make."""
    return {
        "kind": TaskKind.TASK.value,
        "text": f"{BEGINS}{words}",
        "due_on": due_on.isoformat(),
        "done": False,
    }


def refusal(words: str, tasks: Sequence[Mapping[str, Any]]) -> Refusal | None:
    """Why the words make no task beside those that stand."""
    waiting = [
        each for each in tasks if not each.get("done") and str(each.get("text") or "").startswith(BEGINS)
    ]
    if any(each["text"] == f"{BEGINS}{words}" for each in waiting):
        return Refusal.ALREADY_ASKED
    if len(waiting) >= OPEN_MAX or len(tasks) >= TASKS_MAX:
        return Refusal.TOO_MANY
    return None
