from datetime import date
from typing import Any

import pytest

from chalicelib.domain.change_request import Refusal, change_task, refusal
from chalicelib.domain.follow_up import read_task

TODAY = date(2026, 11, 22)


def asked(*words: str, done: bool = False) -> list[dict[str, Any]]:
    return [change_task(each, TODAY) | {"done": done} for each in words]


@pytest.mark.parametrize(
    ("tasks", "why"),
    [
        ([], None),
        (asked("I moved."), Refusal.ALREADY_ASKED),
        (asked("I moved.", done=True), None),
        (asked("a", "b"), None),
        (asked("a", "b", "c"), Refusal.TOO_MANY),
        (asked("a", "b", "I moved."), Refusal.ALREADY_ASKED),
        ([{"text": "Call about the frame", "done": False}] * 4, None),
        ([{"text": "Call about the frame", "done": True}] * 50, Refusal.TOO_MANY),
    ],
)
def test_a_request_is_a_task_once_and_a_few_wait_at_a_time(
    tasks: list[dict[str, Any]], why: Refusal | None
) -> None:
    assert refusal("I moved.", tasks) is why


def test_the_task_is_one_as_staff_would_type_it() -> None:
    task = change_task("x" * 481, TODAY)
    kept, problems = read_task(task)
    assert kept == task
    assert not problems
