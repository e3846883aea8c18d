"""The front desk looks a reward up by its code, in any spelling, and sees what it is worth. Six calls."""

from collections.abc import Iterator

from chalicelib.flows.find_reward import FoundReward, find_rewards
from chalicelib.handlers.console.rewards_one import reward_screen
from chalicelib.handlers.console.rewards_words import LOOK_UP, REWARDS, look, state_badge
from chalicelib.handlers.console.summary.words import way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Line,
    Message,
    Screen,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME

CODE = "code"
SHOWN_MAX = 100
HINT = "As the client says it: capitals, hyphens and LR may be missing."
UNKNOWN = (
    "No reward has this code. Ask the client to read it once more: our codes have eight letters and digits "
    "behind LR, and never 0, 1, I, L, O or U."
)


def show(ask: Ask) -> Screen:
    """Where a code is typed."""
    return _screen(ask)


def find(ask: Ask) -> Screen:
    """The reward of the code that was typed."""
    if not ask.form.arrived:
        return not_arrived(LOOK_UP)
    typed = ask.form.text(CODE)
    if not typed:
        return _screen(ask, Message("Nothing was looked up", ["Type the code first."], Tone.WARNING))
    found = find_rewards(typed)
    if not found:
        return _screen(ask, Message("No such reward", [UNKNOWN], Tone.WARNING), typed=typed)
    if len(found) == 1:
        return reward_screen(ask, found[0].row, found[0].client)
    return _screen(ask, *_several(ask, found), typed=typed)


def _several(ask: Ask, found: list[FoundReward]) -> Iterator[Block]:
    """A misread letter may have been either of two, and both are codes."""
    rows: list[list[Cell]] = [
        [
            each.row.code,
            state_badge(each.row, ask.now),
            way(each.client, ask.studio) if each.client is not None else "nobody",
            look(each.row.client_id, each.row.reward_id, aria_label=f"Look at {each.row.code}"),
        ]
        for each in found
    ]
    columns = [Column(title) for title in ("Code", "State", "Client", "Way to it")]
    yield Table("Each of these may be meant", columns, rows)


def _screen(ask: Ask, *blocks: Block, typed: str = "") -> Screen:
    del ask
    line = Line(name=CODE, label="Reward code", value=typed[:SHOWN_MAX], hint=HINT, size=20)
    return Screen(
        title="Look up a reward code",
        blocks=[
            *blocks,
            Group("", [line]),
            Buttons([Action("Look it up", REWARDS, "find", primary=True)]),
        ],
        trail=[HOME],
    )
