"""The screens of preferences: a tab of a menu, and what somebody else saved meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from chalicelib.domain.menu import Menu, holds
from chalicelib.domain.setting_value import NO, YES
from chalicelib.flows.begin_edit import saved_since
from chalicelib.handlers.console.preference_words import HINT_SENTENCES, label_of
from chalicelib.handlers.console.preference_work import Work, controls_in
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Column,
    Message,
    Screen,
    Table,
    Tabs,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, View

VALUES = {"": "(blank)", YES: "Yes", NO: "No"}


def noting(work: Work, title: str, line: str, tone: Tone = Tone.INFO) -> Work:
    """The work with something to say above its screen."""
    return replace(work, notes=(*work.notes, Message(title, [line], tone)))


def tab_screen(work: Work, key: str) -> Screen:
    """One tab of the menu, with its buttons and what there is to say."""
    tabs = work.bench.tabs(work)
    current = next((place for place, tab in enumerate(tabs) if tab.key == key), 0)
    tab = tabs[current]
    parts = list(tab.parts(work))
    buttons = [work.action("Save", "save", tab.key, primary=True), *work.bench.more(work, tab.key)]
    if work.draft is not None:
        buttons.append(work.action("Throw away what I typed", "forget", tab.key))
    turns = [work.action(each.label, "tab", tab.key, to=each.key) for each in tabs]
    return Screen(
        title=work.bench.title,
        blocks=[
            *work.notes,
            *_others(work, tab.key),
            *_wrong_elsewhere(work, parts),
            *([Tabs("Parts of the preferences", turns, current)] if len(tabs) > 1 else []),
            *parts,
            *_hints(work),
            *_in_hand(work),
            Buttons(buttons),
        ],
        trail=(HOME,),
        draft_id=work.draft.draft_id if work.draft is not None else "",
    )


def others_screen(work: Work, tab: str) -> Screen:
    """Who changed what since it was read, beside what is typed here; nothing is stored."""
    studio, edit = work.ask.studio, work.edit
    rows = [
        (
            label_of(name, studio),
            _value(edit.read.get(name, "")),
            _value(theirs),
            _value(edit.typed[name]) if name in edit.typed else "(not changed by you)",
        )
        for name, theirs in work.others.items()
    ]
    columns = [Column(title) for title in ("Setting", "Was", "Is now", "You typed")]
    kept = "What you typed is kept. Say how to go on; you can look it over before you save."
    return Screen(
        title="Somebody else saved meanwhile",
        blocks=[
            Message("Nothing of yours is stored yet", [*_who(work), kept], Tone.WARNING),
            Table("What was changed", columns, rows, empty="What they changed is again as it was."),
            Buttons(
                [
                    work.action("Take over their values", "theirs", tab, primary=True),
                    work.action("Keep what I typed", "mine", tab),
                ]
            ),
        ],
        trail=(HOME, Action(work.bench.title, work.bench.menu.value)),
        draft_id=work.draft.draft_id if work.draft is not None else "",
    )


def elsewhere(work: Work, view: str, do: str = "", given: Mapping[str, str] | None = None) -> Screen:
    """The first screen of another view, which reads nothing of this form."""
    found = import_module(f"{__package__}.{view}").VIEW
    assert isinstance(found, View)
    ask = replace(work.ask, view=view, do=do, given=given or {}, form=Form())
    return found.acts[do].show(ask)


def _value(text: str) -> str:
    return VALUES.get(text, text)


def _who(work: Work) -> list[str]:
    """One line for each save since what is edited was read."""
    lines = []
    for record in saved_since(work.edit.version):
        names = [name for name in record.after if holds(work.bench.menu, name)]
        if names:
            what = ", ".join(label_of(name, work.ask.studio) for name in names)
            when = f"{record.at[:16].replace('T', ' ')} UTC"
            lines.append(f"A {record.role} changed {what} at {when} (request {record.request_id}).")
    return lines


def _others(work: Work, tab: str) -> list[Block]:
    if work.draft is None or not work.others:
        return []
    line = "You will see what they changed, and choose, before anything of yours is stored."
    return [
        Message("Somebody else saved these preferences meanwhile", [line], Tone.WARNING),
        Buttons([work.action("See what they changed", "others", tab)]),
    ]


def _wrong_elsewhere(work: Work, parts: Sequence[Block]) -> list[Block]:
    """What is wrong in other tabs, or in no tab of this menu."""
    here = {control.name for control in controls_in(parts)}
    lines = [
        f"{label_of(name, work.ask.studio)}: {words}"
        for name, words in work.errors.items()
        if name not in here
    ]
    return [Message("Also to be put right; nothing was stored", lines, Tone.ERROR)] if lines else []


def _hints(work: Work) -> list[Block]:
    hints = [HINT_SENTENCES[hint] for hint in work.decision.judgement.hints]
    return [Message("Good to know", hints)] if hints and work.bench.menu is not Menu.COMPANY else []


def _in_hand(work: Work) -> list[Block]:
    names = ", ".join(label_of(name, work.ask.studio) for name in sorted(work.edit.typed))
    return [Text(f"Typed and not saved yet: {names}.")] if names else []
