"""Family members and tasks in a client's form: added, modified, removed, each in a form of its own."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.family import MEMBERS_MAX, name_of, read_member, with_member
from chalicelib.domain.follow_up import TASKS_MAX, TaskKind, read_task
from chalicelib.handlers.console.client_form import family, tasks
from chalicelib.handlers.console.client_form.steps import kept
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone

KEY_BYTES = 6


def member(work: Work, ask: Ask) -> Screen:
    """The form of a member: of the one that the button names, else of a new one."""
    standing = _line(work, "family", ask.text("row"))
    if standing is None and len(work.typed["family"]) >= MEMBERS_MAX:
        return kept(work.telling(_full(f"A client has at most {MEMBERS_MAX} family members.")), ask)
    return kept(work.having(tab="family", row={**family.NEW, "key": _key(), **(standing or {})}), ask)


def keep_member(work: Work, ask: Ask) -> Screen:
    """Into the family with what is typed, or what is wrong with it."""
    if work.row is None:
        return kept(work, ask)
    typed = family.read(work.row, ask.form)
    today = local_date(ask.now, ask.studio.preferences.local_zone())
    # A name that stands already stays as it is: somebody kept it so.
    stood = _line(work, "family", typed["key"])
    as_typed = ask.form.ticked(family.AS_TYPED) or (stood is not None and _names(typed) == _names(stood))
    read, problems = read_member(typed, ask.studio, today=today, as_typed=as_typed)
    if problems:
        return _put_right(work, ask, typed, problems)
    before = work.typed["family"]
    was = next((each for each in before if each["secondary_contact"] and each["key"] != typed["key"]), None)
    if was is not None and read["secondary_contact"]:
        lines = [f"{name_of(read)} takes the place of {name_of(was)}."]
        work = work.telling(Message("There is one secondary contact", lines, Tone.INFO))
    after = with_member(before, {**read, "key": typed["key"]})
    return kept(work.typing(family=after).having(row=None), ask)


def remove_member(work: Work, ask: Ask) -> Screen:
    """Out of the family, once the form is saved."""
    return kept(_without(work, "family", ask), ask)


def task(work: Work, ask: Ask) -> Screen:
    """The form of a task: of the one that the button names, else of a new one."""
    standing = _line(work, "tasks", ask.text("row"))
    if standing is None and len(work.typed["tasks"]) >= TASKS_MAX:
        return kept(work.telling(_full(f"A client has at most {TASKS_MAX} tasks.")), ask)
    kind = TaskKind.CALL if ask.text("kind") == TaskKind.CALL.value else TaskKind.TASK
    new = {**tasks.NEW, "kind": kind.value, "key": _key()}
    return kept(work.having(tab="tasks", row={**new, **(standing or {})}), ask)


def keep_task(work: Work, ask: Ask) -> Screen:
    """Onto the list with what is typed, or what is wrong with it."""
    if work.row is None:
        return kept(work, ask)
    typed = tasks.read(work.row, ask.form)
    read, problems = read_task(typed)
    if problems:
        return _put_right(work, ask, typed, problems)
    before = work.typed["tasks"]
    after = {each["key"]: each for each in before} | {typed["key"]: {**read, "key": typed["key"]}}
    return kept(work.typing(tasks=list(after.values())).having(row=None), ask)


def task_done(work: Work, ask: Ask) -> Screen:
    """Behind us, once the form is saved."""
    key = ask.text("row")
    after = [{**each, "done": True} if each["key"] == key else each for each in work.typed["tasks"]]
    return kept(work.typing(tasks=after), ask)


def remove_task(work: Work, ask: Ask) -> Screen:
    """Off the list, once the form is saved."""
    return kept(_without(work, "tasks", ask), ask)


def drop_row(work: Work, ask: Ask) -> Screen:
    """Back to the area; what was typed of the member or task is forgotten."""
    return kept(work.having(row=None), ask)


def _line(work: Work, name: str, key: str) -> dict[str, Any] | None:
    return next((dict(each) for each in work.typed[name] if each["key"] == key), None)


def _without(work: Work, name: str, ask: Ask) -> Work:
    key = ask.text("row")
    return work.typing(**{name: [each for each in work.typed[name] if each["key"] != key]})


def _put_right(work: Work, ask: Ask, typed: Mapping[str, Any], problems: Mapping[str, str]) -> Screen:
    return kept(replace(work.having(row=dict(typed)), problems=problems), ask)


def _names(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row.get("first_name") or ""), str(row.get("last_name") or "")


def _full(words: str) -> Message:
    return Message("There is no room for another one", [words], Tone.WARNING)


def _key() -> str:
    return secrets.token_hex(KEY_BYTES)
