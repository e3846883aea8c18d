"""A list is put in order, and lead sources are limited to theirs. At most four calls."""

from dataclasses import replace

from chalicelib.domain.lists import ListKind, items_of
from chalicelib.flows.limit_lead_sources import limit_lead_sources
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.order_list import order_list
from chalicelib.handlers.console.list_table import LIMIT, kind_asked, no_such_list, screen, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import not_arrived

CHANGED = Message(
    "Somebody else changed this list meanwhile",
    ["Nothing of yours was stored. It is shown as it stands now."],
    Tone.WARNING,
)


def order(ask: Ask) -> Screen:
    """Store the positions that were typed, all in one save."""
    kind = kind_asked(ask)
    if kind is None:
        return no_such_list()
    if not ask.form.arrived:
        return not_arrived(way(kind, ask.text("parent")))
    shown = items_of(ask.studio, kind, ask.text("parent"))
    typed, wrong = {}, []
    for at, item in enumerate(shown, 1):
        text = ask.form.text(f"at_{at}", str(at))
        if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= len(shown):
            typed[at] = int(text)
        else:
            wrong.append(f"{item.description}: {text or 'nothing'} is not a position from 1 to {len(shown)}.")
    if wrong:
        return screen(ask, kind, Message("Nothing was stored", wrong[:10], Tone.ERROR))
    return _ordered(ask, kind, typed)


def sort(ask: Ask) -> Screen:
    """Put the whole list in the order of its descriptions."""
    kind = kind_asked(ask)
    return no_such_list() if kind is None else _ordered(ask, kind, None)


def limit(ask: Ask) -> Screen:
    """Whether lead sources must be of the list: the same value as in the preferences."""
    kind = ListKind.LEAD_SOURCE
    if not ask.form.arrived:
        return not_arrived(way(kind))
    limited = ask.form.ticked(LIMIT)
    stored = limit_lead_sources(limited=limited, actor=ask.actor, now=ask.now)
    words = "A lead source must be one of the list." if limited else "A lead source may be typed freely."
    told = Message("Stored", [words], Tone.GOOD) if stored else CHANGED
    return screen(replace(ask), kind, told)


def _ordered(ask: Ask, kind: ListKind, typed: dict[int, int] | None) -> Screen:
    change = order_list(
        kind, typed, ask.text("seen"), parent_id=ask.text("parent"), actor=ask.actor, now=ask.now
    )
    done = change.outcome is Outcome.STORED
    told = Message("The order is stored", tone=Tone.GOOD) if done else CHANGED
    return screen(replace(ask), kind, told)
