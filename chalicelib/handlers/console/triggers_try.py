"""The dry run of a trigger: who would have got its letter last month, and why the others not."""

from chalicelib.domain.records import from_plain
from chalicelib.domain.trigger import Trigger, cleaned
from chalicelib.domain.trigger_typed import trigger_of
from chalicelib.domain.trigger_words import sentence
from chalicelib.flows.try_trigger import DAYS, Tried, try_trigger
from chalicelib.handlers.console.triggers_list import GONE, list_screen
from chalicelib.handlers.console.triggers_log import client_cell
from chalicelib.handlers.console.triggers_words import LIST, VIEW_NAME, letters_by_id, local_time
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import in_hand
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.trigger import triggers

HOW = (
    f"Whom it would have met in the last {DAYS} days, by the records as they stand now. Nothing is sent and "
    "nothing is stored. Whoever has another status or date by now is not found."
)


def tried(ask: Ask) -> Screen:
    """A page of those whom the stored trigger, or the one in hand, would have met."""
    back: Action
    if ask.text("draft"):
        draft = in_hand(ask, VIEW_NAME, LIST)
        if isinstance(draft, Screen):
            return draft
        base = from_plain(Trigger, draft.content["base"])
        trigger = cleaned(trigger_of(base, draft.content["typed"]))
        given = {"draft": draft.draft_id}
        back = Action("Back to the review", VIEW_NAME, "review", given)
    else:
        found = triggers().get(ask.text("trigger"))
        if found is None:
            return list_screen(ask, GONE)
        trigger, given = found, {"trigger": found.trigger_id}
        back = Action(trigger.description, VIEW_NAME, "look", given)
    run = try_trigger(trigger, ask.studio, now=ask.now, cursor=ask.text("cursor") or None)
    more = [Action("Look further", VIEW_NAME, "try", {**given, "cursor": run.cursor})] if run.cursor else []
    columns = [Column("Client"), Column("When"), Column("What would have come of it")]
    empty = "Nobody so far. Look further." if more else "It would have met nobody."
    blocks: list[Block] = [
        Text(sentence(trigger, ask.studio, letters_by_id())),
        Text(HOW),
        *_counted(run),
        Table("Last month", columns, _rows(run, ask), empty=empty, more=more),
    ]
    return Screen(title=f"Tried: {trigger.description}", blocks=blocks, trail=[HOME, LIST, back], back=back)


def _counted(run: Tried) -> list[Block]:
    if not run.found:
        return []
    refused = sum(each.refused is not None for each in run.found)
    got = len(run.found) - refused
    rest = " There may be more." if run.cursor else ""
    return [Message(f"{got} would have got it, {refused} not", [f"Of those below.{rest}"], Tone.INFO)]


def _rows(run: Tried, ask: Ask) -> list[list[Cell]]:
    return [
        [
            client_cell(each.client, ask),
            local_time(each.due_at, ask.studio),
            Badge("would get it", Tone.GOOD) if each.refused is None else each.refused.words,
        ]
        for each in run.found
    ]
