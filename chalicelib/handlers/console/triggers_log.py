"""What a trigger met: whom it waits for, sent to and skipped, with the reasons; 25 a page, four calls."""

from chalicelib.domain.names import shown_name
from chalicelib.handlers.console.triggers_list import GONE, list_screen
from chalicelib.handlers.console.triggers_words import (
    LIST,
    STATES,
    VIEW_NAME,
    local_time,
    reason_in_words,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Cell, Column, Screen, Table, Tabs
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.firing import Firing, State, log_page
from chalicelib.models.trigger import triggers

PAGE_SIZE = 25
EMPTY = {
    State.WAITING: "Nobody waits.",
    State.SENT: "Nothing was sent yet.",
    State.SKIPPED: "Nobody was skipped.",
}
WHEN = {State.WAITING: "Due", State.SENT: "Sent", State.SKIPPED: "Skipped"}


def log(ask: Ask) -> Screen:
    """One state's page; the latest first, or of those that wait the next."""
    trigger = triggers().get(ask.text("trigger"))
    if trigger is None:
        return list_screen(ask, GONE)
    state = State(ask.text("state")) if ask.text("state") in list(State) else State.SENT
    after = ask.given.get("after")
    page = log_page(trigger.trigger_id, state, PAGE_SIZE, after if isinstance(after, dict) else None)
    given = {"trigger": trigger.trigger_id}
    tabs = Tabs(
        "What became of them",
        [Action(words, VIEW_NAME, "log", {**given, "state": each.value}) for each, words in STATES.items()],
        list(STATES).index(state),
    )
    more = []
    if page.more is not None:
        more = [Action("Next page", VIEW_NAME, "log", {**given, "state": state.value, "after": page.more})]
    columns = [Column("Client"), Column(WHEN[state])]
    if state is State.SKIPPED:
        columns.append(Column("Why"))
    table = Table(STATES[state], columns, _rows(page.rows, state, ask), empty=EMPTY[state], more=more)
    blocks: list[Block] = [tabs, table]
    here = Action(trigger.description, VIEW_NAME, "look", given)
    return Screen(title=f"Log of {trigger.description}", blocks=blocks, trail=[HOME, LIST, here], back=here)


def _rows(firings: list[Firing], state: State, ask: Ask) -> list[list[Cell]]:
    ids = sorted({each.client_id for each in firings})
    clients = {each.client_id: each for each in Client.batch_get(ids)} if ids else {}
    return [
        [
            client_cell(clients.get(each.client_id), ask),
            local_time(each.log_at, ask.studio),
            *([reason_in_words(each.reason)] if state is State.SKIPPED else []),
        ]
        for each in firings
    ]


def client_cell(client: Client | None, ask: Ask) -> Cell:
    """A client's name as the way to the record; an erased one has none."""
    if client is None or client.erased_at is not None:
        return "An erased client"
    order = ask.studio.preferences.name_order
    name = shown_name(client.first_name, client.last_name, order) or client.company or "No name"
    return Action(name, "client", "", {"client": client.client_id}, plain=True)
