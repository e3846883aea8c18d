"""One reward: what it is worth, what can be done with it, and its history, entry by entry. Six calls.

Two more for each record that was joined to the client's while the reward was with it.
"""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.reward import State
from chalicelib.domain.reward_words import by_words, kind_words, source_words
from chalicelib.flows.tell_reward import Told, tell_reward
from chalicelib.handlers.console.rewards_words import (
    LOOK_UP,
    REWARDS,
    SENTENCES,
    amount_words,
    last_day,
    location_words,
    moment,
    state_badge,
)
from chalicelib.handlers.console.summary.words import way
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
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.reward import Reward

SPENDABLE = (State.OPEN, State.PARTLY_USED)


def show(ask: Ask) -> Screen:
    """The reward that the button named, where it is now."""
    client_id, reward_id = ask.text("client"), ask.text("reward")
    row = Reward.at_home(client_id, reward_id) if client_id and reward_id else None
    if row is None:
        said = Message("There is no such reward", (), Tone.WARNING)
        return Screen(title="Reward", blocks=[said, Buttons([LOOK_UP])], trail=[HOME])
    return reward_screen(ask, row, Client.find(row.client_id))


def reward_screen(ask: Ask, row: Reward, client: Client | None) -> Screen:
    """All of one reward."""
    return Screen(
        title=f"Reward {row.code}",
        blocks=[*_facts(ask, row, client), _buttons(ask, row, client), _history(ask, row)],
        trail=[HOME, LOOK_UP],
    )


def _facts(ask: Ask, row: Reward, client: Client | None) -> Iterator[Block]:
    studio, currency = ask.studio, ask.studio.preferences.currency
    is_there = client is not None and client.erased_at is None
    facts: list[tuple[str, Cell]] = [
        ("Left to use", to_display(row.remaining_cents, currency)),
        ("State", [state_badge(row, ask.now), SENTENCES[row.state(ask.now)]]),
        ("Last day", last_day(row, studio, ask.now)),
        ("Client", way(client, studio) if client is not None and is_there else "erased"),
        ("Issued for", to_display(row.face_cents, currency)),
        ("Issued", moment(row.issued_at, studio)),
        ("Comes from", source_words(row.source)),
        ("Created by", by_words(row.created_by)),
        ("Location", location_words(row.location_id, studio)),
    ]
    if row.note:
        facts.append(("Reason", row.note))
    yield Facts(facts, row.code)


def _buttons(ask: Ask, row: Reward, client: Client | None) -> Buttons:
    """What the role may do with the reward in its state."""
    given = {"client": row.client_id, "reward": row.reward_id}
    state, is_manager = row.state(ask.now), ask.actor.role.may_act_as(Role.MANAGER)
    is_there = client is not None and client.erased_at is None
    actions: list[Action] = []
    if is_there and state in SPENDABLE:
        actions.append(Action("Redeem", REWARDS, "redeem", given, primary=True))
    if is_there and state in SPENDABLE and row.expires_at is not None:
        actions.append(Action("Change the last day", REWARDS, "extend", given))
    if is_there and state is State.EXPIRED and is_manager:
        actions.append(Action("Revive", REWARDS, "extend", given))
    if is_manager and row.remaining_cents > 0:
        actions.append(Action("Make void", REWARDS, "void", given))
    if is_there:
        carried = {"client": row.client_id}
        actions.append(Action("Rewards of the client", "client", "rewards", carried))
    return Buttons(actions)


def _history(ask: Ask, row: Reward) -> Block:
    told = tell_reward(row)
    columns = [
        Column("When"),
        Column("What"),
        Column("Amount", number=True),
        Column("By"),
        Column("Why"),
        Column("Invoice"),
    ]
    return Table("History", columns, [_line(ask, each) for each in told], empty="No entry yet.")


def _line(ask: Ask, told: Told) -> list[Cell]:
    entry = told.entry
    return [
        moment(entry.at, ask.studio),
        kind_words(entry.kind),
        amount_words(entry, ask.studio.preferences.currency),
        by_words(entry.by),
        told.reason,
        told.invoice_ref,
    ]
