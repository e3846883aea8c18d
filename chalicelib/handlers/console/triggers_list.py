"""The triggers: a page of them with what they do and what came of it, and one by itself.

A page costs the triggers' Query, that of the letters, and three for each of its eight triggers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.actor import Role
from chalicelib.domain.trigger import BY_CALENDAR, Trigger
from chalicelib.domain.trigger_words import event_in_words, letter_in_words, program_in_words, sentence
from chalicelib.handlers.console.triggers_words import (
    CAUGHT_UP,
    COUNTED_MAX,
    LIST,
    SINCE,
    STATES,
    TITLE,
    VIEW_NAME,
    counted,
    letters_by_id,
    local_time,
    state_badge,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
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
from chalicelib.models.firing import State, log_page
from chalicelib.models.firing import counted as count
from chalicelib.models.trigger import CalendarMark, triggers

PAGE_SIZE = 8
FIGURES_OF = timedelta(days=30)
GONE = Message("There is no such trigger", ["It may have been deleted meanwhile."], Tone.WARNING)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of a trigger: how many wait, were sent and skipped in 30 days, and when it last fired."""

    waiting: str
    sent: str
    skipped: str
    last: str


def show(ask: Ask) -> Screen:
    """All triggers, those that are on first."""
    return list_screen(ask)


def look(ask: Ask) -> Screen:
    """One trigger: what it does, what came of it, and what can be done with it."""
    trigger = triggers().get(ask.text("trigger"))
    return look_screen(ask, trigger) if trigger is not None else list_screen(ask, GONE)


def list_screen(ask: Ask, *told: Block) -> Screen:
    """A page of triggers, with something to tell above it."""
    stored = sorted(triggers().values(), key=lambda each: (each.retired, not each.active, each.description))
    last = max(len(stored) - 1, 0) // PAGE_SIZE
    page = min(max(ask.whole("page") or 0, 0), last)
    letters = letters_by_id()
    rows = [_row(each, ask, letters) for each in stored[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]]
    more = [
        Action(label, VIEW_NAME, "", {"page": at})
        for label, at in (("Page before", page - 1), ("Next page", page + 1))
        if 0 <= at <= last
    ]
    titles = ("Trigger", "When", "What goes", "Last fired")
    numbers = ("Waiting", "Sent in 30 days", "Skipped in 30 days")
    columns = [*(Column(each) for each in titles), *(Column(each, number=True) for each in numbers)]
    add = [Buttons([Action("Add a trigger", VIEW_NAME, "new", primary=True)])] if may_change(ask) else []
    return Screen(
        title=TITLE,
        blocks=[
            *told,
            Text("What goes to clients by itself. " + SINCE),
            Table("Triggers", [*columns, Column("Way to it")], rows, more=more),
            *add,
        ],
        trail=[HOME],
    )


def look_screen(ask: Ask, trigger: Trigger, *told: Block) -> Screen:
    """The trigger by itself, with something to tell above it."""
    figures = _figures(trigger, ask, ask.now)
    pairs: list[tuple[str, Cell]] = [
        ("State", state_badge(trigger)),
        ("Goes at", f"{trigger.hour}:00 by the studio's clocks, or as soon after as it is known"),
        ("On since", local_time(trigger.since, ask.studio) if trigger.active and trigger.since else "not on"),
        ("Last fired", figures.last),
        (STATES[State.WAITING], figures.waiting),
        ("Sent in 30 days", figures.sent),
        ("Skipped in 30 days", figures.skipped),
    ]
    return Screen(
        title=trigger.description,
        blocks=[
            *told,
            Text(sentence(trigger, ask.studio, letters_by_id())),
            Facts(pairs),
            *_missed(trigger),
            Buttons(_buttons(ask, trigger)),
        ],
        trail=[HOME, LIST],
        back=LIST,
    )


def may_change(ask: Ask) -> bool:
    """Whether triggers are this person's to change."""
    return ask.actor.role.may_act_as(Role.MANAGER)


def way(trigger: Trigger, label: str, do: str, confirm: str = "") -> Action:
    """A button about the trigger as it was read."""
    given = {"trigger": trigger.trigger_id, "version": trigger.version}
    return Action(label, VIEW_NAME, do, given, confirm=confirm)


def _row(trigger: Trigger, ask: Ask, letters: dict[str, str]) -> list[Cell]:
    figures = _figures(trigger, ask, ask.now)
    event = event_in_words(trigger, ask.studio)
    days = f"{trigger.days} {'day' if trigger.days == 1 else 'days'}"
    when = f"{days} {'before' if trigger.before else 'after'} {event}" if trigger.days else event
    return [
        (trigger.description, state_badge(trigger)),
        when,
        letter_in_words(trigger, letters) + program_in_words(trigger, ask.studio),
        figures.last,
        figures.waiting,
        figures.sent,
        figures.skipped,
        Action(
            "Open",
            VIEW_NAME,
            "look",
            {"trigger": trigger.trigger_id},
            aria_label=f"Open {trigger.description}",
        ),
    ]


def _figures(trigger: Trigger, ask: Ask, now: datetime) -> Figures:
    sent = log_page(trigger.trigger_id, State.SENT, COUNTED_MAX).rows
    since = now - FIGURES_OF
    return Figures(
        waiting=counted(count(trigger.trigger_id, State.WAITING, COUNTED_MAX)),
        sent=counted(sum(each.log_at >= since for each in sent)),
        skipped=counted(count(trigger.trigger_id, State.SKIPPED, COUNTED_MAX, since)),
        last=local_time(sent[0].log_at, ask.studio) if sent else "never",
    )


def _missed(trigger: Trigger) -> list[Block]:
    if not trigger.active or trigger.since is None or trigger.event not in BY_CALENDAR:
        return []
    missed_on = CalendarMark.of(trigger.trigger_id, trigger.since).missed_on
    if missed_on is None:
        return [Text(CAUGHT_UP)]
    words = f"Nothing ran on some days up to {missed_on.isoformat()}. {CAUGHT_UP}"
    return [Message("Some days were missed", [words], Tone.WARNING)]


def _buttons(ask: Ask, trigger: Trigger) -> list[Action]:
    log = Action("Log of what it sent and skipped", VIEW_NAME, "log", {"trigger": trigger.trigger_id})
    if not may_change(ask):
        return [log]
    switch = way(trigger, "Switch it off", "off")
    if not trigger.active:
        switch = way(trigger, "Switch it on", "on")
    asked = f"Delete {trigger.description}?"
    ends = [way(trigger, "Delete it", "delete", asked)]
    if not trigger.retired:
        ends.append(way(trigger, "Retire it", "retire"))
    tried = way(trigger, "Who would have got it last month", "try")
    return [way(trigger, "Edit", "edit"), switch, tried, log, *ends]
