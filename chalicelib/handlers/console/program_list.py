"""The programs: a page of them with what they promise and their figures, and one by itself.

A page costs the studio's Query and four for each of its six programs, at any number of clients.
"""

from dataclasses import replace

from chalicelib.domain.actor import Role
from chalicelib.domain.program import Program, offered_on
from chalicelib.domain.promise import promise
from chalicelib.flows.program_figures import COUNTED_MAX, Figures, program_figures
from chalicelib.handlers.console.program_form import LIST, TITLE, VIEW, promised
from chalicelib.handlers.console.program_words import letter_in_words, settings_in_words, today
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.letter import heads

PAGE_SIZE = 6
EVERY = "all"
GONE = Message("There is no such program", ["It may have been deleted meanwhile."], Tone.WARNING)


def show(ask: Ask) -> Screen:
    """The active programs; the inactive ones where they were asked for."""
    return list_screen(ask)


def list_screen(ask: Ask, *told: Block) -> Screen:
    """A page of programs, with something to tell above it."""
    every = bool(ask.text(EVERY))
    stored = sorted(ask.studio.programs.values(), key=lambda each: each.description.casefold())
    shown = [each for each in stored if every or not each.inactive]
    last = max(len(shown) - 1, 0) // PAGE_SIZE
    page = min(max(ask.whole("page") or 0, 0), last)
    rows = [_row(each, ask) for each in shown[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]]
    given = {EVERY: "1"} if every else {}
    more = [
        Action(label, VIEW, "", {**given, "page": at})
        for label, at in (("Page before", page - 1), ("Next page", page + 1))
        if 0 <= at <= last
    ]
    buttons = [Action("Add a program", VIEW, "new", primary=True)] if _may_change(ask) else []
    hidden = len(stored) - len(shown)
    if hidden:
        buttons.append(Action(f"Show the inactive ones too ({hidden})", VIEW, "", {EVERY: "1"}))
    titles = ("Program", "What it promises")
    numbers = ("Enrolled", "Rewards earned", "Pending")
    columns = [*(Column(each) for each in titles), *(Column(each, number=True) for each in numbers)]
    return Screen(
        title=TITLE,
        blocks=[
            *told,
            Text(
                "Sets of rules that reward clients for sending you new ones. A referral keeps the terms "
                "it began with."
            ),
            Table(
                "Programs", [*columns, Column("Way to it")], rows, empty="There is no program yet.", more=more
            ),
            *([Buttons(buttons)] if buttons else []),
        ],
        trail=[HOME],
    )


def look(ask: Ask) -> Screen:
    """One program: its promise, its settings, its figures, and what can be done with it."""
    program = ask.studio.programs.get(ask.text("program"))
    return program_screen(ask, program) if program is not None else list_screen(ask, GONE)


def program_screen(ask: Ask, program: Program, *told: Block) -> Screen:
    """The program by itself, with something to tell above it."""
    letters = heads()
    figures = program_figures(program.program_id)
    described = {each.letter_id: letter_in_words(each) for each in letters}
    settings = list(settings_in_words(program, ask, described))
    state = Badge("inactive", Tone.WARNING) if program.inactive else Badge("active", Tone.GOOD)
    return Screen(
        title=program.description,
        blocks=[
            *told,
            Facts([("State", state), *_figures(figures)], "How it goes"),
            *promised(program, ask, letters),
            Facts(
                [(label, value) for label, value in settings] or [("Settings", "nothing is on")],
                "Settings",
            ),
            *([Buttons(_changes(program, figures))] if _may_change(ask) else []),
        ],
        trail=[HOME, LIST],
        back=LIST,
    )


def anew(ask: Ask) -> Ask:
    """The same ask, which reads the studio once more."""
    return replace(ask)


def counted(number: int) -> str:
    """A figure in words: above what is counted it is said so."""
    return f"{number:,} or more" if number >= COUNTED_MAX else f"{number:,}"


def _row(program: Program, ask: Ask) -> list[Cell]:
    figures = program_figures(program.program_id)
    terms = offered_on(program.terms, today(ask))
    return [
        (program.description, *([Badge("inactive", Tone.WARNING)] if program.inactive else [])),
        promise(terms, ask.studio.preferences.currency),
        counted(figures.enrolled),
        counted(figures.earned),
        counted(figures.pending) + (f" and {counted(figures.held)} held" if figures.held else ""),
        Action(
            "Open",
            VIEW,
            "look",
            {"program": program.program_id},
            aria_label=f"Open {program.description}",
        ),
    ]


def _figures(figures: Figures) -> list[tuple[str, Cell]]:
    return [
        ("Clients enrolled", counted(figures.enrolled)),
        ("Rewards earned", counted(figures.earned)),
        ("Referrals pending", counted(figures.pending)),
        ("Referrals held for a decision", counted(figures.held)),
    ]


def _changes(program: Program, figures: Figures) -> list[Action]:
    given = {"program": program.program_id, "version": program.version}
    name, enrolled = program.description, counted(figures.enrolled)
    retire = Action(
        "Retire it",
        VIEW,
        "retire",
        given,
        confirm=f"Retire {name}? {enrolled} enrolled clients stay so and earn nothing for friends who come "
        "from now on. Referrals that are pending may still complete.",
    )
    back = Action("Bring it back", VIEW, "reactivate", given, confirm=f"Offer {name} again?")
    return [
        Action("Edit", VIEW, "edit", given, primary=True),
        Action("Copy", VIEW, "copy", given),
        back if program.inactive else retire,
        Action("Delete", VIEW, "delete", given),
    ]


def _may_change(ask: Ask) -> bool:
    return ask.actor.role.may_act_as(Role.MANAGER)
