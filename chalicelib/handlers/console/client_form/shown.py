"""The form as it is shown: its areas as tabs, what is wrong, what others changed, and what came of saving."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.client_typed import CHOSEN, NAMES_AS_TYPED, TICKS, Typed
from chalicelib.handlers.console.client_form import contact, family, general, groups, notes, tasks
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Ask, Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Message,
    Screen,
    Tabs,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME

CLIENTS = Action("Clients", "clients")


@dataclass(frozen=True)
class Area:
    """One tab. `merge` reads its controls; an area whose rows have forms of their own has none."""

    title: str
    show: Callable[[Work, Ask], list[Block]]
    merge: Callable[[Typed, Form], Typed] | None
    names: tuple[str, ...]


AREAS: Mapping[str, Area] = {
    "contact": Area(
        "Contact",
        lambda work, ask: contact.show(work, ask.studio),
        contact.merge,
        (*contact.TEXTS, "phones", NAMES_AS_TYPED),
    ),
    "general": Area(
        "General",
        lambda work, ask: general.show(work, ask.studio),
        general.merge,
        (*general.TEXTS, *TICKS, "referred_by"),
    ),
    "family": Area("Family", lambda work, ask: family.show(work, ask.studio), None, ("family",)),
    "groups": Area(
        "Groups and organization",
        lambda work, ask: groups.show(work, ask.studio),
        groups.merge,
        (*CHOSEN, *groups.ONE),
    ),
    "tasks": Area("Tasks", tasks.show, None, ("tasks",)),
    "notes": Area("Notes", lambda work, ask: notes.show(work, ask.studio), notes.merge, ("notes",)),
}


def area_of(control: str) -> str:
    """The area that has this control, or the line of phones that it belongs to."""
    name = "phones" if control.startswith("phones_") else control
    return next((tab for tab, area in AREAS.items() if name in area.names), "contact")


def form(work: Work, ask: Ask) -> Screen:
    """The open area between the tabs and the buttons."""
    blocks: list[Block] = [*work.told, *_wrong_elsewhere(work)]
    tabs = list(AREAS)
    buttons = [work.action(_tab_title(work, tab), "tab", {"to": tab}) for tab in tabs]
    blocks.append(Tabs("Areas of the client", buttons, tabs.index(work.tab)))
    blocks += AREAS[work.tab].show(work, ask)
    count = len(work.changes)
    if count:
        blocks.append(Text(f"Not stored yet: {count} field{'' if count == 1 else 's'} changed."))
    blocks.append(
        Buttons(
            [
                work.action("Save and close", "save", primary=True),
                work.action("Leave without saving", "leave", confirm="Forget what was typed here?"),
            ]
        )
    )
    return screen(work, ask, blocks)


def row_form(work: Work, ask: Ask, row: Mapping[str, Any]) -> Screen:
    """The form of one family member or task."""
    if work.tab == "family":
        blocks = family.show_member(work, row, ask.studio)
    else:
        blocks = tasks.show_task(work, row, ask.studio)
    return screen(work, ask, [*work.told, *blocks])


def screen(work: Work, ask: Ask, blocks: Sequence[Block]) -> Screen:
    """These blocks under the form's title, with the ways back."""
    trail = [HOME, CLIENTS]
    if not work.is_new:
        trail.append(Action("Client", "client", "", {"client": work.client_id}))
    return Screen(title=work.title(ask.studio), blocks=blocks, trail=trail, draft_id=work.draft.draft_id)


def _tab_title(work: Work, tab: str) -> str:
    wrong = sum(1 for control in work.problems if area_of(control) == tab)
    return f"{AREAS[tab].title} ({wrong} to put right)" if wrong else AREAS[tab].title


def _wrong_elsewhere(work: Work) -> list[Block]:
    """What is wrong in other areas, which this one's summary does not say."""
    lines = [
        f"{AREAS[area_of(control)].title}: {problem}"
        for control, problem in work.problems.items()
        if area_of(control) != work.tab
    ]
    return [Message("Something is to be put right; nothing was stored", lines, Tone.ERROR)] if lines else []
